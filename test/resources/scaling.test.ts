import { afterAll, beforeAll, expect, test } from 'vitest'
import { scheduledBounds } from '../../src/lib/resources/scaling-bounds.ts'
import { serviceIn } from '../../src/lib/resources/scaling-names.ts'
import { scalingPolicy } from '../../src/lib/resources/scaling-policy.ts'
import { scalingTarget } from '../../src/lib/resources/scaling-target.ts'
import { scheduledScaling } from '../../src/lib/resources/scheduled-scaling.ts'
import { Environment } from './environment.ts'
import { image, manifestOf } from './manifest.ts'
import { type Moto, startMoto } from './moto.ts'

const count = { min: 2, max: 8, cpu: 70, memory: 80, scaleOutCooldown: '60s', scaleInCooldown: '300s' }
const sections = {
  services: { api: { image, count }, fixed: { image, count: 2 } },
  schedule: [
    { at: '0 21 * * *', timezone: 'Australia/Sydney', count: 0, services: ['api'] },
    { at: '0 6 * * *', timezone: 'Australia/Sydney', count: 2, services: ['api'] },
  ],
}

let moto: Moto
let environment: Environment

beforeAll(async () => {
  moto = await startMoto()
  environment = new Environment([scalingPolicy, scalingTarget, scheduledScaling], moto.ports)
  const { ecs } = moto.ports
  await ecs.createCluster({ clusterName: 'shop-prod' })
  const containerDefinitions = [{ name: 'api', image, memory: 128 }]
  const { taskDefinition } = await ecs.registerTaskDefinition({ family: 'any', containerDefinitions })
  for (const serviceName of ['shop-prod-api', 'shop-prod-fixed']) {
    const service = { cluster: 'shop-prod', serviceName, taskDefinition: taskDefinition!.taskDefinitionArn }
    await ecs.createService({ ...service, desiredCount: 2 })
  }
})
afterAll(() => moto.stop())

test('a service scales by its load and by the clock; one with a fixed count does not', async () => {
  const manifest = manifestOf(sections)
  await environment.settle(manifest)
  expect(await environment.standing()).toEqual([
    'scaling-policy/api-cpu',
    'scaling-policy/api-memory',
    'scaling-target/api',
    'scheduled-scaling/api-1',
    'scheduled-scaling/api-2',
  ])
  expect(await environment.plan(manifest)).toEqual([])
  const { ScheduledActions = [] } = await moto.ports.autoscaling.describeScheduledActions({
    ServiceNamespace: 'ecs',
  })
  // Both are made at once, and listed in the order in which they came to be.
  const byName = ScheduledActions.toSorted((a, b) =>
    a.ScheduledActionName!.localeCompare(b.ScheduledActionName!),
  )
  expect(byName).toMatchObject([
    {
      Schedule: 'cron(0 21 * * ? *)',
      Timezone: 'Australia/Sydney',
      ScalableTargetAction: { MinCapacity: 0, MaxCapacity: 0 },
    },
    { Schedule: 'cron(0 6 * * ? *)', ScalableTargetAction: { MinCapacity: 2, MaxCapacity: 8 } },
  ])
})

test('what the clock has done is no drift; what somebody did is', async () => {
  const target = {
    ServiceNamespace: 'ecs',
    ScalableDimension: 'ecs:service:DesiredCount',
    ResourceId: 'service/shop-prod/shop-prod-api',
  } as const
  const manifest = manifestOf(sections)
  await moto.ports.autoscaling.registerScalableTarget({ ...target, MinCapacity: 0, MaxCapacity: 0 })
  expect(await environment.plan(manifest)).toEqual([])
  await moto.ports.autoscaling.registerScalableTarget({ ...target, MinCapacity: 1, MaxCapacity: 8 })
  expect(await environment.plan(manifest)).toEqual(['scaling-target/api update min'])
})

test('a changed target is changed in place, and a dropped one removed', async () => {
  const { memory: _memory, ...rest } = count
  const manifest = manifestOf({ services: { api: { image, count: { ...rest, cpu: 60 } } } })
  expect((await environment.plan(manifest)).toSorted()).toEqual([
    'scaling-policy/api-cpu update target',
    'scaling-policy/api-memory remove',
    'scaling-target/api update min',
    'scheduled-scaling/api-1 remove',
    'scheduled-scaling/api-2 remove',
  ])
  await environment.settle(manifest)
  expect(await environment.plan(manifest)).toEqual([])
  await environment.tearDown()
  expect(await environment.standing()).toEqual([])
})

test('a service whose image is not pinned is not scaled', async () => {
  const manifest = manifestOf({ services: { api: { image: 'nginx:1.29', count } } })
  expect(await environment.plan(manifest)).toEqual([])
})

test.each([
  [0, { min: 0, max: 0 }],
  [1, { min: 1, max: 1 }],
  [2, { min: 2, max: 8 }],
  [9, { min: 9, max: 9 }],
])('a scheduled count of %i within 2 to 8 means %o', (scheduled, bounds) => {
  expect(scheduledBounds(scheduled, { min: 2, max: 8, scaleOutCooldown: 60, scaleInCooldown: 300 })).toEqual(
    bounds,
  )
})

test.each([
  ['service/shop-prod/shop-prod-api', 'api'],
  ['service/shared/shop-prod-api', 'api'],
  ['service/shop/shop-prod-api', 'api'],
  ['service/shop-prod-eu/shop-prod-eu-api', undefined],
  ['service/shop-dev/shop-dev-api', undefined],
])('%s is, of shop and prod, the service %s', (resourceId, id) => {
  expect(serviceIn(resourceId, { project: 'shop', environment: 'prod' })).toBe(id)
})
