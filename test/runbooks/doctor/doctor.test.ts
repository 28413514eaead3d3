import { afterAll, beforeAll, expect, test } from 'vitest'
import { logGroupName } from '../../../src/lib/resources/log-group.ts'
import { registryClient } from '../../sandbox/registry-client.ts'
import type { Stage } from '../stage.ts'
import { complaints, Ward } from './ward.ts'

/** One environment through many illnesses: each test plants one by AWS's own calls, and mends it. */
let ward: Ward
/** What the team pushed; pushed again it is the same image. */
const content = 'the worker'

beforeAll(async () => {
  ward = await Ward.open(describe, {
    'keys.LIVEKIT_URL': 'wss://live.example.com',
    token: 'hunter22',
    '/shop-prod/DB_URL': 'postgres://db',
  })
}, 60_000)
afterAll(() => ward.close())

async function describe(stage: Stage) {
  const { ecr, host, push } = await registryClient(stage.sandbox)
  await ecr.createRepository({ repositoryName: 'team/worker' })
  await push('team/worker', 'v1', content)
  const secrets = {
    LIVEKIT_URL: 'secret:keys.LIVEKIT_URL',
    TOKEN: 'secret:token',
    DB_URL: 'ssm:/shop-prod/DB_URL',
  }
  return stage.manifest(
    {
      api: { port: 8080, routes: ['/*'], secrets },
      worker: { port: 3001, image: `${host}/team/worker:v1` },
    },
    {
      ingress: 'load-balancer',
      network: { nat: 'per-zone' },
      secrets: { keys: { LIVEKIT_URL: { pattern: '^wss://' }, NOTION: { optional: true } }, token: {} },
      parameters: { '/shop-prod/DB_URL': {} },
      alarms: { cpu: 80 },
    },
  )
}

async function groupOf(name: string): Promise<string> {
  const Filters = [{ Name: 'group-name', Values: [name] }]
  const { SecurityGroups } = await ward.ports.ec2.describeSecurityGroups({ Filters })
  return SecurityGroups![0]!.GroupId!
}

test('where all is well nothing is found, and all is said to have been looked at', async () => {
  const result = await ward.examine()
  expect(complaints(result)).toEqual({})
  expect(result.outcome).toBe('well')
  // What the manifest has none of, and nothing else.
  const skipped = result.checks.filter(one => one.result === 'skipped')
  expect(skipped.map(({ name, why }) => `${name}: ${why}`)).toEqual([
    'github: the manifest has no `github`',
    'functions: the manifest has no functions',
    'jobs: the manifest has no jobs',
    'gateway: no VPC link stands',
    'discovery: nothing is found by Cloud Map',
    'certificate: the manifest has no domain that deployctl secures',
    'databases: no database stands',
    'caches: no cache stands',
    'filesystems: no file system stands',
    'cors: no bucket with CORS rules stands',
    'notifications: the manifest tells nobody of alarms',
  ])
  expect(result.checks.every(({ looked, why }) => looked || why)).toBe(true)
})

test('what is examined reads and never writes', async () => {
  ward.stage.sandbox.calls.clear()
  await ward.examine()
  const operations = new Set(ward.stage.sandbox.calls.records.map(({ operation }) => operation))
  const reading = /^(Describe|Get|List|Head|Simulate|BatchGet|FilterLog)/
  expect([...operations].filter(operation => !reading.test(operation))).toEqual([])
})

test('an image that is gone from its registry', async () => {
  await ward.ports.ecr.batchDeleteImage({ repositoryName: 'team/worker', imageIds: [{ imageTag: 'v1' }] })
  const { findings } = await ward.ask('images')
  expect(findings).toMatchObject([
    {
      level: 'problem',
      message: 'The image of worker is not in its registry: no task can start.',
      next: 'deployctl deploy prod worker',
    },
  ])
  expect(findings[0]!.evidence[0]).toMatch(/team\/worker@sha256:/)
  const { push } = await registryClient(ward.stage.sandbox)
  await push('team/worker', 'v1', content)
})

