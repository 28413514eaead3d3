import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { timings } from '../../../src/lib/sandbox/timings.ts'
import { awsCli, boto3, describeWithAws } from '../aws-tools.ts'
import {
  type Bench,
  closeBench,
  cluster,
  describeCluster,
  describeMember,
  member,
  startBench,
} from './bench.ts'

const DBClusterIdentifier = 'main'
const DBInstanceIdentifier = 'main-1'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
  const { rds, place, sandbox } = bench
  await rds.createDBCluster({ ...cluster, ...place, DeletionProtection: true })
  await sandbox.advance(timings.databaseClusterAvailable)
})
afterAll(() => closeBench(bench))

describe('a member', () => {
  test.each([
    ['no cluster', { DBClusterIdentifier: undefined }, 'InvalidParameterCombination'],
    ['a cluster that is missing', { DBClusterIdentifier: 'none' }, 'DBClusterNotFoundFault'],
    ['another engine', { Engine: 'aurora-mysql' }, 'InvalidParameterCombination'],
    ['an engine without clusters', { Engine: 'postgres' }, 'InvalidParameterCombination'],
    ['another version', { EngineVersion: '16.3' }, 'InvalidParameterCombination'],
    ['a class that Aurora does not have', { DBInstanceClass: 'db.t4g.micro' }, 'InvalidParameterCombination'],
    ['storage', { AllocatedStorage: 20 }, 'InvalidParameterCombination'],
    ['a user', { MasterUsername: 'app' }, 'InvalidParameterCombination'],
    ['a password', { MasterUserPassword: 'long-enough' }, 'InvalidParameterCombination'],
    ['a database', { DBName: 'shop' }, 'InvalidParameterCombination'],
    ['backups', { BackupRetentionPeriod: 7 }, 'InvalidParameterCombination'],
    ['another subnet group', { DBSubnetGroupName: 'other' }, 'InvalidParameterCombination'],
    ['a standby', { MultiAZ: true }, 'InvalidParameterCombination'],
    ['a tier beyond the last', { PromotionTier: 16 }, 'InvalidParameterValue'],
  ])('is refused with %s', async (_what, change, name) => {
    await expect(bench.rds.createDBInstance({ ...member, ...change })).rejects.toMatchObject({ name })
  })

  test('is refused with security groups, in the words of AWS', async () => {
    const refused = bench.rds.createDBInstance({ ...member, VpcSecurityGroupIds: [bench.group] })
    await expect(refused).rejects.toThrow(
      'The requested DB Instance will be a member of a DB Cluster. Set vpc security group for the DB Cluster.',
    )
  })

  test('wants to know how far it may scale', async () => {
    const { rds, place, sandbox } = bench
    const { ServerlessV2ScalingConfiguration: _none, ...fixed } = cluster
    await rds.createDBCluster({ ...fixed, ...place, DBClusterIdentifier: 'fixed' })
    const refused = rds.createDBInstance({ ...member, DBClusterIdentifier: 'fixed' })
    await expect(refused).rejects.toMatchObject({ name: 'InvalidDBClusterStateFault' })
    await rds.deleteDBCluster({ DBClusterIdentifier: 'fixed', SkipFinalSnapshot: true })
    await sandbox.advance(timings.databaseClusterDeleted)
  })

  test('has of its cluster what it does not have of its own', async () => {
    const { rds, sandbox, group } = bench
    await rds.createDBInstance({ ...member, PromotionTier: 0, DBSubnetGroupName: 'main' })
    expect((await describeMember(bench)).Endpoint).toBeUndefined()
    await sandbox.advance(timings.databaseMemberAvailable)
    expect(await describeMember(bench)).toMatchObject({
      DBInstanceStatus: 'available',
      DBClusterIdentifier,
      Engine: 'aurora-postgresql',
      EngineVersion: '16.14',
      MasterUsername: 'app',
      StorageEncrypted: true,
      StorageType: 'aurora',
      BackupRetentionPeriod: 7,
      PromotionTier: 0,
      VpcSecurityGroups: [{ VpcSecurityGroupId: group }],
    })
    expect((await describeCluster(bench)).DBClusterMembers).toEqual([
      {
        DBInstanceIdentifier,
        IsClusterWriter: true,
        DBClusterParameterGroupStatus: 'in-sync',
        PromotionTier: 0,
      },
    ])
    const { DBInstances } = await rds.describeDBInstances({
      Filters: [{ Name: 'db-cluster-id', Values: [DBClusterIdentifier] }],
    })
    expect(DBInstances!.length).toBe(1)
  })

  test('leaves to the cluster what belongs to it', async () => {
    const { rds } = bench
    for (const refused of [
      rds.stopDBInstance({ DBInstanceIdentifier }),
      rds.startDBInstance({ DBInstanceIdentifier }),
    ])
      await expect(refused).rejects.toThrow(
        'aurora-postgresql DB instances are not eligible for stopping and starting.',
      )
    await expect(rds.modifyDBInstance({ DBInstanceIdentifier, DeletionProtection: true })).rejects.toThrow(
      'Modify deletion protection for the DB Cluster using the ModifyDbCluster API',
    )
    await expect(
      rds.createDBSnapshot({ DBInstanceIdentifier, DBSnapshotIdentifier: 'one' }),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' })
    await rds.modifyDBInstance({ DBInstanceIdentifier, PromotionTier: 2 })
    expect((await describeMember(bench)).PromotionTier).toBe(2)
  })
})

describeWithAws('as other clients see it', () => {
  test('the AWS CLI and boto3 read the same', async () => {
    const { sandbox } = bench
    const { code, stdout } = await awsCli(sandbox, [
      'rds',
      'describe-db-clusters',
      '--db-cluster-identifier',
      DBClusterIdentifier,
    ])
    expect(code).toBe(0)
    const [{ ServerlessV2ScalingConfiguration, DBClusterMembers }] = JSON.parse(stdout).DBClusters
    expect(ServerlessV2ScalingConfiguration).toEqual({
      ...cluster.ServerlessV2ScalingConfiguration,
      SecondsUntilAutoPause: 300,
    })
    expect(DBClusterMembers).toMatchObject([{ DBInstanceIdentifier, IsClusterWriter: true }])
    const { output } = await boto3(sandbox, 'rds', 'describe_db_cluster_snapshots', {
      SnapshotType: 'automated',
    })
    expect(output.DBClusterSnapshots).toMatchObject([{ DBClusterIdentifier, Status: 'available' }])
  })
})

describe('a cluster that is stopped', () => {
  test('takes its members along, and stays as it is', async () => {
    const { rds, sandbox } = bench
    await rds.rebootDBInstance({ DBInstanceIdentifier })
    await expect(rds.stopDBCluster({ DBClusterIdentifier })).rejects.toMatchObject({
      name: 'InvalidDBInstanceStateFault',
    })
    await sandbox.advance(timings.databaseRebooted)
    await rds.stopDBCluster({ DBClusterIdentifier })
    await expect(rds.stopDBCluster({ DBClusterIdentifier })).rejects.toThrow(
      'DbCluster main is in stopping state but expected it to be one of available.',
    )
    await sandbox.advance(timings.databaseClusterStopped)
    const { Status, AutomaticRestartTime } = await describeCluster(bench)
    expect([Status, (await describeMember(bench)).DBInstanceStatus]).toEqual(['stopped', 'stopped'])
    expect(AutomaticRestartTime!.getTime() - sandbox.clock.now()).toBe(7 * 24 * 60 * 60_000)
    for (const refused of [
      rds.modifyDBCluster({ DBClusterIdentifier, BackupRetentionPeriod: 1 }),
      rds.createDBInstance({ ...member, DBInstanceIdentifier: 'main-2' }),
      rds.deleteDBInstance({ DBInstanceIdentifier }),
    ])
      await expect(refused).rejects.toMatchObject({ name: 'InvalidDBClusterStateFault' })
  })

  test('starts when it is told to, or when AWS does after a week', async () => {
    const { rds, sandbox } = bench
    const states = async () => [
      (await describeCluster(bench)).Status,
      (await describeMember(bench)).DBInstanceStatus,
    ]
    await rds.startDBCluster({ DBClusterIdentifier })
    expect(await states()).toEqual(['starting', 'starting'])
    await sandbox.advance(timings.databaseClusterStarted)
    expect(await states()).toEqual(['available', 'available'])
    await expect(rds.startDBCluster({ DBClusterIdentifier })).rejects.toThrow(
      'DbCluster main is in available state but expected it to be one of stopped,inaccessible-encryption-credentials-recoverable.',
    )
    await rds.stopDBCluster({ DBClusterIdentifier })
    await sandbox.advance(timings.databaseClusterStopped + 7 * 24 * 60 * 60_000)
    expect(await states()).toEqual(['starting', 'starting'])
    await sandbox.advance(timings.databaseClusterStarted)
    expect(await states()).toEqual(['available', 'available'])
  })
})

describe('the end', () => {
  test('of the writer makes the member of the lowest tier the next one', async () => {
    const { rds, sandbox } = bench
    for (const [name, PromotionTier] of [
      ['late', 5],
      ['soon', 1],
    ] as const)
      await rds.createDBInstance({ ...member, DBInstanceIdentifier: name, PromotionTier })
    await sandbox.advance(timings.databaseMemberAvailable)
    await rds.modifyDBCluster({ DBClusterIdentifier, DeletionProtection: false })
    await expect(rds.deleteDBCluster({ DBClusterIdentifier, SkipFinalSnapshot: true })).rejects.toThrow(
      'Cluster cannot be deleted, it still contains DB instances in non-deleting state.',
    )
    await rds.modifyDBCluster({ DBClusterIdentifier, DeletionProtection: true })
    const snapshot = rds.deleteDBInstance({ DBInstanceIdentifier, FinalDBSnapshotIdentifier: 'last' })
    await expect(snapshot).rejects.toThrow('when deleting a cluster instance')
    await rds.deleteDBInstance({ DBInstanceIdentifier })
    const writer = async () =>
      (await describeCluster(bench)).DBClusterMembers!.filter(one => one.IsClusterWriter)[0]
        ?.DBInstanceIdentifier
    expect(await writer()).toBe('soon')
    for (const name of ['late', 'soon']) await rds.deleteDBInstance({ DBInstanceIdentifier: name })
    expect(await writer()).toBeUndefined()
  })

  test('of a cluster waits for its members, and frees what it stood on', async () => {
    const { rds, ec2, sandbox, group, subnets } = bench
    const last = { DBClusterIdentifier, SkipFinalSnapshot: true }
    await expect(rds.deleteDBCluster(last)).rejects.toThrow('Cannot delete protected Cluster')
    await rds.modifyDBCluster({ DBClusterIdentifier, DeletionProtection: false })
    const inUse = rds.deleteDBSubnetGroup({ DBSubnetGroupName: 'main' })
    await expect(inUse).rejects.toMatchObject({ name: 'InvalidDBSubnetGroupStateFault' })
    await rds.deleteDBCluster(last)
    expect((await describeCluster(bench)).Status).toBe('deleting')
    await sandbox.advance(timings.databaseClusterDeleted)
    expect((await describeCluster(bench)).Status).toBe('deleting')
    await sandbox.advance(timings.databaseMemberDeleted)
    await expect(describeCluster(bench)).rejects.toMatchObject({ name: 'DBClusterNotFoundFault' })
    await rds.deleteDBSubnetGroup({ DBSubnetGroupName: 'main' })
    await ec2.deleteSecurityGroup({ GroupId: group })
    await ec2.deleteSubnet({ SubnetId: subnets[0]! })
  })
})
