import { EC2 } from '@aws-sdk/client-ec2'
import { IAM } from '@aws-sdk/client-iam'
import { RDS } from '@aws-sdk/client-rds'
import { SecretsManager } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { timings } from '../../src/lib/sandbox/timings.ts'
import { awsCli, boto3, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

const minutes = 60_000

let sandbox: Sandbox
let rds: RDS
let ec2: EC2
let SubnetIds: string[]
let GroupId: string
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  rds = new RDS(clientConfig(sandbox))
  ec2 = new EC2(clientConfig(sandbox))
  const { Vpc } = await ec2.createVpc({ CidrBlock: '10.0.0.0/16' })
  const VpcId = Vpc!.VpcId!
  const zones = (await ec2.describeAvailabilityZones({})).AvailabilityZones!
  const subnet = async (index: number) => {
    const AvailabilityZone = zones[index]!.ZoneName!
    const made = await ec2.createSubnet({ VpcId, CidrBlock: `10.0.${index}.0/24`, AvailabilityZone })
    return made.Subnet!.SubnetId!
  }
  SubnetIds = await Promise.all([subnet(0), subnet(1)])
  const group = { GroupName: 'db', Description: 'db', VpcId }
  GroupId = (await ec2.createSecurityGroup(group)).GroupId!
})
afterAll(() => sandbox.close())

const groups = () => ({ DBSubnetGroupName: 'main', VpcSecurityGroupIds: [GroupId] })
const instance = {
  DBInstanceIdentifier: 'main',
  DBInstanceClass: 'db.t4g.micro',
  Engine: 'postgres',
  EngineVersion: '16',
  AllocatedStorage: 20,
  StorageType: 'gp3',
  StorageEncrypted: true,
  MasterUsername: 'app',
  MasterUserPassword: 'long-enough',
  BackupRetentionPeriod: 7,
}
const describeOne = async (DBInstanceIdentifier = 'main') =>
  (await rds.describeDBInstances({ DBInstanceIdentifier })).DBInstances![0]!

describe('what stands around instances', () => {
  test('a subnet group covers two zones', async () => {
    const group = { DBSubnetGroupName: 'main', DBSubnetGroupDescription: 'main' }
    const one = rds.createDBSubnetGroup({ ...group, SubnetIds: SubnetIds.slice(0, 1) })
    await expect(one).rejects.toMatchObject({ name: 'DBSubnetGroupDoesNotCoverEnoughAZs' })
    const unknown = rds.createDBSubnetGroup({ ...group, SubnetIds: ['subnet-0', 'subnet-1'] })
    await expect(unknown).rejects.toMatchObject({ name: 'InvalidSubnet' })
    await rds.createDBSubnetGroup({ ...group, SubnetIds })
    const again = rds.createDBSubnetGroup({ ...group, SubnetIds })
    await expect(again).rejects.toMatchObject({ name: 'DBSubnetGroupAlreadyExistsFault' })
  })

  test('a parameter group knows which parameters wait for a restart', async () => {
    const DBParameterGroupName = 'tuned'
    const group = { DBParameterGroupName, Description: 'tuned' }
    await expect(
      rds.createDBParameterGroup({ ...group, DBParameterGroupFamily: 'postgres9' }),
    ).rejects.toThrow('not a valid parameter group family')
    await rds.createDBParameterGroup({ ...group, DBParameterGroupFamily: 'postgres16' })
    const put = (ParameterName: string, ApplyMethod: 'immediate' | 'pending-reboot') =>
      rds.modifyDBParameterGroup({
        DBParameterGroupName,
        Parameters: [{ ParameterName, ParameterValue: '1', ApplyMethod }],
      })
    await expect(put('max_connections', 'immediate')).rejects.toMatchObject({
      name: 'InvalidParameterCombination',
    })
    await put('max_connections', 'pending-reboot')
    await put('work_mem', 'immediate')
    const { Parameters } = await rds.describeDBParameters({ DBParameterGroupName, Source: 'user' })
    expect(Parameters!.map(({ ParameterName, ApplyType }) => `${ParameterName} ${ApplyType}`)).toEqual([
      'max_connections static',
      'work_mem dynamic',
    ])
  })
})

