import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { ListTasksCommand, RunTaskCommand } from '@aws-sdk/client-ecs'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { IAM } from '@aws-sdk/client-iam'
import { Scheduler, type Target } from '@aws-sdk/client-scheduler'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { awsCli, boto3, describeWithAws } from './aws-tools.ts'
import { type Bench, closeBench, register, seconds, startBench } from './ecs/bench.ts'

let bench: Bench
let scheduler: Scheduler
let sqs: SQS
let events: EventBridge
let cloudwatch: CloudWatch
let sns: SNS
let iam: IAM
let roleArn: string
const cluster = 'arn:aws:ecs:eu-west-1:123456789012:cluster/main'
const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:failed'
const minute = 60 * seconds

beforeAll(async () => {
  bench = await startBench()
  const { config } = bench
  scheduler = new Scheduler(config)
  sqs = new SQS(config)
  events = new EventBridge(config)
  cloudwatch = new CloudWatch(config)
  sns = new SNS(config)
  iam = new IAM(config)
  roleArn = await makeRole('clock', [
    allow('ecs:RunTask', '*'),
    allow('iam:PassRole', '*'),
    allow('sqs:SendMessage', queueArn),
  ])
  await scheduler.createScheduleGroup({ Name: 'shop', Tags: [{ Key: 'app', Value: 'shop' }] })
})
afterAll(() => closeBench(bench))

function allow(Action: string, Resource: string) {
  return { Effect: 'Allow', Action, Resource }
}

async function makeRole(RoleName: string, Statement: object[]): Promise<string> {
  const trust = {
    Effect: 'Allow',
    Principal: { Service: 'scheduler.amazonaws.com' },
    Action: 'sts:AssumeRole',
  }
  const document = (statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
  const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: document([trust]) })
  await iam.putRolePolicy({ RoleName, PolicyName: 'all', PolicyDocument: document(Statement) })
  await bench.sandbox.advance(minute)
  return Role!.Arn!
}

const everyHour = { ScheduleExpression: 'rate(1 hour)', FlexibleTimeWindow: { Mode: 'OFF' } } as const

async function targetOf(family: string, behaviour?: string): Promise<Target> {
  const { subnets, group } = bench
  return {
    Arn: cluster,
    RoleArn: roleArn,
    DeadLetterConfig: { Arn: queueArn },
    RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
    EcsParameters: {
      TaskDefinitionArn: await register(bench, family, {}, behaviour),
      CapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
      NetworkConfiguration: {
        awsvpcConfiguration: { Subnets: subnets, SecurityGroups: [group], AssignPublicIp: 'ENABLED' },
      },
    },
  }
}

async function stopped(family: string): Promise<number> {
  const input = { cluster: 'main', family, desiredStatus: 'STOPPED' } as const
  return (await bench.ecs.send(new ListTasksCommand(input))).taskArns!.length
}

