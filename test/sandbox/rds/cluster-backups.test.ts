import { afterAll, beforeAll, expect, test } from 'vitest'
import { timings } from '../../../src/lib/sandbox/timings.ts'
import { type Bench, closeBench, startBench } from './bench.ts'

const minutes = 60_000
const day = 24 * 60 * minutes
const DBClusterIdentifier = 'main'
const Tags = [{ Key: 'app', Value: 'shop' }]

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
  const { rds, place, sandbox } = bench
  await rds.createDBCluster({
    ...place,
    DBClusterIdentifier,
    Engine: 'aurora-postgresql',
    EngineVersion: '16.8',
    MasterUsername: 'app',
    MasterUserPassword: 'long-enough',
    DatabaseName: 'shop',
    StorageEncrypted: true,
    BackupRetentionPeriod: 7,
    ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 2 },
    CopyTagsToSnapshot: true,
    Tags,
  })
  await sandbox.advance(timings.databaseClusterAvailable)
})
afterAll(() => closeBench(bench))

const describe = async (named: string) =>
  (await bench.rds.describeDBClusters({ DBClusterIdentifier: named })).DBClusters![0]!

test('automated backups reach back as far as they are kept, up to five minutes ago', async () => {
  const { rds, sandbox } = bench
  await sandbox.advance(10 * day)
  const { EarliestRestorableTime, LatestRestorableTime } = await describe('main')
  const now = sandbox.clock.now()
  expect(now - EarliestRestorableTime!.getTime()).toBe(7 * day)
  expect(now - LatestRestorableTime!.getTime()).toBeLessThanOrEqual(5 * minutes)
  const { DBClusterSnapshots = [] } = await rds.describeDBClusterSnapshots({
    DBClusterIdentifier,
    SnapshotType: 'automated',
  })
  expect(DBClusterSnapshots.length).toBe(8)
  const [oldest] = DBClusterSnapshots
  expect(oldest).toMatchObject({ Status: 'available', EngineVersion: '16.8', TagList: Tags })
  const DBClusterSnapshotIdentifier = oldest!.DBClusterSnapshotIdentifier!
  expect(DBClusterSnapshotIdentifier).toMatch(/^rds:main-\d{4}-\d\d-\d\d-\d\d-\d\d$/)
  const deletion = rds.deleteDBClusterSnapshot({ DBClusterSnapshotIdentifier })
  await expect(deletion).rejects.toMatchObject({ name: 'InvalidDBClusterSnapshotStateFault' })
})

test('a snapshot becomes a cluster once it is there, without members or capacities', async () => {
  const { rds, place, sandbox } = bench
  const snapshot = { DBClusterIdentifier, DBClusterSnapshotIdentifier: 'mine' }
  const { DBClusterSnapshot } = await rds.createDBClusterSnapshot(snapshot)
  await expect(rds.createDBClusterSnapshot(snapshot)).rejects.toMatchObject({
    name: 'DBClusterSnapshotAlreadyExistsFault',
  })
  const restore = (change = {}) =>
    rds.restoreDBClusterFromSnapshot({
      ...place,
      DBClusterIdentifier: 'of-mine',
      SnapshotIdentifier: DBClusterSnapshot!.DBClusterSnapshotArn,
      Engine: 'aurora-postgresql',
      ...change,
    })
  await expect(restore()).rejects.toMatchObject({ name: 'InvalidDBClusterSnapshotStateFault' })
  await sandbox.advance(timings.databaseSnapshotAvailable)
  for (const [change, name] of [
    [{ SnapshotIdentifier: 'none' }, 'DBClusterSnapshotNotFoundFault'],
    [{ Engine: 'aurora-mysql' }, 'InvalidParameterCombination'],
    [{ EngineVersion: '16.6' }, 'InvalidParameterCombination'],
    [{ DBClusterIdentifier: 'main' }, 'DBClusterAlreadyExistsFault'],
  ] as const)
    await expect(restore(change)).rejects.toMatchObject({ name })
  await restore()
  await sandbox.advance(timings.databaseClusterAvailable)
  const restored = await describe('of-mine')
  expect(restored).toMatchObject({
    Status: 'available',
    EngineVersion: '16.8',
    MasterUsername: 'app',
    DatabaseName: 'shop',
    StorageEncrypted: true,
    BackupRetentionPeriod: 7,
    DBClusterMembers: [],
    TagList: Tags,
  })
  expect(restored.ServerlessV2ScalingConfiguration).toBeUndefined()
  expect(restored.Endpoint).not.toBe((await describe('main')).Endpoint)
})

test('a moment is restored within the window only, and from a cluster that is stopped as well', async () => {
  const { rds, sandbox } = bench
  const { EarliestRestorableTime, LatestRestorableTime } = await describe('main')
  const restore = (change: object) =>
    rds.restoreDBClusterToPointInTime({
      DBClusterIdentifier: 'copy',
      SourceDBClusterIdentifier: DBClusterIdentifier,
      ServerlessV2ScalingConfiguration: { MinCapacity: 1, MaxCapacity: 2 },
      ...change,
    })
  const at = (date: Date, ms: number) => ({ RestoreToTime: new Date(date.getTime() + ms) })
  for (const moment of [at(EarliestRestorableTime!, -1000), at(LatestRestorableTime!, 1000)])
    await expect(restore(moment)).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  await expect(restore({})).rejects.toMatchObject({ name: 'InvalidParameterCombination' })
  await rds.stopDBCluster({ DBClusterIdentifier })
  await sandbox.advance(timings.databaseClusterStopped)
  await restore({ UseLatestRestorableTime: true })
  expect(await describe('copy')).toMatchObject({
    DBSubnetGroup: 'main',
    BackupRetentionPeriod: 7,
    ServerlessV2ScalingConfiguration: { MinCapacity: 1, MaxCapacity: 2 },
  })
  await rds.startDBCluster({ DBClusterIdentifier })
  await sandbox.advance(timings.databaseClusterStarted)
})

test('a cluster that goes leaves the last snapshot that it was asked for, and takes its own along', async () => {
  const { rds, sandbox } = bench
  await expect(rds.deleteDBCluster({ DBClusterIdentifier })).rejects.toThrow(
    'FinalDBSnapshotIdentifier is required',
  )
  const last = { DBClusterIdentifier, FinalDBSnapshotIdentifier: 'last' }
  const both = rds.deleteDBCluster({ ...last, SkipFinalSnapshot: true })
  await expect(both).rejects.toMatchObject({ name: 'InvalidParameterCombination' })
  await expect(rds.deleteDBCluster({ ...last, FinalDBSnapshotIdentifier: 'mine' })).rejects.toMatchObject({
    name: 'DBClusterSnapshotAlreadyExistsFault',
  })
  await rds.deleteDBCluster(last)
  await sandbox.advance(timings.databaseClusterDeleted + timings.databaseSnapshotAvailable)
  const { DBClusterSnapshots = [] } = await rds.describeDBClusterSnapshots({ DBClusterIdentifier })
  expect(DBClusterSnapshots.map(one => `${one.DBClusterSnapshotIdentifier} ${one.Status}`)).toEqual([
    'mine available',
    'last available',
  ])
  const ResourceName = DBClusterSnapshots[1]!.DBClusterSnapshotArn!
  expect((await rds.listTagsForResource({ ResourceName })).TagList).toEqual(Tags)
  await rds.deleteDBClusterSnapshot({ DBClusterSnapshotIdentifier: 'last' })
  await expect(rds.listTagsForResource({ ResourceName })).rejects.toMatchObject({
    name: 'DBClusterSnapshotNotFoundFault',
  })
})