describe('an instance', () => {
  test.each([
    ['a reserved master user', { MasterUsername: 'admin' }, 'InvalidParameterValue'],
    ['a weak password', { MasterUserPassword: 'short' }, 'InvalidParameterValue'],
    ['a password with an @', { MasterUserPassword: 'long@enough' }, 'InvalidParameterValue'],
    ['a version that never was', { EngineVersion: '99' }, 'InvalidParameterCombination'],
    ['a class that nobody has', { DBInstanceClass: 'db.z9.mini' }, 'InvalidParameterCombination'],
    ['too little storage', { AllocatedStorage: 5 }, 'InvalidParameterValue'],
    ['two hyphens in a row', { DBInstanceIdentifier: 'a--b' }, 'InvalidParameterValue'],
    ['backups for ever', { BackupRetentionPeriod: 36 }, 'InvalidParameterValue'],
    [
      'a group of another family',
      { DBParameterGroupName: 'default.mysql8.4' },
      'InvalidParameterCombination',
    ],
    ['a subnet group that is missing', { DBSubnetGroupName: 'none' }, 'DBSubnetGroupNotFoundFault'],
    ['a security group that is missing', { VpcSecurityGroupIds: ['sg-0'] }, 'InvalidParameterValue'],
  ])('is refused with %s', async (_what, change, name) => {
    await expect(rds.createDBInstance({ ...instance, ...groups(), ...change })).rejects.toMatchObject({
      name,
    })
  })

  test('takes its time, and has no address before', async () => {
    const Tags = [{ Key: 'app', Value: 'shop' }]
    await rds.createDBInstance({
      ...instance,
      ...groups(),
      DeletionProtection: true,
      CopyTagsToSnapshot: true,
      Tags,
    })
    expect(await describeOne()).toMatchObject({ DBInstanceStatus: 'creating', EngineVersion: '16.11' })
    expect((await describeOne()).Endpoint).toBeUndefined()
    const again = rds.createDBInstance({ ...instance, ...groups() })
    await expect(again).rejects.toMatchObject({ name: 'DBInstanceAlreadyExistsFault' })
    await sandbox.advance(timings.databaseAvailable)
    const { DBInstanceStatus, Endpoint, TagList } = await describeOne()
    expect([DBInstanceStatus, Endpoint!.Port, TagList]).toEqual(['available', 5432, Tags])
    const { TagList: read } = await rds.listTagsForResource({
      ResourceName: (await describeOne()).DBInstanceArn!,
    })
    expect(read).toEqual(Tags)
  })

  test('holds its subnet and its security group', async () => {
    await expect(ec2.deleteSecurityGroup({ GroupId })).rejects.toThrow('dependent object')
    await expect(ec2.deleteSubnet({ SubnetId: SubnetIds[0]! })).rejects.toThrow('dependencies')
    const inUse = rds.deleteDBSubnetGroup({ DBSubnetGroupName: 'main' })
    await expect(inUse).rejects.toMatchObject({ name: 'InvalidDBSubnetGroupStateFault' })
  })

  test('changes after a while, and says so only after a moment', async () => {
    const DBInstanceIdentifier = 'main'
    await rds.modifyDBInstance({ DBInstanceIdentifier, AllocatedStorage: 21, ApplyImmediately: true })
    expect(await describeOne()).toMatchObject({ DBInstanceStatus: 'available', AllocatedStorage: 20 })
    await sandbox.advance(6_000)
    expect(await describeOne()).toMatchObject({
      DBInstanceStatus: 'modifying',
      // Less than a tenth more is a tenth more.
      PendingModifiedValues: { AllocatedStorage: 22 },
    })
    const second = rds.modifyDBInstance({ DBInstanceIdentifier, MultiAZ: true })
    await expect(second).rejects.toMatchObject({ name: 'InvalidDBInstanceStateFault' })
    await sandbox.advance(timings.databaseModified)
    expect(await describeOne()).toMatchObject({ DBInstanceStatus: 'available', AllocatedStorage: 22 })
    for (const change of [{ AllocatedStorage: 20 }, { EngineVersion: '15' }, { EngineVersion: '17' }]) {
      const refused = rds.modifyDBInstance({ DBInstanceIdentifier, ApplyImmediately: true, ...change })
      await expect(refused).rejects.toMatchObject({ name: 'InvalidParameterCombination' })
    }
  })

  test('waits for a restart with another parameter group', async () => {
    const change = { DBInstanceIdentifier: 'main', DBParameterGroupName: 'tuned', ApplyImmediately: true }
    await rds.modifyDBInstance(change)
    await sandbox.advance(timings.databaseModified)
    expect((await describeOne()).DBParameterGroups).toMatchObject([
      { ParameterApplyStatus: 'pending-reboot' },
    ])
    await rds.rebootDBInstance({ DBInstanceIdentifier: 'main' })
    await sandbox.advance(timings.databaseRebooted)
    expect((await describeOne()).DBParameterGroups).toMatchObject([{ ParameterApplyStatus: 'in-sync' }])
    const used = rds.deleteDBParameterGroup({ DBParameterGroupName: 'tuned' })
    await expect(used).rejects.toMatchObject({ name: 'InvalidDBParameterGroupStateFault' })
  })

  test('that is stopped is started by AWS after a week', async () => {
    await rds.stopDBInstance({ DBInstanceIdentifier: 'main' })
    await sandbox.advance(timings.databaseStopped)
    expect((await describeOne()).DBInstanceStatus).toBe('stopped')
    const change = rds.modifyDBInstance({ DBInstanceIdentifier: 'main', MultiAZ: true })
    await expect(change).rejects.toMatchObject({ name: 'InvalidDBInstanceStateFault' })
    await sandbox.advance(7 * 24 * 60 * minutes)
    expect((await describeOne()).DBInstanceStatus).toBe('starting')
    await sandbox.advance(timings.databaseStarted)
    expect((await describeOne()).DBInstanceStatus).toBe('available')
  })
})