test('a value that is not what the manifest asks for, and that nobody sees', async () => {
  // By AWS's own call: deployctl would refuse it.
  const SecretId = 'shop-prod/keys'
  const SecretString = JSON.stringify({ LIVEKIT_URL: 'https://live.example.com', NOTION: '' })
  await ward.ports.secretsManager.putSecretValue({ SecretId, SecretString })
  const result = await ward.examine()
  expect(complaints(result)).toEqual({ 'value-rules': ['keys.LIVEKIT_URL does not match ^wss://.'] })
  expect(JSON.stringify(result)).not.toContain('live.example.com')
  await ward.put({ 'keys.LIVEKIT_URL': 'wss://live.example.com' })
})

test('a key, a secret and a parameter that are gone', async () => {
  const { secretsManager, ssm } = ward.ports
  await secretsManager.putSecretValue({ SecretId: 'shop-prod/keys', SecretString: '{"NOTION":""}' })
  await secretsManager.deleteSecret({ SecretId: 'shop-prod/token', RecoveryWindowInDays: 7 })
  await ssm.deleteParameter({ Name: '/shop-prod/DB_URL' })
  const { findings } = await ward.ask('values')
  expect(findings.map(({ level, message }) => [level, message])).toEqual([
    ['problem', 'keys.LIVEKIT_URL is missing from its secret.'],
    ['problem', 'token is marked to be deleted.'],
    ['problem', '/shop-prod/DB_URL has no value.'],
    ['problem', 'DB_URL of api has no value: its next task cannot start.'],
    ['problem', 'LIVEKIT_URL of api is missing from its secret: its next task cannot start.'],
    ['problem', 'TOKEN of api is marked to be deleted: its next task cannot start.'],
  ])
  expect(findings[0]).toMatchObject({
    evidence: ['used by api'],
    next: 'deployctl secrets put prod keys.LIVEKIT_URL',
  })
  await secretsManager.restoreSecret({ SecretId: 'shop-prod/token' })
  await ward.put({ 'keys.LIVEKIT_URL': 'wss://live.example.com', '/shop-prod/DB_URL': 'postgres://db' })
})

test('an execution role that may not read a secret', async () => {
  const role = { RoleName: 'shop-prod-execution-api', PolicyName: 'deployctl' }
  const { PolicyDocument } = await ward.ports.iam.getRolePolicy(role)
  const policy = JSON.parse(decodeURIComponent(PolicyDocument!))
  policy.Statement = policy.Statement.filter(
    ({ Action }: { Action: string[] }) => !Action.includes('secretsmanager:GetSecretValue'),
  )
  await ward.ports.iam.putRolePolicy({ ...role, PolicyDocument: JSON.stringify(policy) })
  const { findings } = await ward.ask('execution-roles')
  expect(findings).toMatchObject([
    {
      level: 'problem',
      message: 'The role shop-prod-execution-api may not read a secret: the next task of api cannot start.',
      next: 'deployctl bootstrap prod',
    },
  ])
  expect(findings[0]!.evidence).toHaveLength(2)
  await ward.mend()
})

test('security groups that do not meet', async () => {
  const [tasks, balancer] = [await groupOf('shop-prod-tasks'), await groupOf('shop-prod-load-balancer')]
  await ward.ports.ec2.revokeSecurityGroupIngress({
    GroupId: tasks,
    IpPermissions: [
      { IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, UserIdGroupPairs: [{ GroupId: balancer }] },
    ],
  })
  await ward.ports.ec2.revokeSecurityGroupIngress({
    GroupId: tasks,
    IpPermissions: [
      { IpProtocol: 'tcp', FromPort: 3001, ToPort: 3001, UserIdGroupPairs: [{ GroupId: tasks }] },
    ],
  })
  const { findings } = await ward.ask('security-groups')
  const lets = `${tasks} (shop-prod-tasks) lets in: tcp 8080 ${tasks}`
  const next = 'deployctl bootstrap prod'
  expect(findings).toEqual([
    {
      level: 'problem',
      message: 'Security groups do not let through the load balancer → api:8080.',
      evidence: [lets],
      next,
    },
    {
      level: 'problem',
      message: 'Security groups do not let through api → worker:3001.',
      evidence: [lets],
      next,
    },
  ])
  await ward.mend()
})

