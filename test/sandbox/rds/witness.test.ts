import type { RDS } from '@aws-sdk/client-rds'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox } from '../../../src/lib/sandbox/index.ts'
import { startMoto } from '../../resources/moto.ts'
import { makeGround } from './bench.ts'

const hour = 60 * 60_000
const DBClusterIdentifier = 'main'
const Engine = 'aurora-postgresql'
const cluster = {
  DBClusterIdentifier,
  Engine,
  EngineVersion: '16.8',
  MasterUsername: 'app',
  MasterUserPassword: 'long-enough',
  DatabaseName: 'shop',
  StorageEncrypted: true,
  BackupRetentionPeriod: 7,
  ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 4 },
  Tags: [{ Key: 'app', Value: 'shop' }],
}
const member = { DBClusterIdentifier, Engine, DBInstanceClass: 'db.serverless' }

interface StandIn {
  readonly endpoint: string
  /** Lets what takes time be done; moto's is done at once. */
  pass(): Promise<unknown>
  stop(): unknown
}

async function startOwn(): Promise<StandIn> {
  const sandbox = await startSandbox({ speed: 0 })
  return { endpoint: sandbox.endpoint, pass: () => sandbox.advance(hour), stop: () => sandbox.close() }
}

async function startWitness(): Promise<StandIn> {
  const moto = await startMoto()
  return { endpoint: moto.endpoint, pass: async () => {}, stop: () => moto.stop() }
}