describe('backups', () => {
  const restoreWindow = async () => {
    const input = { DBInstanceIdentifier: 'main' }
    const answer = await rds.describeDBInstanceAutomatedBackups(input)
    return answer.DBInstanceAutomatedBackups![0]!.RestoreWindow!
  }
  const at = (date: Date, ms: number) => new Date(date.getTime() + ms)

  test('reach back as far as they are kept, up to five minutes ago', async () => {
    await sandbox.advance(10 * 24 * 60 * minutes)
    const { EarliestTime, LatestTime } = await restoreWindow()
    const now = sandbox.clock.now()
    expect(now - EarliestTime!.getTime()).toBe(7 * 24 * 60 * minutes)
    expect(now - LatestTime!.getTime()).toBeLessThanOrEqual(5 * minutes)
    const { DBSnapshots } = await rds.describeDBSnapshots({ SnapshotType: 'automated' })
    expect(DBSnapshots!.length).toBeGreaterThanOrEqual(7)
    expect(DBSnapshots!.length).toBeLessThanOrEqual(9)
    expect(DBSnapshots![0]!.TagList).toEqual([{ Key: 'app', Value: 'shop' }])
  })

  test('are restored within that window only, to an instance of its own', async () => {
    const { EarliestTime, LatestTime } = await restoreWindow()
    const restore = (RestoreTime: Date) =>
      rds.restoreDBInstanceToPointInTime({
        SourceDBInstanceIdentifier: 'main',
        TargetDBInstanceIdentifier: 'copy',
        RestoreTime,
      })
    for (const moment of [at(EarliestTime!, -1000), at(LatestTime!, 1000)])
      await expect(restore(moment)).rejects.toMatchObject({ name: 'InvalidParameterValue' })
    await restore(LatestTime!)
    await sandbox.advance(timings.databaseAvailable)
    expect(await describeOne('copy')).toMatchObject({
      DBInstanceStatus: 'available',
      DBInstanceClass: 'db.t4g.micro',
      MasterUsername: 'app',
      DBSubnetGroup: { DBSubnetGroupName: 'main' },
    })
  })

  test('a snapshot becomes an instance once it is there', async () => {
    const snapshot = { DBSnapshotIdentifier: 'mine', DBInstanceIdentifier: 'main' }
    await rds.createDBSnapshot(snapshot)
    const restore = () =>
      rds.restoreDBInstanceFromDBSnapshot({
        DBSnapshotIdentifier: 'mine',
        DBInstanceIdentifier: 'of-mine',
        ...groups(),
      })
    await expect(restore()).rejects.toMatchObject({ name: 'InvalidDBSnapshotStateFault' })
    await sandbox.advance(timings.databaseSnapshotAvailable)
    await expect(rds.createDBSnapshot(snapshot)).rejects.toMatchObject({
      name: 'DBSnapshotAlreadyExistsFault',
    })
    await restore()
    await sandbox.advance(timings.databaseAvailable)
    expect(await describeOne('of-mine')).toMatchObject({
      DBInstanceStatus: 'available',
      StorageEncrypted: true,
    })
  })

  test('there is nothing to go back to without them', async () => {
    await rds.modifyDBInstance({ DBInstanceIdentifier: 'copy', BackupRetentionPeriod: 0 })
    const restore = rds.restoreDBInstanceToPointInTime({
      SourceDBInstanceIdentifier: 'copy',
      TargetDBInstanceIdentifier: 'again',
      UseLatestRestorableTime: true,
    })
    await expect(restore).rejects.toMatchObject({ name: 'PointInTimeRestoreNotEnabledFault' })
  })
})

