import * as scaling from '@aws-sdk/client-application-auto-scaling'
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { UpdateServiceCommand } from '@aws-sdk/client-ecs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { nextRun } from '../../src/lib/sandbox/services/autoscaling/schedule.ts'
import {
  type Bench,
  closeBench,
  createService,
  describeService,
  register,
  seconds,
  startBench,
} from './ecs/bench.ts'

const target = {
  ServiceNamespace: 'ecs',
  ResourceId: 'service/main/api',
  ScalableDimension: 'ecs:service:DesiredCount',
} as const

let bench: Bench
let client: scaling.ApplicationAutoScalingClient
beforeEach(async () => {
  bench = await startBench()
  client = new scaling.ApplicationAutoScalingClient(bench.config)
  await createService(bench, 'api', await register(bench, 'api'), { desiredCount: 1 })
})
afterEach(() => closeBench(bench))

function registerTarget(MinCapacity: number, MaxCapacity: number) {
  return client.send(new scaling.RegisterScalableTargetCommand({ ...target, MinCapacity, MaxCapacity }))
}

async function desired() {
  return (await describeService(bench, 'api')).desiredCount
}

test('the service must exist', async () => {
  const ResourceId = 'service/main/none'
  const command = new scaling.RegisterScalableTargetCommand({
    ...target,
    ResourceId,
    MinCapacity: 1,
    MaxCapacity: 2,
  })
  await expect(client.send(command)).rejects.toMatchObject({
    name: 'ValidationException',
    message: "ECS service doesn't exist: service/main/none",
  })
})

test('a minimum above the desired count raises it', async () => {
  await registerTarget(2, 4)
  await bench.sandbox.advance(60 * seconds)
  expect(await describeService(bench, 'api')).toMatchObject({ desiredCount: 2, runningCount: 2 })
  const { ScalingActivities } = await client.send(new scaling.DescribeScalingActivitiesCommand(target))
  expect(ScalingActivities).toMatchObject([
    { Description: 'Setting desired count to 2.', StatusCode: 'Successful' },
  ])
})

test('a target-tracking policy has two alarms, which go with it', async () => {
  await registerTarget(1, 4)
  const { Alarms } = await client.send(
    new scaling.PutScalingPolicyCommand({
      ...target,
      PolicyName: 'cpu',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 70,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
      },
    }),
  )
  const AlarmNames = Alarms!.map(({ AlarmName }) => AlarmName!)
  const describe = new DescribeAlarmsCommand({ AlarmNames })
  const cloudwatch = new CloudWatchClient(bench.config)
  expect((await cloudwatch.send(describe)).MetricAlarms).toHaveLength(2)
  await client.send(new scaling.DeregisterScalableTargetCommand(target))
  expect((await cloudwatch.send(describe)).MetricAlarms).toEqual([])
  const { ScalingPolicies } = await client.send(
    new scaling.DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs' }),
  )
  expect(ScalingPolicies).toEqual([])
})

test('only the creation of a target takes tags', async () => {
  const register = () =>
    client.send(
      new scaling.RegisterScalableTargetCommand({
        ...target,
        MinCapacity: 1,
        MaxCapacity: 2,
        Tags: { a: 'b' },
      }),
    )
  await register()
  await expect(register()).rejects.toMatchObject({ name: 'ValidationException' })
  await client.send(new scaling.DeregisterScalableTargetCommand(target))
})

test('a scheduled action runs every time, until it is deleted', async () => {
  await registerTarget(1, 4)
  const ScheduledActionName = 'often'
  await client.send(
    new scaling.PutScheduledActionCommand({
      ...target,
      ScheduledActionName,
      Schedule: 'rate(1 hour)',
      ScalableTargetAction: { MinCapacity: 3 },
    }),
  )
  await bench.sandbox.advance(3590 * seconds)
  expect(await desired()).toBe(1)
  await bench.sandbox.advance(10 * seconds)
  expect(await desired()).toBe(3)
  await bench.ecs.send(new UpdateServiceCommand({ cluster: 'main', service: 'api', desiredCount: 0 }))
  await bench.sandbox.advance(3600 * seconds)
  expect(await desired()).toBe(3)
  await client.send(new scaling.DeleteScheduledActionCommand({ ...target, ScheduledActionName }))
  await bench.ecs.send(new UpdateServiceCommand({ cluster: 'main', service: 'api', desiredCount: 0 }))
  await bench.sandbox.advance(7200 * seconds)
  expect(await desired()).toBe(0)
})

test.each([
  ['cron(0 21 * * ? *)', 'UTC', '2026-11-20T21:00:00.000Z'],
  ['cron(0 6 * * ? *)', 'Europe/Berlin', '2026-11-21T05:00:00.000Z'],
  ['cron(30 9 ? * MON-FRI *)', 'UTC', '2026-11-23T09:30:00.000Z'],
  ['cron(0 0 ? * 1 *)', 'UTC', '2026-11-22T00:00:00.000Z'],
  ['at(2026-12-24T18:00:00)', 'Australia/Sydney', '2026-12-24T07:00:00.000Z'],
  ['rate(2 hours)', 'UTC', '2026-11-20T14:00:00.000Z'],
])('%s in %s is next due at %s', async (expression, timezone, due) => {
  const next = await nextRun({ expression, timezone }, Date.parse('2026-11-20T12:00:00Z'))
  expect(new Date(next!).toISOString()).toBe(due)
})

test.each(['cron(0 21 * * *)', 'at(tomorrow)', 'rate(0 hours)', '0 21 * * *'])(
  '%s is refused',
  async expression => {
    await expect(nextRun({ expression, timezone: 'UTC' }, 0)).rejects.toMatchObject({
      code: 'ValidationException',
    })
  },
)
