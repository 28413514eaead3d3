import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { timings } from '../../../src/lib/sandbox/timings.ts'
import { type Bench, closeBench, describeCluster, describeMember, makeCluster, startBench } from './bench.ts'

const DBClusterIdentifier = 'main'
const DBInstanceIdentifier = 'main-1'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
  await makeCluster(bench)
})
afterAll(() => closeBench(bench))

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
    expect((await describeCluster(bench)).Status).toBe('modifying')
    const second = rds.modifyDBCluster({ DBClusterIdentifier, BackupRetentionPeriod: 3 })
    await expect(second).rejects.toMatchObject({ name: 'InvalidDBClusterStateFault' })
    await sandbox.advance(timings.databaseClusterModified)
    expect((await describeCluster(bench)).Status).toBe('available')
  })

  test('of the password takes a moment, and is shown to nobody', async () => {
    const { rds, sandbox } = bench
    const weak = rds.modifyDBCluster({ DBClusterIdentifier, MasterUserPassword: 'short' })
    await expect(weak).rejects.toMatchObject({ name: 'InvalidParameterValue' })
    await rds.modifyDBCluster({ DBClusterIdentifier, MasterUserPassword: 'another-one' })
    await sandbox.advance(6_000)
    expect(await describeCluster(bench)).toMatchObject({
      Status: 'resetting-master-credentials',
      PendingModifiedValues: { MasterUserPassword: '****' },
    })
    await sandbox.advance(timings.databasePasswordReset)
    expect((await describeCluster(bench)).Status).toBe('available')
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
    expect(await describeCluster(bench)).toMatchObject({
      BackupRetentionPeriod: 3,
      DeletionProtection: false,
    })
    expect((await describeMember(bench)).VpcSecurityGroups).toMatchObject([{ VpcSecurityGroupId: GroupId }])
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
    expect((await describeCluster(bench)).PendingModifiedValues).toEqual({ EngineVersion: '17.10' })
    await upgrade('17', { ...major, ApplyImmediately: true })
    await sandbox.advance(6_000)
    expect([(await describeCluster(bench)).Status, (await describeMember(bench)).DBInstanceStatus]).toEqual([
      'upgrading',
      'upgrading',
    ])
    await sandbox.advance(timings.databaseUpgraded)
    const { Status, EngineVersion, DBClusterParameterGroup, PendingModifiedValues } =
      await describeCluster(bench)
    expect({ Status, EngineVersion, DBClusterParameterGroup, PendingModifiedValues }).toEqual({
      Status: 'available',
      EngineVersion: '17.10',
      DBClusterParameterGroup: 'default.aurora-postgresql17',
      PendingModifiedValues: {},
    })
    expect(await describeMember(bench)).toMatchObject({
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
    const status = async () =>
      (await describeCluster(bench)).DBClusterMembers![0]!.DBClusterParameterGroupStatus
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