describe('a proxy', () => {
  const DBProxyName = 'front'
  const RoleName = 'proxy'
  const document = (statement: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
  const target = async () => (await rds.describeDBProxyTargets({ DBProxyName })).Targets![0]?.TargetHealth
  let SecretArn: string
  let RoleArn: string
  let iam: IAM

  beforeAll(async () => {
    iam = new IAM(clientConfig(sandbox))
    const secrets = new SecretsManager(clientConfig(sandbox))
    SecretArn = (await secrets.createSecret({ Name: 'db', SecretString: '{}' })).ARN!
    const Principal = { Service: 'rds.amazonaws.com' }
    const AssumeRolePolicyDocument = document({ Principal, Action: 'sts:AssumeRole' })
    RoleArn = (await iam.createRole({ RoleName, AssumeRolePolicyDocument })).Role!.Arn!
  })

  const proxy = () => ({
    DBProxyName,
    EngineFamily: 'POSTGRESQL' as const,
    Auth: [{ AuthScheme: 'SECRETS' as const, SecretArn }],
    RoleArn,
    VpcSubnetIds: SubnetIds,
    VpcSecurityGroupIds: [GroupId],
    RequireTLS: true,
  })

  test('wants two zones, and a role that RDS may take', async () => {
    const oneZone = rds.createDBProxy({ ...proxy(), VpcSubnetIds: SubnetIds.slice(0, 1) })
    await expect(oneZone).rejects.toMatchObject({ name: 'InvalidParameterValue' })
    const noRole = rds.createDBProxy({ ...proxy(), RoleArn: `${RoleArn}-of-nobody` })
    await expect(noRole).rejects.toMatchObject({ name: 'InvalidParameterValue' })
    await rds.createDBProxy(proxy())
    const tooEarly = rds.registerDBProxyTargets({ DBProxyName, DBInstanceIdentifiers: ['main'] })
    await expect(tooEarly).rejects.toMatchObject({ name: 'InvalidDBProxyStateFault' })
    await sandbox.advance(timings.databaseProxyAvailable)
    const { DBProxies } = await rds.describeDBProxies({ DBProxyName })
    expect(DBProxies![0]).toMatchObject({ Status: 'available', RequireTLS: true })
  })

  test('reaches its database after a while, if it may read the secret', async () => {
    await rds.registerDBProxyTargets({ DBProxyName, DBInstanceIdentifiers: ['main'] })
    expect(await target()).toMatchObject({ State: 'UNAVAILABLE', Reason: 'PENDING_PROXY_CAPACITY' })
    await sandbox.advance(timings.databaseProxyConnected)
    expect(await target()).toMatchObject({ State: 'UNAVAILABLE', Reason: 'AUTH_FAILURE' })
    const PolicyDocument = document({ Action: 'secretsmanager:GetSecretValue', Resource: SecretArn })
    await iam.putRolePolicy({ RoleName, PolicyName: 'read', PolicyDocument })
    expect(await target()).toEqual({ State: 'AVAILABLE' })
  })

  test('leads to one instance, and frees its network once it is gone', async () => {
    const another = rds.registerDBProxyTargets({ DBProxyName, DBInstanceIdentifiers: ['copy'] })
    await expect(another).rejects.toMatchObject({ name: 'InvalidDBProxyStateFault' })
    await rds.deregisterDBProxyTargets({ DBProxyName, DBInstanceIdentifiers: ['main'] })
    const again = rds.deregisterDBProxyTargets({ DBProxyName, DBInstanceIdentifiers: ['main'] })
    await expect(again).rejects.toMatchObject({ name: 'DBProxyTargetNotFoundFault' })
    await rds.deleteDBProxy({ DBProxyName })
    await sandbox.advance(timings.databaseProxyDeleted)
    await expect(rds.describeDBProxies({ DBProxyName })).rejects.toMatchObject({
      name: 'DBProxyNotFoundFault',
    })
  })
})

describeWithAws('as other clients see it', () => {
  test('the AWS CLI and boto3 read the same', async () => {
    const { code, stdout } = await awsCli(sandbox, [
      'rds',
      'describe-db-instances',
      '--db-instance-identifier',
      'main',
    ])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).DBInstances[0].Endpoint.Port).toBe(5432)
    const { output } = await boto3(sandbox, 'rds', 'describe_db_snapshots', { SnapshotType: 'manual' })
    expect(output.DBSnapshots).toMatchObject([{ DBSnapshotIdentifier: 'mine', Status: 'available' }])
  })
})

