import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  type Service,
  TagResourceCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs'
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { connect, makePorts } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'
import type { Run } from '../../src/lib/resources/resource.ts'
import { service } from '../../src/lib/resources/service.ts'
import type { ServiceState } from '../../src/lib/resources/service-lookup.ts'
import { World } from '../../src/lib/resources/world.ts'
import { image, manifestOf, scope } from './manifest.ts'

const ecs = mockClient(ECSClient)
const tagging = mockClient(ResourceGroupsTaggingAPIClient)
const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
const clock = makeClock(1000)
const ports = makePorts(connect({ region: 'eu-west-1', clock, credentials }))
const arn = (resource: string) => `arn:aws:ecs:eu-west-1:123456789012:${resource}`
const serviceArn = arn('service/shop-prod/shop-prod-api')
const deploymentArn = (name: string) => arn(`service-deployment/shop-prod/shop-prod-api/${name}`)
const targetGroupArn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop-prod-api/1'

const waits: string[] = []
const run: Run = {
  id: 'api',
  scope,
  ports,
  clock,
  signal: AbortSignal.timeout(60_000),
  emit: () => {},
  waiting: detail => waits.push(detail),
}

function surroundings(taskDefinition = 'shop-prod-api:1') {
  const world = new World()
  const stands = (kind: string, id: string, state: object) => world.set(kind, id, { state, external: false })
  stands('task-definition', 'api', { arn: arn(`task-definition/${taskDefinition}`) })
  stands('subnet', 'private-b', { subnetId: 'subnet-b' })
  stands('subnet', 'private-a', { subnetId: 'subnet-a' })
  stands('subnet', 'public-a', { subnetId: 'subnet-p' })
  stands('security-group', 'tasks', { groupId: 'sg-tasks' })
  stands('target-group', 'api', { arn: targetGroupArn })
  return world.standing(service.deps)
}

const wanted = (change: object = {}, sections: object = {}) =>
  service.desired(
    manifestOf({
      services: { api: { image, port: 8080, routes: ['/*'], count: 2, ...change } },
      ...sections,
    }),
  ).api!

/** What ECS answers once it has taken the input of a CreateService. */
const accepted = (input: Partial<Service>, primary = 'ecs-svc/1'): Service => ({
  ...input,
  serviceArn,
  serviceName: 'shop-prod-api',
  clusterArn: arn('cluster/shop-prod'),
  status: 'ACTIVE',
  deployments: [
    { id: 'ecs-svc/0', status: 'ACTIVE' },
    { id: primary, status: 'PRIMARY' },
  ],
})

const listed = (...names: string[]) => ({
  serviceDeployments: names.map(name => ({
    serviceDeploymentArn: deploymentArn(name),
    targetServiceRevisionArn: arn(`service-revision/shop-prod/shop-prod-api/${name}`),
  })),
})

/** What is sent to ECS for the manifest above; the same at creation and later. */
const settings = {
  taskDefinition: arn('task-definition/shop-prod-api:1'),
  capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }],
  platformVersion: 'LATEST',
  networkConfiguration: {
    awsvpcConfiguration: {
      subnets: ['subnet-a', 'subnet-b'],
      securityGroups: ['sg-tasks'],
      assignPublicIp: 'DISABLED',
    },
  },
  loadBalancers: [{ targetGroupArn, containerName: 'api', containerPort: 8080 }],
  serviceRegistries: [],
  healthCheckGracePeriodSeconds: 60,
  deploymentConfiguration: {
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    deploymentCircuitBreaker: { enable: true, rollback: true },
  },
  enableECSManagedTags: true,
  propagateTags: 'SERVICE',
}

const tags = [
  { key: 'deployctl:project', value: 'shop' },
  { key: 'deployctl:environment', value: 'prod' },
  { key: 'deployctl:id', value: 'api' },
  { key: 'deployctl:count', value: '2' },
]

beforeEach(() => {
  ecs.reset()
  tagging.reset()
  waits.length = 0
  ecs.on(DescribeServicesCommand).resolves({ services: [] })
})

async function stands(change: Partial<Service> = {}): Promise<ServiceState> {
  const standing = accepted({ ...(settings as Partial<Service>), desiredCount: 2, tags, ...change })
  ecs.on(ListServicesCommand).resolves({ serviceArns: [serviceArn] })
  ecs.on(DescribeServicesCommand).resolves({ services: [standing] })
  return (await service.inspect(scope, ports)).api!
}

const updates = () => ecs.commandCalls(UpdateServiceCommand).map(({ args }) => args[0].input)

