import { expect, test } from 'vitest'
import { alarm } from '../../src/lib/resources/alarm.ts'
import { cluster } from '../../src/lib/resources/cluster.ts'
import { eventRule } from '../../src/lib/resources/event-rule.ts'
import { logGroup } from '../../src/lib/resources/log-group.ts'
import { queue } from '../../src/lib/resources/queue.ts'
import { role } from '../../src/lib/resources/role.ts'
import { rolesOf } from '../../src/lib/resources/roles/index.ts'
import { schedule } from '../../src/lib/resources/schedule.ts'
import { scheduleGroup } from '../../src/lib/resources/schedule-group.ts'
import { securityGroup } from '../../src/lib/resources/security-group.ts'
import { subnet } from '../../src/lib/resources/subnet.ts'
import { taskDefinition } from '../../src/lib/resources/task-definition.ts'
import { topic } from '../../src/lib/resources/topic.ts'
import { vpc } from '../../src/lib/resources/vpc.ts'
import { Environment } from './environment.ts'
import { image, manifestOf, scope } from './manifest.ts'
import { describeOnBoth } from './on-both.ts'

const api = {
  image,
  port: 8080,
  env: { LOG: 'info' },
  secrets: { KEY: 'secret:key' },
  health: { command: ['up'] },
}
const nightly = {
  service: 'api',
  command: ['npm', 'run', 'report'],
  schedule: '0 3 * * 1-5',
  memory: 2048,
  cpu: 1024,
}
const sections = {
  ingress: 'none',
  network: { nat: 'none' },
  services: { api },
  secrets: { key: {} },
  jobs: { nightly },
  alarms: {},
}

test('a job runs what its service runs, by another command and in its own size, and nobody asks it', () => {
  const { 'job-nightly': spec } = taskDefinition.desired(manifestOf(sections))
  expect(spec).toMatchObject({
    family: 'shop-prod-job-nightly',
    service: 'job-nightly',
    image,
    command: ['npm', 'run', 'report'],
    cpu: 1024,
    memory: 2048,
    port: undefined,
    health: undefined,
    env: { LOG: 'info' },
    secrets: { KEY: 'secret:key' },
    logGroup: '/deployctl/shop/prod/job-nightly',
  })
  const unpinned = manifestOf({ ...sections, services: { api: { ...api, image: 'nginx:1' } } })
  expect(taskDefinition.desired(unpinned)).toEqual({})
  expect(schedule.desired(unpinned)).toEqual({})
})

