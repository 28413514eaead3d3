import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { timings } from '../../../src/lib/sandbox/timings.ts'
import { type Bench, closeBench, startBench } from './bench.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => closeBench(bench))

const DBClusterIdentifier = 'main'
const DBInstanceIdentifier = 'main-1'
const capacities = { MinCapacity: 0, MaxCapacity: 4 }
const cluster = {
  DBClusterIdentifier,
  Engine: 'aurora-postgresql',
  EngineVersion: '16',
  MasterUsername: 'app',
  MasterUserPassword: 'long-enough',
  DatabaseName: 'shop',
  StorageEncrypted: true,
  BackupRetentionPeriod: 7,
  ServerlessV2ScalingConfiguration: capacities,
}
const member = {
  DBInstanceIdentifier,
  DBClusterIdentifier,
  Engine: 'aurora-postgresql',
  DBInstanceClass: 'db.serverless',
}
const describeCluster = async (named = DBClusterIdentifier) =>
  (await bench.rds.describeDBClusters({ DBClusterIdentifier: named })).DBClusters![0]!
const describeMember = async (named = DBInstanceIdentifier) =>
  (await bench.rds.describeDBInstances({ DBInstanceIdentifier: named })).DBInstances![0]!

const scaled = (change: object) => ({ ServerlessV2ScalingConfiguration: { ...capacities, ...change } })