test('a service is made with everything at once, and names the deployment that this caused', async () => {
  ecs.on(CreateServiceCommand).callsFake(async input => ({ service: accepted(input) }))
  ecs.on(ListServiceDeploymentsCommand).resolvesOnce(listed()).resolves(listed('new'))
  const state = await service.ensure(wanted(), undefined, surroundings(), run)
  const [{ clientToken, ...input }] = ecs
    .commandCalls(CreateServiceCommand)
    .map(({ args }) => args[0].input) as [CreateServiceCommand['input']]
  expect(input).toEqual({
    ...settings,
    cluster: 'shop-prod',
    serviceName: 'shop-prod-api',
    desiredCount: 2,
    tags,
  })
  expect(clientToken).toMatch(/^[0-9a-f-]{36}$/)
  expect(state.caused).toEqual({
    arn: deploymentArn('new'),
    revision: arn('service-revision/shop-prod/shop-prod-api/new'),
    id: 'ecs-svc/1',
  })
  expect(service.diff(wanted(), state, surroundings())).toEqual([])
})

test('a change is one call, and causes the deployment that was not there before', async () => {
  const have = await stands()
  const want = wanted()
  expect(service.diff(want, have, surroundings())).toEqual([])
  expect(service.diff(want, have, surroundings('shop-prod-api:2'))).toEqual([
    {
      path: 'taskDefinition',
      from: arn('task-definition/shop-prod-api:1'),
      to: arn('task-definition/shop-prod-api:2'),
    },
  ])
  ecs
    .on(UpdateServiceCommand)
    .callsFake(async input => ({ service: accepted({ ...input, tags }, 'ecs-svc/2') }))
  ecs
    .on(ListServiceDeploymentsCommand)
    .resolvesOnce(listed('old'))
    .resolvesOnce(listed('old'))
    .resolves(listed('old', 'new'))
  const state = await service.ensure(want, have, surroundings('shop-prod-api:2'), run)
  expect(updates()).toEqual([
    {
      ...settings,
      taskDefinition: arn('task-definition/shop-prod-api:2'),
      cluster: arn('cluster/shop-prod'),
      service: serviceArn,
    },
  ])
  expect(state.caused).toMatchObject({ arn: deploymentArn('new'), id: 'ecs-svc/2' })
})

test('a new service that ECS does not list yet is asked for again', async () => {
  const unknown = Object.assign(new Error('Service not found.'), { name: 'ServiceNotFoundException' })
  ecs.on(CreateServiceCommand).callsFake(async input => ({ service: accepted(input) }))
  ecs.on(ListServiceDeploymentsCommand).rejectsOnce(unknown).resolves(listed('new'))
  const state = await service.ensure(wanted(), undefined, surroundings(), run)
  expect(state.caused).toMatchObject({ arn: deploymentArn('new') })
})

test('another mix of capacity is asked for as a deployment, as ECS wants it; nothing else is', async () => {
  const have = await stands()
  ecs.on(UpdateServiceCommand).callsFake(async input => ({ service: accepted({ ...input, tags }) }))
  ecs.on(ListServiceDeploymentsCommand).resolves(listed('old'))
  await service.ensure(wanted({ capacity: { spot: { weight: 1 } } }), have, surroundings(), run)
  await service.ensure(wanted(), have, surroundings('shop-prod-api:2'), run)
  expect(updates().map(({ forceNewDeployment }) => forceNewDeployment)).toEqual([true, undefined])
})

test('a service that leaves the load balancer is told so', async () => {
  const have = await stands()
  const want = wanted({ routes: [] }, { ingress: 'none' })
  expect(service.diff(want, have, surroundings()).map(({ path }) => path)).toEqual([
    'loadBalancers',
    'healthCheckGracePeriodSeconds',
  ])
  ecs
    .on(UpdateServiceCommand)
    .callsFake(async input => ({ service: accepted({ ...input, tags }, 'ecs-svc/2') }))
  ecs.on(ListServiceDeploymentsCommand).resolvesOnce(listed()).resolves(listed('new'))
  await service.ensure(want, have, surroundings(), run)
  expect(updates()[0]).toMatchObject({ loadBalancers: [] })
})

const scaled = { min: 3, max: 8, cpu: 70 }

test.each([
  ['is sent where the manifest changed it', 3, { desiredCount: 2 }, 3],
  ['is left where only somebody moved the service', 2, { desiredCount: 7 }, undefined],
  ['is left where autoscaling moves it', scaled, { desiredCount: 2 }, undefined],
  ['is left where the service sleeps', 3, { desiredCount: 0 }, undefined],
])('the count %s', async (_when, count, standing, sent) => {
  const have = await stands(standing)
  const want = wanted({ count })
  ecs.on(UpdateServiceCommand).callsFake(async input => ({ service: accepted({ ...input, tags }) }))
  ecs.on(ListServiceDeploymentsCommand).resolves(listed('old'))
  ecs.on(TagResourceCommand).resolves({})
  const state = await service.ensure(want, have, surroundings(), run)
  expect(updates()[0]!.desiredCount).toBe(sent)
  expect(state.caused).toBeUndefined()
  expect(state.count).toBe(want.count)
  expect(ecs.commandCalls(TagResourceCommand)).toHaveLength(want.count === 2 ? 0 : 1)
})