describe('schedules', () => {
  test('are refused where they cannot work', async () => {
    const Target = await targetOf('refused')
    const create = (change: object) =>
      scheduler.createSchedule({ Name: 'a', GroupName: 'shop', ...everyHour, Target, ...change })
    await expect(create({ GroupName: 'nobody' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    for (const change of [
      { ScheduleExpression: 'cron(0 3 * * * *)' },
      { ScheduleExpressionTimezone: 'Mars/Base' },
      { Target: { ...Target, RoleArn: bench.role } },
      { Target: { ...Target, EcsParameters: undefined } },
      { Name: 'no spaces' },
    ]) {
      await expect(create(change)).rejects.toMatchObject({ name: 'ValidationException' })
    }
  })

  test('start a task when they are due, and not while they are disabled', async () => {
    const Target = await targetOf('report')
    const schedule = { Name: 'report', GroupName: 'shop', ...everyHour, Target }
    await scheduler.createSchedule(schedule)
    await expect(scheduler.createSchedule(schedule)).rejects.toMatchObject({ name: 'ConflictException' })
    await bench.sandbox.advance(59 * minute)
    expect(await stopped('report')).toBe(0)
    await bench.sandbox.advance(3 * minute)
    expect(await stopped('report')).toBe(1)
    await scheduler.updateSchedule({ ...schedule, State: 'DISABLED' })
    await bench.sandbox.advance(62 * minute)
    expect(await stopped('report')).toBe(0)
    expect(await scheduler.getSchedule({ Name: 'report', GroupName: 'shop' })).toMatchObject({
      State: 'DISABLED',
      ScheduleExpressionTimezone: 'UTC',
      Target: { RetryPolicy: { MaximumRetryAttempts: 2 } },
    })
    await scheduler.deleteSchedule({ Name: 'report', GroupName: 'shop' })
  })

  test('go to the dead-letter queue where the role may not, and after all tries where there is no capacity', async () => {
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'failed' })
    const poor = await makeRole('poor', [allow('sqs:SendMessage', queueArn)])
    const Target = await targetOf('denied')
    const named = { GroupName: 'shop', ...everyHour }
    await scheduler.createSchedule({ ...named, Name: 'denied', Target: { ...Target, RoleArn: poor } })
    await bench.sandbox.advance(61 * minute)
    expect(await received(QueueUrl!)).toMatchObject([{ code: 'AccessDeniedException', retries: '0' }])
    await scheduler.deleteSchedule({ GroupName: 'shop', Name: 'denied' })

    bench.sandbox.faults.add({ services: { ecs: { full: { capacity: { FARGATE: 'unavailable' } } } } })
    await scheduler.createSchedule({ ...named, Name: 'full', Target: await targetOf('full') })
    await bench.sandbox.advance(61 * minute)
    expect(await received(QueueUrl!)).toMatchObject([{ code: 'ECSFailure', retries: '2' }])
    await scheduler.deleteSchedule({ GroupName: 'shop', Name: 'full' })
  })

  test('a group takes its schedules with it', async () => {
    await scheduler.createSchedule({
      Name: 'last',
      GroupName: 'shop',
      ...everyHour,
      Target: await targetOf('last'),
    })
    await scheduler.deleteScheduleGroup({ Name: 'shop' })
    expect(await scheduler.getScheduleGroup({ Name: 'shop' })).toMatchObject({ State: 'DELETING' })
    await bench.sandbox.advance(minute)
    await expect(scheduler.getScheduleGroup({ Name: 'shop' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await bench.sandbox.advance(120 * minute)
    expect(await stopped('last')).toBe(0)
  })
})

async function received(QueueUrl: string) {
  const { Messages = [] } = await sqs.receiveMessage({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
  })
  for (const { ReceiptHandle } of Messages) await sqs.deleteMessage({ QueueUrl, ReceiptHandle })
  return Messages.map(({ MessageAttributes: told = {} }) => ({
    code: told.ERROR_CODE?.StringValue,
    retries: told.RETRY_ATTEMPTS?.StringValue,
  }))
}

describe('rules', () => {
  const pattern = {
    source: ['aws.ecs'],
    'detail-type': ['ECS Task State Change'],
    detail: {
      lastStatus: ['STOPPED'],
      taskDefinitionArn: [{ prefix: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/nightly:' }],
      $or: [
        { containers: { exitCode: [{ 'anything-but': 0 }] } },
        { stopCode: [{ 'anything-but': 'EssentialContainerExited' }] },
      ],
    },
  }

  test('pass on what fits, to a queue that lets them; an alarm that looks at it rings, and falls silent', async () => {
    const { TopicArn } = await sns.createTopic({ Name: 'alarms' })
    await cloudwatch.putMetricAlarm({
      AlarmName: 'failed',
      Namespace: 'AWS/SQS',
      MetricName: 'NumberOfMessagesSent',
      Dimensions: [{ Name: 'QueueName', Value: 'failed' }],
      Statistic: 'Sum',
      Period: 3600,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [TopicArn!],
    })
    await bench.sandbox.advance(120 * minute)
    const { RuleArn } = await events.putRule({ Name: 'nightly', EventPattern: JSON.stringify(pattern) })
    await events.putTargets({ Rule: 'nightly', Targets: [{ Id: 'queue', Arn: queueArn }] })
    await runOnce('exit:3')
    expect(await depth()).toBe(0)

    const condition = { ArnEquals: { 'aws:SourceArn': RuleArn } }
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
      Condition: condition,
    }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    await sqs.setQueueAttributes({ QueueUrl: await url(), Attributes: { Policy } })
    await runOnce()
    expect(await depth()).toBe(0)
    expect(await state()).not.toBe('ALARM')
    await runOnce('exit:3')
    expect(await depth()).toBe(1)
    expect(await state()).toBe('ALARM')
    await bench.sandbox.advance(120 * minute)
    expect(await state()).toBe('OK')
  })

  test('are not deleted before their targets', async () => {
    await expect(events.deleteRule({ Name: 'nightly' })).rejects.toMatchObject({
      name: 'ValidationException',
    })
    await events.removeTargets({ Rule: 'nightly', Ids: ['queue'] })
    await events.deleteRule({ Name: 'nightly' })
    await events.deleteRule({ Name: 'nightly' })
    const nothing = events.putRule({ Name: 'x', EventPattern: '{"source": "aws.ecs"}' })
    await expect(nothing).rejects.toMatchObject({ name: 'InvalidEventPatternException' })
  })

  async function runOnce(behaviour?: string) {
    const taskDefinition = await register(bench, 'nightly', {}, behaviour)
    const { networkConfiguration } = bench
    await bench.ecs.send(
      new RunTaskCommand({ cluster: 'main', launchType: 'FARGATE', taskDefinition, networkConfiguration }),
    )
    await bench.sandbox.advance(3 * minute)
  }

  async function url() {
    return (await sqs.getQueueUrl({ QueueName: 'failed' })).QueueUrl
  }

  async function depth() {
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: await url(), AttributeNames: ['All'] })
    return Number(Attributes!.ApproximateNumberOfMessages)
  }

  async function state() {
    return (await cloudwatch.describeAlarms({ AlarmNames: ['failed'] })).MetricAlarms![0]!.StateValue
  }
})

describeWithAws('schedules, queues and rules as other clients see them', () => {
  test('the AWS CLI and boto3 read the same', async () => {
    const { sandbox } = bench
    const put = ['events', 'put-rule', '--name', 'cli', '--event-pattern', '{"source":["aws.ecs"]}']
    expect(await awsCli(sandbox, put)).toMatchObject({ code: 0, stderr: '' })
    const { output } = await boto3(sandbox, 'events', 'list_rules', { NamePrefix: 'cli' })
    expect(output.Rules).toMatchObject([{ Name: 'cli', State: 'ENABLED' }])
    const queue = await boto3(sandbox, 'sqs', 'create_queue', { QueueName: 'boto', tags: { a: 'b' } })
    const sent = { QueueUrl: queue.output.QueueUrl, MessageBody: 'hello' }
    expect((await boto3(sandbox, 'sqs', 'send_message', sent)).output.MessageId).toBeTruthy()
    expect(await boto3(sandbox, 'sqs', 'get_queue_url', { QueueName: 'none' })).toEqual({
      error: 'AWS.SimpleQueueService.NonExistentQueue',
    })
    const group = ['scheduler', 'create-schedule-group', '--name', 'cli', '--tags', 'Key=a,Value=b']
    expect(await awsCli(sandbox, group)).toMatchObject({ code: 0, stderr: '' })
    const listed = await boto3(sandbox, 'scheduler', 'list_schedule_groups', { NamePrefix: 'cli' })
    expect(listed.output.ScheduleGroups).toMatchObject([{ Name: 'cli', State: 'ACTIVE' }])
  })
})