describe('a cluster', () => {
  test.each([
    ['an engine that has none', { Engine: 'postgres' }, 'InvalidParameterValue'],
    ['a version that never was', { EngineVersion: '16.99' }, 'InvalidParameterCombination'],
    ['Serverless v1', { EngineMode: 'serverless' }, 'InvalidParameterCombination'],
    ['a reserved master user', { MasterUsername: 'rdsadmin' }, 'InvalidParameterValue'],
    ['a weak password', { MasterUserPassword: 'short' }, 'InvalidParameterValue'],
    [
      'a password that Aurora finds too long',
      { MasterUserPassword: 'x'.repeat(42) },
      'InvalidParameterValue',
    ],
    ['no backups', { BackupRetentionPeriod: 0 }, 'InvalidParameterValue'],
    ['backups for ever', { BackupRetentionPeriod: 36 }, 'InvalidParameterValue'],
    ['a subnet group that is missing', { DBSubnetGroupName: 'none' }, 'DBSubnetGroupNotFoundFault'],
    ['a security group that is missing', { VpcSecurityGroupIds: ['sg-0'] }, 'InvalidParameterValue'],
    [
      'a parameter group that is missing',
      { DBClusterParameterGroupName: 'none' },
      'DBClusterParameterGroupNotFoundFault',
    ],
    [
      'a parameter group of another family',
      { DBClusterParameterGroupName: 'default.aurora-mysql8.0' },
      'InvalidParameterCombination',
    ],
    ['less than one unit at most', scaled({ MaxCapacity: 0.5 }), 'InvalidParameterValue'],
    ['too many units', scaled({ MaxCapacity: 256.5 }), 'InvalidParameterValue'],
    ['quarters of a unit', scaled({ MinCapacity: 0.25 }), 'InvalidParameterValue'],
    ['more at least than at most', scaled({ MinCapacity: 8 }), 'InvalidParameterValue'],
    ['a pause that comes too soon', scaled({ SecondsUntilAutoPause: 299 }), 'InvalidParameterValue'],
    [
      'a pause of what never pauses',
      scaled({ MinCapacity: 0.5, SecondsUntilAutoPause: 300 }),
      'InvalidParameterCombination',
    ],
  ])('is refused with %s', async (_what, change, name) => {
    const { rds, place } = bench
    await expect(rds.createDBCluster({ ...cluster, ...place, ...change })).rejects.toMatchObject({ name })
  })

  test.each([
    ['aurora-postgresql', '16.2', false],
    ['aurora-postgresql', '16.3', true],
    ['aurora-postgresql', '13.14', false],
    ['aurora-postgresql', '18.3', true],
    ['aurora-mysql', '8.0.mysql_aurora.3.07.1', false],
    ['aurora-mysql', '8.0.mysql_aurora.3.08.0', true],
    ['aurora-mysql', '8.4', true],
  ])('of %s %s pauses: %s', async (Engine, EngineVersion, pauses) => {
    const { rds, place } = bench
    const input = { ...cluster, ...place, DBClusterIdentifier: 'trial', Engine, EngineVersion }
    const made = rds.createDBCluster(input)
    if (!pauses)
      return expect(made).rejects.toThrow(
        "Serverless v2 minimum capacity 0.0 isn't valid. The minimum capacity must be at least 0.5.",
      )
    expect((await made).DBCluster!.ServerlessV2ScalingConfiguration).toEqual({
      ...capacities,
      SecondsUntilAutoPause: 300,
    })
    await rds.deleteDBCluster({ DBClusterIdentifier: 'trial', SkipFinalSnapshot: true })
    await bench.sandbox.advance(timings.databaseClusterDeleted)
  })

  test('has its endpoints at once, and takes its time', async () => {
    const { rds, place, group, sandbox } = bench
    const Tags = [{ Key: 'app', Value: 'shop' }]
    const input = { ...cluster, ...place, DeletionProtection: true, CopyTagsToSnapshot: true, Tags }
    const { DBCluster } = await rds.createDBCluster(input)
    const { Endpoint = '', ReaderEndpoint = '' } = DBCluster!
    expect(Endpoint).toMatch(/^main\.cluster-c\w{11}\.eu-west-1\.rds\.amazonaws\.com$/)
    expect(ReaderEndpoint).toBe(Endpoint.replace('.cluster-', '.cluster-ro-'))
    expect(DBCluster).toMatchObject({
      Status: 'creating',
      EngineVersion: '16.14',
      EngineMode: 'provisioned',
      Port: 5432,
      DatabaseName: 'shop',
      StorageEncrypted: true,
      DBSubnetGroup: 'main',
      DBClusterParameterGroup: 'default.aurora-postgresql16',
      VpcSecurityGroups: [{ VpcSecurityGroupId: group, Status: 'active' }],
      DBClusterMembers: [],
    })
    await expect(rds.createDBCluster({ ...cluster, ...place })).rejects.toMatchObject({
      name: 'DBClusterAlreadyExistsFault',
    })
    await sandbox.advance(timings.databaseClusterAvailable)
    expect(await describeCluster()).toMatchObject({ Status: 'available', TagList: Tags })
    const { TagList } = await rds.listTagsForResource({ ResourceName: DBCluster!.DBClusterArn! })
    expect(TagList).toEqual(Tags)
  })

  test('is found by its identifier, its ARN, and filters', async () => {
    const { rds } = bench
    const { DBClusterArn = '' } = await describeCluster()
    expect((await describeCluster(DBClusterArn)).DBClusterIdentifier).toBe('main')
    const filtered = async (Name: string, Value: string) => {
      const { DBClusters } = await rds.describeDBClusters({ Filters: [{ Name, Values: [Value] }] })
      return DBClusters!.length
    }
    expect(await filtered('db-cluster-id', DBClusterArn)).toBe(1)
    expect(await filtered('engine', 'aurora-mysql')).toBe(0)
    await expect(describeCluster('none')).rejects.toMatchObject({ name: 'DBClusterNotFoundFault' })
  })
})

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
    expect((await describeMember()).Endpoint).toBeUndefined()
    await sandbox.advance(timings.databaseMemberAvailable)
    expect(await describeMember()).toMatchObject({
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
    expect((await describeCluster()).DBClusterMembers).toEqual([
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
    expect((await describeMember()).PromotionTier).toBe(2)
  })
})

