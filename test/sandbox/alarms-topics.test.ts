import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { SNS } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { awsCli, boto3, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
let cloudwatch: CloudWatch
let sns: SNS
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  cloudwatch = new CloudWatch(clientConfig(sandbox))
  sns = new SNS(clientConfig(sandbox))
})
afterAll(() => sandbox.close())

const alarm = {
  Namespace: 'AWS/ECS',
  MetricName: 'CPUUtilization',
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 3,
  Threshold: 80,
  ComparisonOperator: 'GreaterThanThreshold',
} as const

describe('alarms', () => {
  test('start without data, and keep their tags when put again', async () => {
    const Tags = [{ Key: 'app', Value: 'shop' }]
    await cloudwatch.putMetricAlarm({ ...alarm, AlarmName: 'cpu', Tags })
    await cloudwatch.putMetricAlarm({ ...alarm, AlarmName: 'cpu', Threshold: 90 })
    const { MetricAlarms } = await cloudwatch.describeAlarms({ AlarmNamePrefix: 'cp' })
    expect(MetricAlarms).toMatchObject([{ AlarmName: 'cpu', Threshold: 90, StateValue: 'INSUFFICIENT_DATA' }])
    const ResourceARN = MetricAlarms![0]!.AlarmArn!
    expect((await cloudwatch.listTagsForResource({ ResourceARN })).Tags).toEqual(Tags)
    await cloudwatch.setAlarmState({ AlarmName: 'cpu', StateValue: 'ALARM', StateReason: 'test' })
    expect((await cloudwatch.describeAlarms({ StateValue: 'ALARM' })).MetricAlarms).toHaveLength(1)
    await expect(cloudwatch.deleteAlarms({ AlarmNames: ['cpu', 'none'] })).rejects.toMatchObject({
      name: 'ResourceNotFound',
    })
    await cloudwatch.deleteAlarms({ AlarmNames: ['cpu'] })
    expect((await cloudwatch.describeAlarms({})).MetricAlarms).toEqual([])
  })

  test('that make no sense are refused', async () => {
    const put = (change: object) => cloudwatch.putMetricAlarm({ ...alarm, AlarmName: 'bad', ...change })
    const refusals = [
      { Period: 45 },
      { Statistic: undefined },
      { ComparisonOperator: 'Above' },
      { DatapointsToAlarm: 4 },
    ]
    for (const change of refusals)
      await expect(put(change)).rejects.toMatchObject({ name: 'ValidationException' })
  })
})

test('metrics come back by period and statistic', async () => {
  const start = Math.floor(sandbox.clock.now() / 60_000) * 60_000
  const MetricData = [1, 3, 10].map((Value, index) => ({
    MetricName: 'Jobs',
    Value,
    Timestamp: new Date(start + index * 30_000),
  }))
  await cloudwatch.putMetricData({ Namespace: 'Shop', MetricData })
  const query = (Stat: string) => ({
    Id: Stat.toLowerCase(),
    MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Jobs' }, Period: 60, Stat },
  })
  const { MetricDataResults } = await cloudwatch.getMetricData({
    MetricDataQueries: [query('Average'), query('Maximum')],
    StartTime: new Date(start),
    EndTime: new Date(start + 600_000),
    ScanBy: 'TimestampAscending',
  })
  expect(MetricDataResults!.map(({ Values }) => Values)).toEqual([
    [2, 10],
    [3, 10],
  ])
})

describe('topics', () => {
  test('are made again with the same tags only', async () => {
    const Tags = [{ Key: 'app', Value: 'shop' }]
    const { TopicArn } = await sns.createTopic({ Name: 'alarms', Tags })
    expect((await sns.createTopic({ Name: 'alarms', Tags })).TopicArn).toBe(TopicArn)
    await expect(sns.createTopic({ Name: 'alarms', Tags: [] })).resolves.toMatchObject({ TopicArn })
    const other = sns.createTopic({ Name: 'alarms', Tags: [{ Key: 'app', Value: 'other' }] })
    await expect(other).rejects.toMatchObject({ name: 'InvalidParameterException' })
    await expect(sns.createTopic({ Name: 'no spaces' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })

  test('a mail address has to confirm', async () => {
    const { TopicArn } = await sns.createTopic({ Name: 'mail' })
    const mail = { TopicArn, Protocol: 'email', Endpoint: 'ops@shop.example' }
    expect((await sns.subscribe(mail)).SubscriptionArn).toBe('pending confirmation')
    await expect(sns.subscribe({ ...mail, Endpoint: 'nobody' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
    const { Subscriptions } = await sns.listSubscriptionsByTopic({ TopicArn })
    expect(Subscriptions).toMatchObject([
      { SubscriptionArn: 'PendingConfirmation', Endpoint: 'ops@shop.example' },
    ])
    expect((await sns.getTopicAttributes({ TopicArn })).Attributes).toMatchObject({
      SubscriptionsPending: '1',
    })
    await sns.deleteTopic({ TopicArn })
    await sns.deleteTopic({ TopicArn })
    await expect(sns.getTopicAttributes({ TopicArn })).rejects.toMatchObject({ name: 'NotFoundException' })
  })
})

describeWithAws('alarms and topics as other clients see them', () => {
  test('the AWS CLI and boto3 read the same', async () => {
    const put = [
      'cloudwatch',
      'put-metric-alarm',
      '--alarm-name',
      'cli',
      '--namespace',
      'AWS/ECS',
      '--metric-name',
      'CPUUtilization',
      '--statistic',
      'Average',
      '--period',
      '60',
      '--evaluation-periods',
      '1',
      '--threshold',
      '1.5',
      '--comparison-operator',
      'GreaterThanThreshold',
    ]
    expect(await awsCli(sandbox, put)).toMatchObject({ code: 0, stderr: '' })
    const { output } = await boto3(sandbox, 'cloudwatch', 'describe_alarms', { AlarmNames: ['cli'] })
    expect(output.MetricAlarms).toMatchObject([{ AlarmName: 'cli', Threshold: 1.5 }])
    const topic = await boto3(sandbox, 'sns', 'create_topic', {
      Name: 'boto',
      Tags: [{ Key: 'a', Value: 'b' }],
    })
    const tags = await boto3(sandbox, 'sns', 'list_tags_for_resource', { ResourceArn: topic.output.TopicArn })
    expect(tags.output).toEqual({ Tags: [{ Key: 'a', Value: 'b' }] })
  })
})