describe('the end of an instance', () => {
  const main = { DBInstanceIdentifier: 'main' }
  const last = { FinalDBSnapshotIdentifier: 'main-final' }

  test('is refused where it is protected, or nothing is said of a last snapshot', async () => {
    await expect(rds.deleteDBInstance({ ...main, ...last })).rejects.toThrow('disable deletion protection')
    await rds.modifyDBInstance({ ...main, DeletionProtection: false })
    await expect(rds.deleteDBInstance(main)).rejects.toThrow('FinalDBSnapshotIdentifier is required')
    const misnamed = rds.deleteDBInstance({ ...main, FinalDBSnapshotIdentifier: 'main_final' })
    await expect(misnamed).rejects.toThrow('FinalDBSnapshotIdentifier is not a valid identifier')
    await expect(rds.deleteDBInstance({ ...main, FinalDBSnapshotIdentifier: 'mine' })).rejects.toMatchObject({
      name: 'DBSnapshotAlreadyExistsFault',
    })
  })

  test('leaves a last snapshot, takes the automated ones along, and frees the network at last', async () => {
    await rds.deleteDBInstance({ ...main, ...last })
    const twice = rds.deleteDBInstance({ ...main, FinalDBSnapshotIdentifier: 'other' })
    await expect(twice).rejects.toMatchObject({ name: 'InvalidDBInstanceStateFault' })
    expect((await describeOne()).DBInstanceStatus).toBe('deleting')
    for (const DBInstanceIdentifier of ['copy', 'of-mine'])
      await rds.deleteDBInstance({ DBInstanceIdentifier, SkipFinalSnapshot: true })
    await sandbox.advance(timings.databaseDeleted)
    await expect(describeOne()).rejects.toMatchObject({ name: 'DBInstanceNotFoundFault' })
    const { DBSnapshots } = await rds.describeDBSnapshots({})
    expect(DBSnapshots!.map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier)).toEqual([
      'mine',
      'main-final',
    ])
    await rds.deleteDBSubnetGroup({ DBSubnetGroupName: 'main' })
    await rds.deleteDBParameterGroup({ DBParameterGroupName: 'tuned' })
    await ec2.deleteSecurityGroup({ GroupId })
    await ec2.deleteSubnet({ SubnetId: SubnetIds[0]! })
  })
})
