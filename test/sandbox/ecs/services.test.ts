import * as ecs from '@aws-sdk/client-ecs'
import { DeleteLoadBalancerCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type Bench,
  closeBench,
  createService,
  deploymentsOf,
  describeService,
  eventsOf,
  makeLoadBalancer,
  register,
  seconds,
  startBench,
} from './bench.ts'

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
})
afterEach(() => closeBench(bench))

function update(change: Partial<ecs.UpdateServiceRequest>) {
  return bench.ecs.send(new ecs.UpdateServiceCommand({ cluster: 'main', service: 'api', ...change }))
}

function remove(force?: boolean) {
  return bench.ecs.send(new ecs.DeleteServiceCommand({ cluster: 'main', service: 'api', force }))
}

test('what an update omits stays, and only what runs makes a new deployment', async () => {
  const definition = await register(bench, 'api')
  const loadBalancers = (await makeLoadBalancer(bench, 'web')).loadBalancers
  await createService(bench, 'api', definition, { loadBalancers, healthCheckGracePeriodSeconds: 30 })
  await bench.sandbox.advance(90 * seconds)
  await update({ desiredCount: 3, taskDefinition: definition })
  expect(await describeService(bench, 'api')).toMatchObject({ desiredCount: 3, deployments: [{}] })
  await update({ forceNewDeployment: true })
  await bench.sandbox.advance(2 * seconds)
  expect(await deploymentsOf(bench, 'api')).toHaveLength(2)
  expect(await describeService(bench, 'api')).toMatchObject({
    desiredCount: 3,
    loadBalancers,
    healthCheckGracePeriodSeconds: 30,
  })
  const { service } = await update({ loadBalancers: [], healthCheckGracePeriodSeconds: 0 })
  expect(service).toMatchObject({ loadBalancers: [], deployments: [{ status: 'PRIMARY' }, {}, {}] })
})

test('a service is made once with a client token, and twice with none', async () => {
  const definition = await register(bench, 'api')
  const first = await createService(bench, 'api', definition, { clientToken: 'once' })
  const again = await createService(bench, 'api', definition, { clientToken: 'once' })
  expect(again.serviceArn).toBe(first.serviceArn)
  await expect(createService(bench, 'api', definition)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Creation of service was not idempotent.',
  })
})

test('a service drains before it is gone, and its name is free then', async () => {
  const definition = await register(bench, 'api')
  await createService(bench, 'api', definition)
  await bench.sandbox.advance(60 * seconds)
  await expect(remove()).rejects.toMatchObject({
    message: 'The service cannot be stopped while it is scaled above 0.',
  })
  expect((await remove(true)).service).toMatchObject({ status: 'DRAINING', desiredCount: 0 })
  await expect(createService(bench, 'api', definition)).rejects.toMatchObject({
    message: 'Unable to Start a service that is still Draining.',
  })
  await bench.sandbox.advance(60 * seconds)
  expect((await describeService(bench, 'api')).status).toBe('INACTIVE')
  await expect(update({ desiredCount: 1 })).rejects.toMatchObject({ name: 'ServiceNotActiveException' })
  await bench.ecs.send(new ecs.DeleteClusterCommand({ cluster: 'main' }))
})

test('a deployment under way ends with its service', async () => {
  await createService(bench, 'api', await register(bench, 'api'))
  await bench.sandbox.advance(5 * seconds)
  await remove(true)
  expect(await deploymentsOf(bench, 'api')).toMatchObject([{ status: 'STOPPED' }])
})

test('a cluster with services or tasks stays', async () => {
  await createService(bench, 'api', await register(bench, 'api'))
  const command = new ecs.DeleteClusterCommand({ cluster: 'main' })
  await expect(bench.ecs.send(command)).rejects.toMatchObject({ name: 'ClusterContainsServicesException' })
  await bench.sandbox.advance(60 * seconds)
  await remove(true)
  await bench.sandbox.advance(5 * seconds)
  await expect(bench.ecs.send(command)).rejects.toMatchObject({ name: 'ClusterContainsServicesException' })
})

test('a target group without a load balancer is refused', async () => {
  const { arn, loadBalancers, targetGroup } = await makeLoadBalancer(bench, 'web')
  await bench.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: arn }))
  await expect(
    createService(bench, 'api', await register(bench, 'api'), { loadBalancers }),
  ).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: `The target group with targetGroupArn ${targetGroup} does not have an associated load balancer.`,
  })
})

test('what does not exist is refused, each with its own words', async () => {
  const definition = await register(bench, 'api')
  const none = { cluster: 'main', serviceName: 'api', networkConfiguration: bench.networkConfiguration }
  const create = (change: Partial<ecs.CreateServiceRequest>) =>
    bench.ecs.send(
      new ecs.CreateServiceCommand({ ...none, launchType: 'FARGATE', taskDefinition: definition, ...change }),
    )
  const vpc = (change: Partial<ecs.AwsVpcConfiguration>) => ({
    awsvpcConfiguration: { subnets: bench.subnets, securityGroups: [bench.group], ...change },
  })
  await expect(create({ cluster: 'other' })).rejects.toMatchObject({ name: 'ClusterNotFoundException' })
  await expect(create({ taskDefinition: 'none' })).rejects.toMatchObject({
    message: 'TaskDefinition not found.',
  })
  await expect(create({ networkConfiguration: vpc({ subnets: ['subnet-0'] }) })).rejects.toMatchObject({
    message: expect.stringContaining('(ErrorCode: InvalidSubnetID.NotFound)'),
  })
  await expect(create({ networkConfiguration: vpc({ securityGroups: ['sg-0'] }) })).rejects.toMatchObject({
    message: expect.stringContaining('(ErrorCode: InvalidGroup.NotFound)'),
  })
  await expect(
    create({ deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 100 } }),
  ).rejects.toMatchObject({ message: expect.stringContaining('cannot be 100') })
})

test('early success completes a deployment while the old tasks drain', async () => {
  const { loadBalancers } = await makeLoadBalancer(bench, 'web')
  const earlySuccessCriteria = {
    enable: true,
    healthyPercent: 100,
    sourceServiceRevisionCleanup: 'DEFERRED',
  } as const
  const deploymentConfiguration = { earlySuccessCriteria }
  await createService(bench, 'api', await register(bench, 'api'), { loadBalancers, deploymentConfiguration })
  await bench.sandbox.advance(120 * seconds)
  await update({ taskDefinition: await register(bench, 'api') })
  await bench.sandbox.advance(65 * seconds)
  expect((await deploymentsOf(bench, 'api'))[0]!.status).toBe('SUCCESSFUL')
  expect((await describeService(bench, 'api')).deployments).toMatchObject([{}, { runningCount: 2 }])
  await bench.sandbox.advance(60 * seconds)
  expect((await describeService(bench, 'api')).deployments).toHaveLength(1)
  expect((await eventsOf(bench, 'api')).at(-1)).toBe('has reached a steady state.')
})

test('the SDK’s own waiter sees the service stable', async () => {
  await createService(bench, 'api', await register(bench, 'api'))
  await bench.sandbox.advance(60 * seconds)
  const waiter = { client: bench.ecs, maxWaitTime: 20 }
  const result = await ecs.waitUntilServicesStable(waiter, { cluster: 'main', services: ['api'] })
  expect(result.state).toBe('SUCCESS')
})