describe('a change', () => {
  test('of the capacity is in force at once, and under way for a moment', async () => {
    const { rds, sandbox } = bench
    const ServerlessV2ScalingConfiguration = { MaxCapacity: 8, SecondsUntilAutoPause: 600 }
    const { DBCluster } = await rds.modifyDBCluster({ DBClusterIdentifier, ServerlessV2ScalingConfiguration })
    expect(DBCluster).toMatchObject({
      Status: 'available',
      ServerlessV2ScalingConfiguration: { MinCapacity: 0, MaxCapacity: 8, SecondsUntilAutoPause: 600 },
    })
    await sandbox.advance(6_000)
    expect((await describeCluster()).Status).toBe('modifying')
    const second = rds.modifyDBCluster({ DBClusterIdentifier, BackupRetentionPeriod: 3 })
    await expect(second).rejects.toMatchObject({ name: 'InvalidDBClusterStateFault' })
    await sandbox.advance(timings.databaseClusterModified)
    expect((await describeCluster()).Status).toBe('available')
  })

  test('of the password takes a moment, and is shown to nobody', async () => {
    const { rds, sandbox } = bench
    const weak = rds.modifyDBCluster({ DBClusterIdentifier, MasterUserPassword: 'short' })
    await expect(weak).rejects.toMatchObject({ name: 'InvalidParameterValue' })
    await rds.modifyDBCluster({ DBClusterIdentifier, MasterUserPassword: 'another-one' })
    await sandbox.advance(6_000)
    expect(await describeCluster()).toMatchObject({
      Status: 'resetting-master-credentials',
      PendingModifiedValues: { MasterUserPassword: '****' },
    })
    await sandbox.advance(timings.databasePasswordReset)
    expect((await describeCluster()).Status).toBe('available')
  })

  test('of security groups, backups and protection asks for no time, and reaches the members', async () => {
    const { rds, ec2, vpcId, group } = bench
    const made = await ec2.createSecurityGroup({ GroupName: 'other', Description: 'other', VpcId: vpcId })
    const GroupId = made.GroupId!
    await rds.modifyDBCluster({
      DBClusterIdentifier,
      VpcSecurityGroupIds: [GroupId],
      BackupRetentionPeriod: 3,
      DeletionProtection: false,
    })
    expect(await describeCluster()).toMatchObject({ BackupRetentionPeriod: 3, DeletionProtection: false })
    expect((await describeMember()).VpcSecurityGroups).toMatchObject([{ VpcSecurityGroupId: GroupId }])
    await expect(ec2.deleteSecurityGroup({ GroupId })).rejects.toThrow('dependent object')
    await rds.modifyDBCluster({ DBClusterIdentifier, VpcSecurityGroupIds: [group], DeletionProtection: true })
    await ec2.deleteSecurityGroup({ GroupId })
  })

  test('of the version waits for the maintenance window unless it is wanted now', async () => {
    const { rds, sandbox } = bench
    const upgrade = (EngineVersion: string, change = {}) =>
      rds.modifyDBCluster({ DBClusterIdentifier, EngineVersion, ...change })
    for (const version of ['16.3', '17'])
      await expect(upgrade(version)).rejects.toMatchObject({ name: 'InvalidParameterCombination' })
    const major = { AllowMajorVersionUpgrade: true }
    await upgrade('17', major)
    expect((await describeCluster()).PendingModifiedValues).toEqual({ EngineVersion: '17.10' })
    await upgrade('17', { ...major, ApplyImmediately: true })
    await sandbox.advance(6_000)
    expect([(await describeCluster()).Status, (await describeMember()).DBInstanceStatus]).toEqual([
      'upgrading',
      'upgrading',
    ])
    await sandbox.advance(timings.databaseUpgraded)
    const { Status, EngineVersion, DBClusterParameterGroup, PendingModifiedValues } = await describeCluster()
    expect({ Status, EngineVersion, DBClusterParameterGroup, PendingModifiedValues }).toEqual({
      Status: 'available',
      EngineVersion: '17.10',
      DBClusterParameterGroup: 'default.aurora-postgresql17',
      PendingModifiedValues: {},
    })
    expect(await describeMember()).toMatchObject({
      EngineVersion: '17.10',
      DBParameterGroups: [{ DBParameterGroupName: 'default.aurora-postgresql17' }],
    })
  })
})

