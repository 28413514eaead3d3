import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { timings } from '../../../src/lib/sandbox/timings.ts'
import { type Bench, closeBench, cluster, describeCluster, startBench } from './bench.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => closeBench(bench))

const capacities = cluster.ServerlessV2ScalingConfiguration
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
    expect(await describeCluster(bench)).toMatchObject({ Status: 'available', TagList: Tags })
    const { TagList } = await rds.listTagsForResource({ ResourceName: DBCluster!.DBClusterArn! })
    expect(TagList).toEqual(Tags)
  })

  test('is found by its identifier, its ARN, and filters', async () => {
    const { rds } = bench
    const { DBClusterArn = '' } = await describeCluster(bench)
    expect((await describeCluster(bench, DBClusterArn)).DBClusterIdentifier).toBe('main')
    const filtered = async (Name: string, Value: string) => {
      const { DBClusters } = await rds.describeDBClusters({ Filters: [{ Name, Values: [Value] }] })
      return DBClusters!.length
    }
    expect(await filtered('db-cluster-id', DBClusterArn)).toBe(1)
    expect(await filtered('engine', 'aurora-mysql')).toBe(0)
    await expect(describeCluster(bench, 'none')).rejects.toMatchObject({ name: 'DBClusterNotFoundFault' })
  })
})