test('a mix of capacity, public subnets and a platform version are as the manifest says', async () => {
  const capacity = { onDemand: { base: 1, weight: 1 }, spot: { weight: 4 } }
  ecs.on(CreateServiceCommand).callsFake(async input => ({ service: accepted(input) }))
  ecs.on(ListServiceDeploymentsCommand).resolves(listed('new'))
  const want = wanted({ capacity, subnets: 'public', platformVersion: '1.4.0' })
  await service.ensure(want, undefined, surroundings(), run)
  expect(ecs.commandCalls(CreateServiceCommand)[0]!.args[0].input).toMatchObject({
    capacityProviderStrategy: [
      { capacityProvider: 'FARGATE', weight: 1, base: 1 },
      { capacityProvider: 'FARGATE_SPOT', weight: 4, base: 0 },
    ],
    platformVersion: '1.4.0',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-p'], assignPublicIp: 'ENABLED' } },
  })
})

test('a new service waits for its namesake to drain', async () => {
  const draining = { services: [{ ...accepted({}), status: 'DRAINING' }] }
  ecs
    .on(DescribeServicesCommand)
    .resolvesOnce(draining)
    .resolves({ services: [{ ...accepted({}), status: 'INACTIVE' }] })
  ecs.on(CreateServiceCommand).callsFake(async input => ({ service: accepted(input) }))
  ecs.on(ListServiceDeploymentsCommand).resolves(listed('new'))
  await service.ensure(wanted(), undefined, surroundings(), run)
  expect(waits).toEqual(['the earlier service of this name is draining'])
  expect(ecs.commandCalls(CreateServiceCommand)).toHaveLength(1)
})

test('a service that a crash left unseen is updated, not made twice', async () => {
  ecs
    .on(DescribeServicesCommand)
    .resolves({ services: [accepted({ ...(settings as object), tags, desiredCount: 2 })] })
  ecs.on(UpdateServiceCommand).callsFake(async input => ({ service: accepted({ ...input, tags }) }))
  ecs.on(ListServiceDeploymentsCommand).resolves(listed('old'))
  await service.ensure(wanted(), undefined, surroundings(), run)
  expect(ecs.commandCalls(CreateServiceCommand)).toHaveLength(0)
  expect(updates()).toHaveLength(1)
})

test('removal waits until the tasks have drained', async () => {
  const have = await stands()
  ecs.reset()
  ecs.on(DeleteServiceCommand).resolves({})
  ecs
    .on(DescribeServicesCommand)
    .resolvesOnce({ services: [{ ...accepted({}), status: 'DRAINING' }] })
    .resolves({ services: [{ ...accepted({}), status: 'INACTIVE' }] })
  await service.remove(have, run)
  expect(ecs.commandCalls(DeleteServiceCommand)[0]!.args[0].input).toEqual({
    cluster: arn('cluster/shop-prod'),
    service: serviceArn,
    force: true,
  })
  expect(ecs.commandCalls(DescribeServicesCommand)).toHaveLength(2)
})

test('services in a shared cluster are found by their tags, ten at a time', async () => {
  const missing = Object.assign(new Error('Cluster not found.'), { name: 'ClusterNotFoundException' })
  ecs.on(ListServicesCommand).rejects(missing)
  const arns = Array.from({ length: 12 }, (_, at) => arn(`service/shared/shop-prod-${at}`))
  tagging
    .on(GetResourcesCommand)
    .resolves({ ResourceTagMappingList: arns.map(ResourceARN => ({ ResourceARN })) })
  ecs.on(DescribeServicesCommand).callsFake(async ({ services }) => ({
    services: services.map((one: string) => ({
      ...accepted({ tags: named(one.split('-').at(-1)!) }),
      serviceArn: one,
    })),
  }))
  expect(Object.keys(await service.inspect(scope, ports))).toHaveLength(12)
  const asked = ecs.commandCalls(DescribeServicesCommand).map(({ args }) => args[0].input)
  expect(asked.map(({ cluster, services }) => [cluster, services!.length])).toEqual([
    ['shared', 10],
    ['shared', 2],
  ])
})

function named(id: string) {
  return tags.map(tag => (tag.key === 'deployctl:id' ? { ...tag, value: id } : tag))
}
