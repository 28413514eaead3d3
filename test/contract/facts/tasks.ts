import { setTimeout } from 'node:timers/promises'
import { type Lack, outcome } from '../templates/lacks.ts'
import type { System } from '../templates/system.ts'
import { ourSubnets } from './layout.ts'

/** The schemas of a database are made by a task inside the network; moto starts none, and runs none to its end. */
export const taskLack: Lack = {
  // ECS API reference, RunTask, capacityProviderStrategy: FARGATE needs no container instances.
  title: 'a task runs on the capacity provider FARGATE; moto looks for a container instance',
  without: [['databases', 'main', 'schemas']],
  async observe(system) {
    const { aws, prefix: cluster } = system
    const taskDefinition = await registered(system)
    const run = aws.call('ecs', 'run_task', {
      ...{ cluster, taskDefinition },
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }],
      networkConfiguration: await network(system),
    })
    const said = await outcome(run)
    await aws.call('ecs', 'deregister_task_definition', { taskDefinition })
    return said === 'done' ? 'started' : 'refused'
  },
  moto: 'refused',
  aws: 'started',
}

/** Services come to rest by a rollout; moto's deployments stay as they began, so what a deploy makes is for the sandbox. */
export const rolloutLack: Lack = {
  // ECS API reference, Deployment.rolloutState: "when the service reaches a steady state … set to COMPLETED".
  title: 'a deployment of a service is completed; on moto it stays in progress',
  async observe(system) {
    const { aws, prefix: cluster } = system
    const taskDefinition = await registered(system)
    const service = 'theirs'
    await aws.call('ecs', 'create_service', {
      ...{ cluster, serviceName: service, taskDefinition, desiredCount: 1, launchType: 'FARGATE' },
      networkConfiguration: await network(system),
    })
    const state = async () => {
      const answer = await aws.call('ecs', 'describe_services', { cluster, services: [service] })
      return answer.services[0].deployments[0].rolloutState
    }
    for (let tries = 0; tries < 20 && (await state()) !== 'COMPLETED'; tries++) await setTimeout(100)
    const found = await state()
    await aws.call('ecs', 'delete_service', { cluster, service, force: true })
    await aws.call('ecs', 'deregister_task_definition', { taskDefinition })
    return found
  },
  moto: 'IN_PROGRESS',
  aws: 'COMPLETED',
}

/** A task definition of somebody else's: its ARN. */
async function registered({ aws, standIn }: System): Promise<string> {
  const image = `${new URL(standIn.endpoint).host}/sandbox/hello:latest`
  const { taskDefinition } = await aws.call('ecs', 'register_task_definition', {
    ...{ family: 'theirs', containerDefinitions: [{ name: 'theirs', image }] },
    ...{ requiresCompatibilities: ['FARGATE'], networkMode: 'awsvpc', cpu: '256', memory: '512' },
  })
  return taskDefinition.taskDefinitionArn
}

async function network(system: System): Promise<object> {
  const { aws, own } = system
  const { tasks } = own((await aws.call('ec2', 'describe_security_groups')).SecurityGroups)
  const subnets = [(await ourSubnets(system))['public-a'].SubnetId]
  return { awsvpcConfiguration: { subnets, securityGroups: [tasks.GroupId], assignPublicIp: 'ENABLED' } }
}
