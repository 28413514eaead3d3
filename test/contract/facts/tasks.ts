import { type Lack, outcome } from '../templates/lacks.ts'
import { ourSubnets } from './layout.ts'

/** The schemas of a database are made by a task inside the network; moto starts none, and runs none to its end. */
export const taskLack: Lack = {
  // ECS API reference, RunTask, capacityProviderStrategy: FARGATE needs no container instances.
  title: 'a task runs on the capacity provider FARGATE; moto looks for a container instance',
  without: [['databases', 'main', 'schemas']],
  async observe(system) {
    const { aws, prefix: cluster } = system
    const { taskDefinition } = await aws.call('ecs', 'register_task_definition', {
      family: 'theirs',
      containerDefinitions: [{ name: 'theirs', image: 'public.ecr.aws/docker/library/busybox:stable' }],
      ...{ requiresCompatibilities: ['FARGATE'], networkMode: 'awsvpc', cpu: '256', memory: '512' },
    })
    const { taskDefinitionArn } = taskDefinition
    const subnets = [(await ourSubnets(system))['private-a'].SubnetId]
    const run = aws.call('ecs', 'run_task', {
      ...{ cluster, taskDefinition: taskDefinitionArn },
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }],
      networkConfiguration: { awsvpcConfiguration: { subnets } },
    })
    const said = await outcome(run)
    await aws.call('ecs', 'deregister_task_definition', { taskDefinition: taskDefinitionArn })
    return said === 'done' ? 'started' : 'refused'
  },
  moto: 'refused',
  aws: 'started',
}
