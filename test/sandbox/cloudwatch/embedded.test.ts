import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/lib/sandbox/index.ts'
import { clientConfig } from '../client-config.ts'

const at = { logGroupName: 'app', logStreamName: 'one' }
let sandbox: Sandbox
let logs: CloudWatchLogs
let cloudwatch: CloudWatch
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  logs = new CloudWatchLogs(clientConfig(sandbox))
  cloudwatch = new CloudWatch(clientConfig(sandbox))
  await logs.createLogGroup({ logGroupName: at.logGroupName })
  await logs.createLogStream(at)
})
afterAll(() => sandbox.close())

test('a line in the embedded metric format counts, and others do not', async () => {
  const _aws = {
    Timestamp: sandbox.clock.now(),
    CloudWatchMetrics: [
      { Namespace: 'shop', Dimensions: [['System'], []], Metrics: [{ Name: 'Sold', Unit: 'Count' }] },
    ],
  }
  const lines = [
    { _aws, System: 'prod', Sold: 3 },
    { _aws, System: 'prod', Sold: [4, 5] },
    { _aws, System: 'prod', Sold: 'many' },
    { System: 'prod', Sold: 100 },
  ]
  const messages = [...lines.map(line => JSON.stringify(line)), '{"CloudWatchMetrics" is broken']
  const logEvents = messages.map(message => ({ message, timestamp: sandbox.clock.now() }))
  await logs.putLogEvents({ ...at, logEvents })
  const sum = async (Dimensions: { Name: string; Value: string }[]) => {
    const Metric = { Namespace: 'shop', MetricName: 'Sold', Dimensions }
    const { MetricDataResults } = await cloudwatch.getMetricData({
      StartTime: new Date(sandbox.clock.now() - 300_000),
      EndTime: new Date(sandbox.clock.now() + 300_000),
      MetricDataQueries: [{ Id: 'sold', MetricStat: { Metric, Period: 300, Stat: 'Sum' } }],
    })
    return MetricDataResults![0]!.Values
  }
  expect(await sum([{ Name: 'System', Value: 'prod' }])).toEqual([12])
  expect(await sum([])).toEqual([12])
})
