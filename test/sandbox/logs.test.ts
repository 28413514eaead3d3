import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { boto3, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
let logs: CloudWatchLogs
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  logs = new CloudWatchLogs(clientConfig(sandbox))
})
afterAll(() => sandbox.close())

/** A group with a stream of lines, a second apart, the last one now. */
async function makeStream(logGroupName: string, logStreamName: string, lines: string[]) {
  await logs.createLogStream({ logGroupName, logStreamName })
  const now = sandbox.clock.now()
  const logEvents = lines.map((message, index) => ({
    message,
    timestamp: now - (lines.length - 1 - index) * 1000,
  }))
  return logs.putLogEvents({ logGroupName, logStreamName, logEvents })
}

test('a group keeps its lines for as long as AWS allows, and has tags', async () => {
  const logGroupName = '/shop/prod'
  await logs.createLogGroup({ logGroupName, tags: { app: 'shop' } })
  await expect(logs.createLogGroup({ logGroupName })).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
  })
  await expect(logs.putRetentionPolicy({ logGroupName, retentionInDays: 15 })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  })
  await logs.putRetentionPolicy({ logGroupName, retentionInDays: 14 })
  const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: '/shop' })
  const [group] = logGroups!
  expect(group).toMatchObject({ logGroupName, retentionInDays: 14, arn: `${group!.logGroupArn}:*` })
  expect((await logs.listTagsForResource({ resourceArn: group!.logGroupArn! })).tags).toEqual({ app: 'shop' })
  await logs.deleteLogGroup({ logGroupName })
  await expect(logs.deleteLogGroup({ logGroupName })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

test('a stream is read from either end, and its token stands still at the end', async () => {
  const [logGroupName, logStreamName] = ['read', 'one']
  await logs.createLogGroup({ logGroupName })
  await makeStream(logGroupName, logStreamName, ['a', 'b', 'c'])
  const read = async (input: object) => {
    const { events, nextForwardToken } = await logs.getLogEvents({ logGroupName, logStreamName, ...input })
    return { lines: events!.map(({ message }) => message), token: nextForwardToken }
  }
  expect((await read({ limit: 2 })).lines).toEqual(['b', 'c'])
  const first = await read({ limit: 2, startFromHead: true })
  expect(first.lines).toEqual(['a', 'b'])
  const second = await read({ nextToken: first.token })
  expect(second.lines).toEqual(['c'])
  expect(await read({ nextToken: second.token })).toEqual({ lines: [], token: second.token })
})

test('lines are found across streams by words', async () => {
  const logGroupName = 'filter'
  await logs.createLogGroup({ logGroupName })
  await makeStream(logGroupName, 'a', ['GET /', 'ERROR boom'])
  await makeStream(logGroupName, 'b', ['ERROR health check', 'POST /'])
  const found = async (input: object) =>
    (await logs.filterLogEvents({ logGroupName, ...input })).events!.map(({ message }) => message)
  expect(await found({ filterPattern: 'ERROR' })).toEqual(['ERROR health check', 'ERROR boom'])
  expect(await found({ filterPattern: 'ERROR -"health check"' })).toEqual(['ERROR boom'])
  expect(await found({ filterPattern: '?GET ?POST', logStreamNamePrefix: 'b' })).toEqual(['POST /'])
  const { logStreams } = await logs.describeLogStreams({
    logGroupName,
    orderBy: 'LastEventTime',
    descending: true,
  })
  expect(logStreams).toHaveLength(2)
})

test('lines out of order, and lines of long ago, are not taken', async () => {
  const logGroupName = 'order'
  await logs.createLogGroup({ logGroupName })
  const now = sandbox.clock.now()
  const stream = { logGroupName, logStreamName: 's' }
  await logs.createLogStream(stream)
  const backwards = [
    { message: 'b', timestamp: now },
    { message: 'a', timestamp: now - 1 },
  ]
  await expect(logs.putLogEvents({ ...stream, logEvents: backwards })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  })
  const old = [{ message: 'old', timestamp: now - 15 * 24 * 3_600_000 }]
  expect((await logs.putLogEvents({ ...stream, logEvents: old })).rejectedLogEventsInfo).toEqual({
    tooOldLogEventEndIndex: 1,
  })
})

describeWithAws('CloudWatch Logs as boto3 sees it', () => {
  test('groups are listed', async () => {
    await logs.createLogGroup({ logGroupName: 'boto' })
    const { output } = await boto3(sandbox, 'logs', 'describe_log_groups', { logGroupNamePrefix: 'boto' })
    expect(output.logGroups).toMatchObject([{ logGroupName: 'boto' }])
  })
})