describe('the parameter group of a cluster', () => {
  const DBClusterParameterGroupName = 'tuned'

  test('is of a family of Aurora', async () => {
    const { rds } = bench
    const create = (DBParameterGroupFamily: string) =>
      rds.createDBClusterParameterGroup({
        DBClusterParameterGroupName,
        DBParameterGroupFamily,
        Description: 'tuned',
      })
    await expect(create('postgres17')).rejects.toMatchObject({ name: 'InvalidParameterValue' })
    await create('aurora-postgresql17')
    await expect(create('aurora-postgresql17')).rejects.toMatchObject({
      name: 'DBParameterGroupAlreadyExistsFault',
    })
    const { DBClusterParameterGroups } = await rds.describeDBClusterParameterGroups({
      DBClusterParameterGroupName,
    })
    expect(DBClusterParameterGroups![0]!.DBClusterParameterGroupArn).toBe(
      'arn:aws:rds:eu-west-1:123456789012:cluster-pg:tuned',
    )
  })

  test('waits for a restart of each member', async () => {
    const { rds, sandbox } = bench
    const status = async () => (await describeCluster()).DBClusterMembers![0]!.DBClusterParameterGroupStatus
    const restart = async () => {
      await rds.rebootDBInstance({ DBInstanceIdentifier })
      await sandbox.advance(timings.databaseRebooted)
    }
    await rds.modifyDBCluster({ DBClusterIdentifier, DBClusterParameterGroupName })
    expect(await status()).toBe('pending-reboot')
    await restart()
    expect(await status()).toBe('in-sync')
    const Parameters = [
      { ParameterName: 'max_connections', ParameterValue: '1', ApplyMethod: 'pending-reboot' as const },
    ]
    await rds.modifyDBClusterParameterGroup({ DBClusterParameterGroupName, Parameters })
    expect(await status()).toBe('pending-reboot')
    await restart()
    const ofUser = { DBClusterParameterGroupName, Source: 'user' }
    expect((await rds.describeDBClusterParameters(ofUser)).Parameters).toMatchObject([
      { ParameterName: 'max_connections', ParameterValue: '1', ApplyType: 'static' },
    ])
    await rds.resetDBClusterParameterGroup({ DBClusterParameterGroupName, ResetAllParameters: true })
    expect((await rds.describeDBClusterParameters(ofUser)).Parameters ?? []).toEqual([])
    const used = rds.deleteDBClusterParameterGroup({ DBClusterParameterGroupName })
    await expect(used).rejects.toMatchObject({ name: 'InvalidDBParameterGroupStateFault' })
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
    const { Status, AutomaticRestartTime } = await describeCluster()
    expect([Status, (await describeMember()).DBInstanceStatus]).toEqual(['stopped', 'stopped'])
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
    const states = async () => [(await describeCluster()).Status, (await describeMember()).DBInstanceStatus]
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
      (await describeCluster()).DBClusterMembers!.filter(one => one.IsClusterWriter)[0]?.DBInstanceIdentifier
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
    expect((await describeCluster()).Status).toBe('deleting')
    await sandbox.advance(timings.databaseClusterDeleted)
    expect((await describeCluster()).Status).toBe('deleting')
    await sandbox.advance(timings.databaseMemberDeleted)
    await expect(describeCluster()).rejects.toMatchObject({ name: 'DBClusterNotFoundFault' })
    await rds.deleteDBClusterParameterGroup({ DBClusterParameterGroupName: 'tuned' })
    await rds.deleteDBSubnetGroup({ DBSubnetGroupName: 'main' })
    await ec2.deleteSecurityGroup({ GroupId: group })
    await ec2.deleteSubnet({ SubnetId: subnets[0]! })
  })
})
