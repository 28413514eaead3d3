import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { EC2 } from '@aws-sdk/client-ec2'
import { RunTaskCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs'
import { RDS } from '@aws-sdk/client-rds'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { timings } from '../../../src/lib/sandbox/timings.ts'
import { type Bench, closeBench, createService, register, startBench } from '../ecs/bench.ts'

const minutes = 60_000
const pause = 10 * minutes
const DBClusterIdentifier = 'main'

let bench: Bench
let rds: RDS
let cloudwatch: CloudWatch
beforeAll(async () => {
  bench = await startBench()
  const { config, sandbox, vpc, group, subnets } = bench
  rds = new RDS(config)
  cloudwatch = new CloudWatch(config)
  const ec2 = new EC2(config)
  const made = await ec2.createSecurityGroup({ GroupName: 'db', Description: 'db', VpcId: vpc })
  const GroupId = made.GroupId!
  await ec2.authorizeSecurityGroupIngress({
    GroupId,
    IpPermissions: [
      { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, UserIdGroupPairs: [{ GroupId: group }] },
    ],
  })
  const DBSubnetGroupName = 'main'
  await rds.createDBSubnetGroup({ DBSubnetGroupName, DBSubnetGroupDescription: 'main', SubnetIds: subnets })
  const Engine = 'aurora-postgresql'
  await rds.createDBCluster({
    DBClusterIdentifier,
    Engine,
    DBSubnetGroupName,
    VpcSecurityGroupIds: [GroupId],
    MasterUsername: 'app',
    MasterUserPassword: 'long-enough',
    ServerlessV2ScalingConfiguration: { MinCapacity: 0, MaxCapacity: 4, SecondsUntilAutoPause: 600 },
  })
  const DBInstanceClass = 'db.serverless'
  await rds.createDBInstance({ DBInstanceIdentifier: 'one', DBClusterIdentifier, Engine, DBInstanceClass })
  await sandbox.advance(timings.databaseMemberAvailable)
})
afterAll(() => closeBench(bench))

/** The values of the last minutes, oldest first. */
async function lately(MetricName: string, count: number): Promise<number[]> {
  const now = bench.sandbox.clock.now()
  const Dimensions = [{ Name: 'DBClusterIdentifier', Value: DBClusterIdentifier }]
  const Metric = { Namespace: 'AWS/RDS', MetricName, Dimensions }
  const { MetricDataResults } = await cloudwatch.getMetricData({
    StartTime: new Date(now - count * minutes),
    EndTime: new Date(now),
    ScanBy: 'TimestampAscending',
    MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Average' } }],
  })
  return MetricDataResults![0]!.Values!.slice(-count)
}

const capacity = async () => (await lately('ServerlessDatabaseCapacity', 1)).at(-1)

test('it pauses once nobody has been connected for as long as it waits', async () => {
  const { sandbox } = bench
  await sandbox.advance(pause - minutes)
  expect(await capacity()).toBe(0.5)
  expect(await lately('ACUUtilization', 1)).toEqual([12.5])
  await sandbox.advance(3 * minutes)
  expect(await lately('ServerlessDatabaseCapacity', 3)).toEqual([0.5, 0, 0])
  const { DBInstances } = await rds.describeDBInstances({})
  expect(DBInstances![0]!.DBInstanceStatus).toBe('available')
  const { Metrics } = await cloudwatch.listMetrics({ Namespace: 'AWS/RDS' })
  expect(Metrics!.map(({ MetricName }) => MetricName)).toEqual([
    'ServerlessDatabaseCapacity',
    'ACUUtilization',
  ])
})

test('it resumes for the tasks of a service, and stays awake as long as they run', async () => {
  const { sandbox, ecs } = bench
  await createService(bench, 'api', await register(bench, 'api'), { desiredCount: 1 })
  await sandbox.advance(2 * minutes)
  expect(await capacity()).toBe(0.5)
  await sandbox.advance(60 * minutes)
  expect(await capacity()).toBe(0.5)
  await ecs.send(new UpdateServiceCommand({ cluster: 'main', service: 'api', desiredCount: 0 }))
  await sandbox.advance(pause + 2 * minutes)
  expect(await capacity()).toBe(0)
})

test('it resumes for a task that runs but for a moment, and waits anew', async () => {
  const { sandbox, ecs, networkConfiguration } = bench
  const taskDefinition = await register(bench, 'migrate')
  await ecs.send(
    new RunTaskCommand({ cluster: 'main', taskDefinition, launchType: 'FARGATE', networkConfiguration }),
  )
  await sandbox.advance(3 * minutes)
  expect(await capacity()).toBe(0.5)
  await sandbox.advance(pause)
  expect(await capacity()).toBe(0)
})

test('it stays asleep for a task that its security group keeps out', async () => {
  const { sandbox, ecs, subnets, vpc, config } = bench
  const { GroupId } = await new EC2(config).createSecurityGroup({
    GroupName: 'strangers',
    Description: 'strangers',
    VpcId: vpc,
  })
  const taskDefinition = await register(bench, 'stranger')
  const awsvpcConfiguration = { subnets, securityGroups: [GroupId!] }
  const networkConfiguration = { awsvpcConfiguration }
  await ecs.send(
    new RunTaskCommand({ cluster: 'main', taskDefinition, launchType: 'FARGATE', networkConfiguration }),
  )
  await sandbox.advance(3 * minutes)
  expect(await lately('ServerlessDatabaseCapacity', 3)).toEqual([0, 0, 0])
})

test('it wakes where nothing is no longer enough, and tells nothing while it is stopped', async () => {
  const { sandbox } = bench
  await rds.modifyDBCluster({
    DBClusterIdentifier,
    ServerlessV2ScalingConfiguration: { MinCapacity: 1, MaxCapacity: 4 },
  })
  await sandbox.advance(2 * minutes)
  expect(await capacity()).toBe(1)
  await rds.stopDBCluster({ DBClusterIdentifier })
  await sandbox.advance(timings.databaseClusterStopped + 2 * minutes)
  expect(await lately('ServerlessDatabaseCapacity', 1)).toEqual([])
})