test('Scheduler may start this job, as these two roles, and may do nothing else', () => {
  const { 'scheduler-nightly': spec } = rolesOf(manifestOf(sections))
  const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource}`
  const roleArn = (name: string) => `arn:aws:iam::123456789012:role/deployctl/shop/prod/shop-prod-${name}`
  expect(spec!.trust(scope)).toMatchObject({
    Statement: [
      {
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceArn': arn('scheduler', 'schedule-group/shop-prod') } },
      },
    ],
  })
  expect(spec!.statements(scope)).toEqual([
    {
      Effect: 'Allow',
      Action: ['ecs:RunTask'],
      Resource: [arn('ecs', 'task-definition/shop-prod-job-nightly:*')],
      Condition: { ArnEquals: { 'ecs:cluster': arn('ecs', 'cluster/shop-prod') } },
    },
    {
      Effect: 'Allow',
      Action: ['ecs:TagResource'],
      Resource: [arn('ecs', 'task/shop-prod/*')],
      Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
    },
    {
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: [roleArn('execution-job-nightly'), roleArn('task-job-nightly')],
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
    { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [arn('sqs', 'shop-prod-job-nightly')] },
  ])
})

const kinds = [
  alarm,
  cluster,
  eventRule,
  logGroup,
  queue,
  role,
  schedule,
  scheduleGroup,
  securityGroup,
  subnet,
  taskDefinition,
  topic,
  vpc,
]

describeOnBoth(kinds, ({ stand, moto, environment }) => {
  const ofTheJob = [
    'alarm/job-nightly-failed',
    'event-rule/job-nightly',
    'log-group/job-nightly',
    'queue/job-nightly',
    'role/execution-job-nightly',
    'role/scheduler-nightly',
    'role/task-job-nightly',
    'schedule-group/main',
    'schedule/nightly',
    'task-definition/job-nightly',
  ]

  test('a job is made once: the second time there is nothing to do', async () => {
    const manifest = manifestOf(sections)
    await environment.settle(manifest)
    expect((await environment.standing()).filter(one => /nightly|schedule/.test(one))).toEqual(ofTheJob)
    expect(await environment.plan(manifest)).toEqual([])
  })

  test('what AWS holds is what was meant', async () => {
    const { eventbridge, scheduler, sqs } = moto.ports
    const found = await scheduler.getSchedule({ GroupName: 'shop-prod', Name: 'job-nightly' })
    expect(found).toMatchObject({
      ScheduleExpression: 'cron(0 3 ? * MON,TUE,WED,THU,FRI *)',
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/shop-prod',
        DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-west-1:123456789012:shop-prod-job-nightly' },
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
        EcsParameters: {
          TaskDefinitionArn: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/shop-prod-job-nightly:1',
        },
      },
    })
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName: 'shop-prod-job-nightly' })
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] })
    expect(Attributes).toMatchObject({ MessageRetentionPeriod: '1209600', SqsManagedSseEnabled: 'true' })
    expect(JSON.parse(Attributes!.Policy!).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['sqs:SendMessage'],
        Resource: ['arn:aws:sqs:eu-west-1:123456789012:shop-prod-job-nightly'],
        Condition: {
          ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:123456789012:rule/shop-prod-job-nightly' },
        },
      },
    ])
    const { Targets } = await eventbridge.listTargetsByRule({ Rule: 'shop-prod-job-nightly' })
    expect(Targets).toMatchObject([{ Arn: Attributes!.QueueArn }])
  })

  test('what somebody changed by hand is seen, and put right', async () => {
    const { eventbridge, scheduler, sqs } = moto.ports
    const GroupName = 'shop-prod'
    const found = await scheduler.getSchedule({ GroupName, Name: 'job-nightly' })
    const { ScheduleExpression, FlexibleTimeWindow, Target } = found
    const paused = { ScheduleExpression, FlexibleTimeWindow, Target, State: 'DISABLED' as const }
    await scheduler.updateSchedule({ GroupName, Name: 'job-nightly', ...paused })
    await eventbridge.removeTargets({ Rule: 'shop-prod-job-nightly', Ids: ['queue'] })
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName: 'shop-prod-job-nightly' })
    const anybody = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [anybody] })
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } })
    const manifest = manifestOf(sections)
    expect((await environment.plan(manifest)).toSorted()).toEqual([
      'event-rule/job-nightly update targets',
      'queue/job-nightly update policy',
      'schedule/nightly update state',
    ])
    await environment.settle(manifest)
    expect(await environment.plan(manifest)).toEqual([])
  })

  test('another revision of its service moves it, and another time changes it', async () => {
    const changed = {
      ...sections,
      services: { api: { ...api, env: { LOG: 'debug' } } },
      jobs: { nightly: { ...nightly, schedule: '30 4 1 * *', timezone: 'Europe/London', retries: 0 } },
    }
    const manifest = manifestOf(changed)
    expect((await environment.plan(manifest)).filter(one => one.includes('nightly')).toSorted()).toEqual([
      'schedule/nightly update expression timezone retries',
      'task-definition/job-nightly update env.LOG',
    ])
    await environment.settle(manifest)
    const found = await moto.ports.scheduler.getSchedule({ GroupName: 'shop-prod', Name: 'job-nightly' })
    expect(found.Target!.EcsParameters!.TaskDefinitionArn).toMatch(/shop-prod-job-nightly:2$/)
    expect(await environment.plan(manifest)).toEqual([])
  })

  test('a crash before the answer leaves nothing twice', async () => {
    const unseen = new Environment(
      [eventRule, queue, schedule, scheduleGroup].map(kind => ({ ...kind, inspect: async () => ({}) })),
      moto.ports,
    )
    // Schedules need what they depend on: the group, queues and rules alone can be made blindly.
    await unseen.settle({ ...manifestOf(sections), services: {} })
    expect(await environment.standing()).toEqual(expect.arrayContaining(ofTheJob))
  })

  test('without the job nothing of it stays', async () => {
    const manifest = manifestOf({ ...sections, jobs: {} })
    await environment.settle(manifest)
    expect((await environment.standing()).filter(one => /nightly|schedule/.test(one))).toEqual([])
  })

  test.each([
    [queue, () => moto.ports.sqs.createQueue({ QueueName: 'shop-prod-job-nightly' })],
    [scheduleGroup, () => moto.ports.scheduler.createScheduleGroup({ Name: 'shop-prod' })],
    [
      eventRule,
      () =>
        moto.ports.eventbridge.putRule({ Name: 'shop-prod-job-nightly', EventPattern: '{"source":["a"]}' }),
    ],
  ])('what somebody else made under a name of ours is not taken over: $kind', async (kind, make) => {
    const made = make()
    // A queue's name is free a minute after it was deleted.
    await made.catch(() => new Promise(resolve => setTimeout(resolve, 400)).then(make))
    const only = new Environment([kind], moto.ports)
    // moto gives a group the tags of the deleted one that had its name: proven on the sandbox alone.
    if (stand === 'moto' && kind === scheduleGroup) return
    await expect(only.settle(manifestOf(sections))).rejects.toMatchObject({ code: 'graph.name-taken' })
  })
})
