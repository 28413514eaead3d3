import { EventBridge } from '@aws-sdk/client-eventbridge'
import { SQS } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { timings } from '../../../src/lib/sandbox/timings.ts'
import { type Bench, closeBench, startBench } from './bench.ts'

const week = 7 * 24 * 60 * 60_000
const DBInstanceIdentifier = 'main'
const arn = 'arn:aws:rds:eu-west-1:123456789012:db:main'

let bench: Bench
let sqs: SQS
let QueueUrl: string
beforeAll(async () => {
  bench = await startBench()
  sqs = new SQS(bench.config)
})
afterAll(() => closeBench(bench))

/** A queue that hears what fits the pattern. */
async function listen(name: string, types: string[], detail: object): Promise<void> {
  const Arn = `arn:aws:sqs:eu-west-1:123456789012:${name}`
  const Statement = [
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: Arn,
    },
  ]
  const Attributes = { Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }
  QueueUrl = (await sqs.createQueue({ QueueName: name, Attributes })).QueueUrl!
  const events = new EventBridge(bench.config)
  const pattern = { source: ['aws.rds'], 'detail-type': types, detail }
  await events.putRule({ Name: name, EventPattern: JSON.stringify(pattern) })
  await events.putTargets({ Rule: name, Targets: [{ Id: 'queue', Arn }] })
}

/** What the queue has heard since it was last asked. */
async function heard() {
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
  await Promise.all(
    Messages.map(({ ReceiptHandle }) => sqs.deleteMessage({ QueueUrl, ReceiptHandle: ReceiptHandle! })),
  )
  return Messages.map(({ Body = '' }) => JSON.parse(Body))
}

const ids = async () => (await heard()).map(({ detail }) => detail.EventID)

test('a rule hears what becomes of an instance, in the shape that AWS tells it', async () => {
  const { sandbox, rds, place } = bench
  await listen('instances', ['RDS DB Instance Event'], {
    SourceType: ['DB_INSTANCE'],
    SourceIdentifier: [DBInstanceIdentifier],
  })
  await rds.createDBInstance({
    ...place,
    DBInstanceIdentifier,
    DBInstanceClass: 'db.t4g.micro',
    Engine: 'postgres',
    MasterUsername: 'app',
    MasterUserPassword: 'long-enough',
    Tags: [{ Key: 'app', Value: 'shop' }],
  })
  await sandbox.advance(timings.databaseAvailable)
  expect(await ids()).toEqual(['RDS-EVENT-0005'])
  await rds.stopDBInstance({ DBInstanceIdentifier })
  await sandbox.advance(timings.databaseStopped)
  expect(await heard()).toEqual([
    expect.objectContaining({
      source: 'aws.rds',
      'detail-type': 'RDS DB Instance Event',
      resources: [arn],
      detail: {
        EventCategories: ['notification'],
        SourceType: 'DB_INSTANCE',
        SourceArn: arn,
        Date: new Date(sandbox.clock.now()).toISOString(),
        Message: 'DB instance stopped',
        SourceIdentifier: DBInstanceIdentifier,
        EventID: 'RDS-EVENT-0087',
        Tags: { app: 'shop' },
      },
    }),
  ])
})

test('one that AWS starts again after a week says so first, and that it has started once it has', async () => {
  const { sandbox } = bench
  await sandbox.advance(week)
  const [{ detail }] = await heard()
  expect([detail.EventID, detail.Message]).toEqual([
    'RDS-EVENT-0154',
    'DB instance is being started due to it exceeding the maximum allowed time being stopped',
  ])
  await sandbox.advance(timings.databaseStarted)
  expect(await ids()).toEqual(['RDS-EVENT-0088'])
})

test('one that somebody starts is not overdue, and goes with a word', async () => {
  const { sandbox, rds } = bench
  await rds.stopDBInstance({ DBInstanceIdentifier })
  await sandbox.advance(timings.databaseStopped)
  await rds.startDBInstance({ DBInstanceIdentifier })
  await sandbox.advance(timings.databaseStarted)
  expect(await ids()).toEqual(['RDS-EVENT-0087', 'RDS-EVENT-0088'])
  await sandbox.advance(week)
  expect(await ids()).toEqual([])
  await rds.rebootDBInstance({ DBInstanceIdentifier })
  await sandbox.advance(timings.databaseRebooted)
  await rds.deleteDBInstance({ DBInstanceIdentifier, SkipFinalSnapshot: true })
  await sandbox.advance(timings.databaseDeleted)
  expect(await ids()).toEqual(['RDS-EVENT-0006', 'RDS-EVENT-0003'])
})

test('a cluster is told of, and its members are as well', async () => {
  const { sandbox, rds, place } = bench
  const types = ['RDS DB Cluster Event', 'RDS DB Instance Event']
  await listen('clusters', types, { SourceIdentifier: ['shop', 'shop-1'] })
  const DBClusterIdentifier = 'shop'
  const Engine = 'aurora-postgresql'
  await rds.createDBCluster({
    ...place,
    DBClusterIdentifier,
    Engine,
    MasterUsername: 'app',
    MasterUserPassword: 'long-enough',
    ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 1 },
  })
  const member = { DBInstanceIdentifier: 'shop-1', DBClusterIdentifier, Engine }
  await rds.createDBInstance({ ...member, DBInstanceClass: 'db.serverless' })
  await sandbox.advance(timings.databaseMemberAvailable)
  expect(await ids()).toEqual(['RDS-EVENT-0170', 'RDS-EVENT-0005'])
  await rds.stopDBCluster({ DBClusterIdentifier })
  await sandbox.advance(timings.databaseClusterStopped)
  const stopped = await heard()
  expect(stopped.map(({ detail }) => [detail.SourceType, detail.EventID])).toEqual([
    ['DB_INSTANCE', 'RDS-EVENT-0087'],
    ['CLUSTER', 'RDS-EVENT-0150'],
  ])
  expect(stopped[1].resources).toEqual(['arn:aws:rds:eu-west-1:123456789012:cluster:shop'])
  await sandbox.advance(week)
  const [{ detail }] = await heard()
  expect([detail.EventID, detail.Message]).toEqual([
    'RDS-EVENT-0153',
    'DB cluster is being started due to it exceeding the maximum allowed time being stopped',
  ])
  await sandbox.advance(timings.databaseClusterStarted)
  expect(await ids()).toEqual(['RDS-EVENT-0088', 'RDS-EVENT-0151'])
  await rds.deleteDBInstance({ DBInstanceIdentifier: 'shop-1' })
  await rds.deleteDBCluster({ DBClusterIdentifier, SkipFinalSnapshot: true })
  await sandbox.advance(timings.databaseMemberDeleted + timings.databaseClusterDeleted)
  expect(await ids()).toEqual(['RDS-EVENT-0003', 'RDS-EVENT-0171'])
})