/** Moto 5.2.1 checks next to nothing of what it is given, so that refusals are proven on the sandbox alone. */
describe.each([
  ['moto', startWitness],
  ['the sandbox', startOwn],
] as const)('Aurora on %s', (_name, start) => {
  let standIn: StandIn
  let rds: RDS
  beforeAll(async () => {
    standIn = await start()
    const ground = await makeGround(standIn)
    rds = ground.rds
    await rds.createDBCluster({ ...cluster, ...ground.place })
    await standIn.pass()
    for (const [DBInstanceIdentifier, PromotionTier] of [
      ['one', 0],
      ['two', 3],
    ] as const)
      await rds.createDBInstance({ ...member, DBInstanceIdentifier, PromotionTier })
    await standIn.pass()
  })
  afterAll(() => standIn.stop())

  const describeCluster = async (named = DBClusterIdentifier) =>
    (await rds.describeDBClusters({ DBClusterIdentifier: named })).DBClusters![0]!

  test('a cluster shows what it was made with', async () => {
    const made = await describeCluster()
    expect(made).toMatchObject({
      DBClusterArn: 'arn:aws:rds:eu-west-1:123456789012:cluster:main',
      Status: 'available',
      Engine,
      EngineVersion: '16.8',
      EngineMode: 'provisioned',
      MasterUsername: 'app',
      DatabaseName: 'shop',
      Port: 5432,
      AllocatedStorage: 1,
      StorageEncrypted: true,
      BackupRetentionPeriod: 7,
      DeletionProtection: false,
      DBSubnetGroup: 'main',
      ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 4 },
      TagList: [{ Key: 'app', Value: 'shop' }],
    })
    expect(made.Endpoint).toMatch(/^main\.cluster-\w{12}\.eu-west-1\.rds\.amazonaws\.com$/)
    expect(made.ReaderEndpoint).toMatch(/^main\.cluster-ro-\w{12}\.eu-west-1\.rds\.amazonaws\.com$/)
    expect(made.EarliestRestorableTime).toBeInstanceOf(Date)
  })

  test('members take its settings, and one of them writes', async () => {
    expect((await describeCluster()).DBClusterMembers).toEqual([
      {
        DBInstanceIdentifier: 'one',
        IsClusterWriter: true,
        DBClusterParameterGroupStatus: 'in-sync',
        PromotionTier: 0,
      },
      {
        DBInstanceIdentifier: 'two',
        IsClusterWriter: false,
        DBClusterParameterGroupStatus: 'in-sync',
        PromotionTier: 3,
      },
    ])
    const { DBInstances } = await rds.describeDBInstances({ DBInstanceIdentifier: 'two' })
    expect(DBInstances![0]).toMatchObject({
      DBClusterIdentifier,
      DBInstanceClass: 'db.serverless',
      DBInstanceStatus: 'available',
      EngineVersion: '16.8',
      MasterUsername: 'app',
      AllocatedStorage: 1,
      BackupRetentionPeriod: 7,
      StorageEncrypted: true,
      PromotionTier: 3,
    })
    const other = rds.createDBInstance({
      ...member,
      DBInstanceIdentifier: 'other',
      Engine: 'aurora-mysql',
    })
    await expect(other).rejects.toThrow(
      "The engine name requested for your DB instance (aurora-mysql) doesn't match the engine name of your DB cluster (aurora-postgresql).",
    )
  })

  test('a change of the capacity is shown', async () => {
    const ServerlessV2ScalingConfiguration = { MinCapacity: 1, MaxCapacity: 8 }
    await rds.modifyDBCluster({
      DBClusterIdentifier,
      ServerlessV2ScalingConfiguration,
      ApplyImmediately: true,
    })
    await standIn.pass()
    expect((await describeCluster()).ServerlessV2ScalingConfiguration).toEqual(
      ServerlessV2ScalingConfiguration,
    )
  })

  test('what is available cannot be started', async () => {
    await expect(rds.startDBCluster({ DBClusterIdentifier })).rejects.toMatchObject({
      name: 'InvalidDBClusterStateFault',
      message:
        'DbCluster main is in available state but expected it to be one of stopped,inaccessible-encryption-credentials-recoverable.',
    })
    await rds.stopDBCluster({ DBClusterIdentifier })
    await standIn.pass()
    expect((await describeCluster()).Status).toBe('stopped')
    await expect(rds.stopDBCluster({ DBClusterIdentifier })).rejects.toThrow(
      'DbCluster main is in stopped state but expected it to be one of available.',
    )
    await rds.startDBCluster({ DBClusterIdentifier })
    await standIn.pass()
    expect((await describeCluster()).Status).toBe('available')
  })

  test('a snapshot is restored to a cluster without members', async () => {
    const DBClusterSnapshotIdentifier = 'mine'
    await rds.createDBClusterSnapshot({ DBClusterIdentifier, DBClusterSnapshotIdentifier })
    await standIn.pass()
    const { DBClusterSnapshots } = await rds.describeDBClusterSnapshots({ DBClusterSnapshotIdentifier })
    expect(DBClusterSnapshots![0]).toMatchObject({
      DBClusterSnapshotArn: 'arn:aws:rds:eu-west-1:123456789012:cluster-snapshot:mine',
      DBClusterIdentifier,
      SnapshotType: 'manual',
      Status: 'available',
      PercentProgress: 100,
      Engine,
      EngineVersion: '16.8',
      MasterUsername: 'app',
      StorageEncrypted: true,
    })
    await rds.restoreDBClusterFromSnapshot({
      DBClusterIdentifier: 'restored',
      SnapshotIdentifier: DBClusterSnapshotIdentifier,
      Engine,
      DBSubnetGroupName: 'main',
    })
    await standIn.pass()
    const restored = await describeCluster('restored')
    expect(restored).toMatchObject({ Status: 'available', EngineVersion: '16.8', DatabaseName: 'shop' })
    expect(restored.DBClusterMembers ?? []).toEqual([])
  })

  test('a cluster goes after its members, and not while it is protected', async () => {
    const last = { DBClusterIdentifier, SkipFinalSnapshot: true }
    await expect(rds.deleteDBCluster(last)).rejects.toMatchObject({
      name: 'InvalidDBClusterStateFault',
      message: 'Cluster cannot be deleted, it still contains DB instances in non-deleting state.',
    })
    for (const DBInstanceIdentifier of ['one', 'two'])
      await rds.deleteDBInstance({ DBInstanceIdentifier, SkipFinalSnapshot: true })
    await standIn.pass()
    await rds.modifyDBCluster({ DBClusterIdentifier, DeletionProtection: true })
    await expect(rds.deleteDBCluster(last)).rejects.toThrow(
      'Cannot delete protected Cluster, please disable deletion protection and try again.',
    )
    await rds.modifyDBCluster({ DBClusterIdentifier, DeletionProtection: false })
    await rds.deleteDBCluster(last)
    await standIn.pass()
    await expect(describeCluster()).rejects.toMatchObject({ name: 'DBClusterNotFoundFault' })
  })

  test('a parameter group of clusters is made, changed, and goes', async () => {
    const DBClusterParameterGroupName = 'tuned'
    const made = { DBParameterGroupFamily: 'aurora-postgresql16', Description: 'tuned' }
    await rds.createDBClusterParameterGroup({ DBClusterParameterGroupName, ...made })
    const Parameters = [
      { ParameterName: 'rds.force_ssl', ParameterValue: '1', ApplyMethod: 'immediate' as const },
    ]
    await rds.modifyDBClusterParameterGroup({ DBClusterParameterGroupName, Parameters })
    const described = await rds.describeDBClusterParameterGroups({ DBClusterParameterGroupName })
    expect(described.DBClusterParameterGroups).toEqual([
      {
        DBClusterParameterGroupName,
        ...made,
        DBClusterParameterGroupArn: 'arn:aws:rds:eu-west-1:123456789012:cluster-pg:tuned',
      },
    ])
    const ofUser = { DBClusterParameterGroupName, Source: 'user' }
    expect((await rds.describeDBClusterParameters(ofUser)).Parameters).toMatchObject([
      { ParameterName: 'rds.force_ssl', ParameterValue: '1' },
    ])
    await rds.deleteDBClusterParameterGroup({ DBClusterParameterGroupName })
    await expect(rds.describeDBClusterParameterGroups({ DBClusterParameterGroupName })).rejects.toMatchObject(
      { name: 'DBParameterGroupNotFoundFault' },
    )
  })
})
