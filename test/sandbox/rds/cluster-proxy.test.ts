import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { IAM } from '@aws-sdk/client-iam'
import { SecretsManager } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { timings } from '../../../src/lib/sandbox/timings.ts'
import { type Bench, closeBench, startBench } from './bench.ts'

const minutes = 60_000
const DBProxyName = 'front'
const DBClusterIdentifier = 'main'
const Engine = 'aurora-mysql'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
  const { sandbox, rds, place, config, group, subnets } = bench
  const secrets = new SecretsManager(config)
  const SecretArn = (await secrets.createSecret({ Name: 'db', SecretString: '{}' })).ARN!
  const RoleArn = await makeRole(SecretArn)
  await rds.createDBProxy({
    DBProxyName,
    EngineFamily: 'MYSQL',
    Auth: [{ AuthScheme: 'SECRETS', SecretArn }],
    RoleArn,
    VpcSubnetIds: [...subnets],
    VpcSecurityGroupIds: [group],
  })
  await rds.createDBCluster({
    ...place,
    DBClusterIdentifier,
    Engine,
    MasterUsername: 'app',
    MasterUserPassword: 'long-enough',
    ServerlessV2ScalingConfiguration: { MinCapacity: 0, MaxCapacity: 1 },
  })
  for (const DBInstanceIdentifier of ['one', 'two'])
    await rds.createDBInstance({
      DBInstanceIdentifier,
      DBClusterIdentifier,
      Engine,
      DBInstanceClass: 'db.serverless',
    })
  await sandbox.advance(timings.databaseProxyAvailable)
})
afterAll(() => closeBench(bench))

async function makeRole(Resource: string): Promise<string> {
  const iam = new IAM(bench.config)
  const document = (statement: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
  const Principal = { Service: 'rds.amazonaws.com' }
  const AssumeRolePolicyDocument = document({ Principal, Action: 'sts:AssumeRole' })
  const { Role } = await iam.createRole({ RoleName: 'proxy', AssumeRolePolicyDocument })
  const PolicyDocument = document({ Action: 'secretsmanager:GetSecretValue', Resource })
  await iam.putRolePolicy({ RoleName: 'proxy', PolicyName: 'read', PolicyDocument })
  return Role!.Arn!
}

/** What the cluster's members compute in the minute that has just passed. */
async function capacity(): Promise<number | undefined> {
  const now = bench.sandbox.clock.now()
  const Metric = {
    Namespace: 'AWS/RDS',
    MetricName: 'ServerlessDatabaseCapacity',
    Dimensions: [{ Name: 'DBClusterIdentifier', Value: DBClusterIdentifier }],
  }
  const { MetricDataResults } = await new CloudWatch(bench.config).getMetricData({
    StartTime: new Date(now - minutes),
    EndTime: new Date(now),
    MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Average' } }],
  })
  return MetricDataResults![0]!.Values![0]
}

const targets = async () => (await bench.rds.describeDBProxyTargets({ DBProxyName })).Targets!
const register = { DBProxyName, DBClusterIdentifiers: [DBClusterIdentifier] }

test('a proxy follows a cluster to its members', async () => {
  const { rds, sandbox } = bench
  await expect(rds.registerDBProxyTargets({ DBProxyName })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  })
  const missing = rds.registerDBProxyTargets({ DBProxyName, DBClusterIdentifiers: ['none'] })
  await expect(missing).rejects.toMatchObject({ name: 'DBClusterNotFoundFault' })
  await rds.registerDBProxyTargets(register)
  await expect(rds.registerDBProxyTargets(register)).rejects.toMatchObject({
    name: 'DBProxyTargetAlreadyRegisteredFault',
  })
  await sandbox.advance(timings.databaseMemberAvailable)
  const shown = (await targets()).map(({ Type, RdsResourceId, TrackedClusterId, Role, TargetHealth }) =>
    [Type, RdsResourceId, TrackedClusterId, Role, TargetHealth?.State].filter(Boolean).join(' '),
  )
  expect(shown).toEqual([
    'TRACKED_CLUSTER main',
    'RDS_INSTANCE one main READ_WRITE AVAILABLE',
    'RDS_INSTANCE two main READ_ONLY AVAILABLE',
  ])
})

test('keeps it awake', async () => {
  const { sandbox } = bench
  await sandbox.advance(60 * minutes)
  expect(await capacity()).toBe(0.5)
})

test('and lets it go again', async () => {
  const { rds } = bench
  const instance = rds.deregisterDBProxyTargets({ DBProxyName, DBInstanceIdentifiers: ['one'] })
  await expect(instance).rejects.toMatchObject({ name: 'DBProxyTargetNotFoundFault' })
  await rds.deregisterDBProxyTargets(register)
  expect(await targets()).toEqual([])
  await bench.sandbox.advance(6 * minutes)
  expect(await capacity()).toBe(0)
})