test('a subnet whose way out is gone', async () => {
  const { ec2 } = ward.ports
  const { RouteTables } = await ec2.describeRouteTables({
    Filters: [{ Name: 'tag:deployctl:id', Values: ['private-a'] }],
  })
  const route = { RouteTableId: RouteTables![0]!.RouteTableId!, DestinationCidrBlock: '0.0.0.0/0' }
  await ec2.deleteRoute(route)
  const { findings } = await ward.ask('way-out')
  expect(findings).toHaveLength(1)
  expect(findings[0]!.message).toMatch(
    /^Tasks of api, worker have no way out of subnet subnet-\w+ \(eu-west-1a\)\.$/,
  )
  expect(findings[0]!.evidence).toContain('There is no route for 0.0.0.0/0, and no endpoint of ecr.api.')
  await ward.mend()
})

test('an alarm that rings', async () => {
  const { CloudWatchClient, SetAlarmStateCommand } = await import('@aws-sdk/client-cloudwatch')
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
  const client = new CloudWatchClient({
    region: 'eu-west-1',
    endpoint: ward.stage.sandbox.endpoint,
    credentials,
  })
  const set = (StateValue: 'ALARM' | 'OK') =>
    client.send(
      new SetAlarmStateCommand({
        AlarmName: 'shop-prod-api-cpu',
        StateValue,
        StateReason: 'Threshold crossed',
      }),
    )
  await set('ALARM')
  expect((await ward.ask('alarms')).findings).toMatchObject([
    { level: 'problem', evidence: ['Threshold crossed'], next: 'deployctl logs prod' },
  ])
  await set('OK')
})

test('what somebody changed by hand', async () => {
  await ward.ports.logs.deleteLogGroup({ logGroupName: logGroupName(ward.manifest, 'worker') })
  await ward.ports.logs.putRetentionPolicy({
    logGroupName: logGroupName(ward.manifest, 'api'),
    retentionInDays: 1,
  })
  expect((await ward.ask('drift')).findings).toEqual([
    {
      level: 'problem',
      message: '2 resources differ from the manifest.',
      evidence: ['update log-group api (retentionDays)', 'create log-group worker'],
      next: 'deployctl plan prod, then deployctl bootstrap prod',
    },
  ])
  await ward.mend()
})

test('a target that answers with another code than expected', async () => {
  ward.stage.sandbox.faults.add({ services: { ecs: { api: { neverHealthy: { code: 404 } } } } })
  const { ecs } = ward.ports
  const { taskArns } = await ecs.listTasks({ cluster: 'shop-prod', serviceName: 'shop-prod-api' })
  await ecs.stopTask({ cluster: 'shop-prod', task: taskArns![0]!, reason: 'planted' })
  await expect
    .poll(async () => (await ward.ask('targets')).findings, { timeout: 20_000 })
    .toMatchObject([
      {
        level: 'problem',
        message:
          'A task of api gets no requests: it answers the health path with another code than expected.',
        next: 'mend the health path, or set services.api.health.path or .codes, then deployctl bootstrap prod',
      },
    ])
  ward.stage.sandbox.faults.add({ services: { ecs: {} } })
})

test('quotas that near their end, or leave no room for a release', async () => {
  const { faults } = ward.stage.sandbox
  faults.add({ services: { servicequotas: { 'L-F678F1CE': 1, 'L-3032A538': 1.5 } } })
  const { findings } = await ward.ask('quotas')
  expect(findings.map(({ level, message, evidence }) => [level, message, evidence])).toEqual([
    ['warning', 'The account may have no more VPCs.', ['1 of 1 are used.']],
    [
      'warning',
      'A release of all services at once needs 1 more Fargate vCPUs, and 0.5 are left.',
      ['1 of 1.5 are used.'],
    ],
  ])
  expect(findings[0]!.next).toContain('vpc L-F678F1CE')
  faults.add({ services: { servicequotas: {} } })
})
