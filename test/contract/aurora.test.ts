import { afterAll, beforeAll, expect, test } from 'vitest'
import { inventory } from './inventory.ts'
import { byId, openScene, type Scene } from './scene.ts'
import { describeContract } from './stand-in.ts'
import { until } from './until.ts'

describeContract('a cluster of Aurora', start => {
  let scene: Scene
  let before: Awaited<ReturnType<typeof inventory>>

  beforeAll(async () => {
    const standIn = await start({ speed: 600 })
    // The first cluster of an account brings this role, and it stays.
    await standIn.aws.call('iam', 'create_service_linked_role', { AWSServiceName: 'ecs.amazonaws.com' })
    before = await inventory(standIn.aws)
    scene = await openScene(standIn, 'test/fixtures/aurora')
    await scene.deployctl.json('bootstrap prod')
  })
  afterAll(() => scene?.close())

  const rds = (method: string, input: object = {}) => scene.aws.call('rds', method, input)
  const main = { DBClusterIdentifier: 'shop-prod-main' }

  test('is serverless, encrypted, backed up and protected, and pauses after ten minutes', async () => {
    const { DBClusters } = await rds('describe_db_clusters', main)
    expect(DBClusters).toMatchObject([
      {
        ...{ Status: 'available', Engine: 'aurora-postgresql', DatabaseName: 'app', Port: 5432 },
        ...{ StorageEncrypted: true, DeletionProtection: true, CopyTagsToSnapshot: true },
        BackupRetentionPeriod: 7,
        ServerlessV2ScalingConfiguration: { MinCapacity: 0, MaxCapacity: 4, SecondsUntilAutoPause: 600 },
        DBClusterParameterGroup: 'shop-prod-main-aurora-postgresql16',
      },
    ])
    expect(DBClusters[0].EngineVersion).toMatch(/^16\b/)
    const input = { DBClusterParameterGroupName: 'shop-prod-main-aurora-postgresql16', Source: 'user' }
    const { Parameters } = await rds('describe_db_cluster_parameters', input)
    expect(Parameters).toMatchObject([{ ParameterName: 'log_min_duration_statement', ParameterValue: '500' }])
  })

  test('has a writer and a reader, in two zones, out of reach from outside', async () => {
    const { DBInstances } = await rds('describe_db_instances')
    expect(DBInstances).toHaveLength(2)
    const zones = DBInstances.map((one: { AvailabilityZone: string }) => one.AvailabilityZone)
    expect(zones.toSorted()).toEqual(['us-east-1a', 'us-east-1b'])
    for (const one of DBInstances)
      expect(one).toMatchObject({
        ...{ DBInstanceStatus: 'available', DBInstanceClass: 'db.serverless', ...main },
        ...{ PubliclyAccessible: false, AutoMinorVersionUpgrade: true },
      })
    const [{ DBClusterMembers, VpcSecurityGroups }] = (await rds('describe_db_clusters', main)).DBClusters
    const writers = DBClusterMembers.filter((one: { IsClusterWriter: boolean }) => one.IsClusterWriter)
    expect(writers).toMatchObject([{ DBInstanceIdentifier: 'shop-prod-main-1' }])
    const { databases } = byId((await scene.aws.call('ec2', 'describe_security_groups')).SecurityGroups)
    expect(VpcSecurityGroups).toMatchObject([{ VpcSecurityGroupId: databases.GroupId }])
  })

  test('is reached by its own address, with its own password', async () => {
    const [{ Endpoint }] = (await rds('describe_db_clusters', main)).DBClusters
    const input = { SecretId: 'shop-prod/connections/databases-main' }
    const { SecretString } = await scene.aws.call('secretsmanager', 'get_secret_value', input)
    const { url, password } = JSON.parse(SecretString)
    expect(url).toBe(`postgresql://app:${password}@${Endpoint}:5432/app?sslmode=require`)
    expect(password).toMatch(/^[\w-]{40}$/)
  })

  test('rings near the most that it may grow to, and near its connections', async () => {
    const { MetricAlarms } = await scene.aws.call('cloudwatch', 'describe_alarms')
    const ofDatabase = MetricAlarms.filter((one: { Namespace: string }) => one.Namespace === 'AWS/RDS')
    const dimensions = [
      { Name: 'DBClusterIdentifier', Value: 'shop-prod-main' },
      { Name: 'Role', Value: 'WRITER' },
    ]
    expect(ofDatabase).toHaveLength(2)
    expect(ofDatabase).toContainEqual(
      expect.objectContaining({ MetricName: 'ACUUtilization', Threshold: 80, Dimensions: dimensions }),
    )
    // Four fifths of the 823 that four ACUs take.
    expect(ofDatabase).toContainEqual(
      expect.objectContaining({ MetricName: 'DatabaseConnections', Threshold: 658, Dimensions: dimensions }),
    )
  })

  test('is made once: a second bootstrap writes nothing', async () => {
    const { writes } = scene.recorder
    const before = writes.length
    await scene.deployctl.json('bootstrap prod')
    expect(writes.slice(before)).toEqual([])
    expect(await scene.deployctl.run('plan prod --exit-code')).toMatchObject({ code: 0 })
  })

  test('stays in a teardown, and goes where it is named, even stopped, but for a last snapshot', async () => {
    await scene.deployctl.json('teardown prod --yes')
    expect((await rds('describe_db_instances')).DBInstances).toHaveLength(2)
    await rds('stop_db_cluster', main)
    await until(async () => (await rds('describe_db_clusters', main)).DBClusters[0].Status === 'stopped')
    await scene.deployctl.json('teardown prod --yes --delete-data database/main')
    expect((await rds('describe_db_clusters')).DBClusters).toEqual([])
    expect((await rds('describe_db_instances')).DBInstances).toEqual([])
    const { DBClusterParameterGroups } = await rds('describe_db_cluster_parameter_groups')
    const groups = DBClusterParameterGroups.map(
      (one: { DBClusterParameterGroupName: string }) => one.DBClusterParameterGroupName,
    )
    expect(groups.filter((group: string) => group.startsWith('shop-'))).toEqual([])
    const { DBClusterSnapshots } = await rds('describe_db_cluster_snapshots', { SnapshotType: 'manual' })
    expect(DBClusterSnapshots).toMatchObject([main])
    expect(await inventory(scene.aws)).toEqual(before)
  })
})
