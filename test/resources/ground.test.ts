import { expect, test } from 'vitest'
import { alarm } from '../../src/lib/resources/alarm.ts'
import { cluster } from '../../src/lib/resources/cluster.ts'
import { logGroup } from '../../src/lib/resources/log-group.ts'
import { repository } from '../../src/lib/resources/repository.ts'
import { lifecyclePolicy } from '../../src/lib/resources/repository-lifecycle.ts'
import { role } from '../../src/lib/resources/role.ts'
import { secret } from '../../src/lib/resources/secret.ts'
import { topic } from '../../src/lib/resources/topic.ts'
import { Environment } from './environment.ts'
import { manifestOf } from './manifest.ts'
import { describeOnBoth } from './on-both.ts'

const kinds = [alarm, cluster, logGroup, repository, role, secret, topic]

const api = { build: {}, policy: [{ actions: ['s3:GetObject'], resources: ['*'] }] }
const anybody = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
})
const sections = {
  ingress: 'none',
  services: { api, worker: { image: 'nginx' } },
  secrets: { 'api-keys': { KEY: { immutable: true } }, token: {} },
  alarms: { notify: ['b@example.com', 'a@example.com'], cpu: 70, memory: 80 },
}

describeOnBoth(kinds, ({ moto, environment }) => {
  const all = [
    'alarm/api-cpu',
    'alarm/api-memory',
    'alarm/worker-cpu',
    'alarm/worker-memory',
    'cluster/main',
    'log-group/api',
    'log-group/worker',
    'repository/api',
    'role/execution-api',
    'role/execution-worker',
    'role/task-api',
    'role/task-worker',
    'secret/api-keys',
    'secret/token',
    'topic/alarms',
  ]

  test('the ground is made once: the second time there is nothing to do', async () => {
    const manifest = manifestOf(sections)
    expect((await environment.plan(manifest)).toSorted()).toEqual(all.map(one => `${one} create`))
    await environment.settle(manifest)
    expect(await environment.standing()).toEqual(all)
    expect(await environment.plan(manifest)).toEqual([])
  })

  test('what AWS holds is what was meant', async () => {
    const { cloudwatch, ecr, ecs, iam, logs, secretsManager } = moto.ports
    const [repo] = (await ecr.describeRepositories({ repositoryNames: ['shop-prod/api'] })).repositories!
    expect(repo).toMatchObject({
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: 'AES256' },
    })
    const { lifecyclePolicyText } = await ecr.getLifecyclePolicy({ repositoryName: 'shop-prod/api' })
    expect(JSON.parse(lifecyclePolicyText!)).toEqual(lifecyclePolicy)
    const { clusters } = await ecs.describeClusters({ clusters: ['shop-prod'], include: ['SETTINGS'] })
    expect(clusters![0]).toMatchObject({
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      settings: [{ name: 'containerInsights', value: 'enabled' }],
    })
    const { Role } = await iam.getRole({ RoleName: 'shop-prod-task-api' })
    expect(Role!.Arn).toBe('arn:aws:iam::123456789012:role/deployctl/shop/prod/shop-prod-task-api')
    const { PolicyNames } = await iam.listRolePolicies({ RoleName: 'shop-prod-task-worker' })
    expect(PolicyNames).toEqual([])
    const groups = await logs.describeLogGroups({ logGroupNamePrefix: '/deployctl/shop/prod/api' })
    expect(groups.logGroups![0]!.retentionInDays).toBe(30)
    const { MetricAlarms } = await cloudwatch.describeAlarms({ AlarmNames: ['shop-prod-api-cpu'] })
    expect(MetricAlarms![0]).toMatchObject({
      AlarmDescription: 'api uses more than 70 % of its CPU. (deployctl: shop/prod)',
      MetricName: 'CPUUtilization',
      Threshold: 70,
      TreatMissingData: 'notBreaching',
      AlarmActions: ['arn:aws:sns:eu-west-1:123456789012:shop-prod-alarms'],
    })
    const described = await secretsManager.describeSecret({ SecretId: 'shop-prod/api-keys' })
    expect(described.VersionIdsToStages ?? {}).toEqual({})
  })

  test('what somebody changed by hand is seen, and put right', async () => {
    const { ecr, iam, logs } = moto.ports
    await ecr.putImageTagMutability({ repositoryName: 'shop-prod/api', imageTagMutability: 'MUTABLE' })
    await iam.deleteRolePolicy({ RoleName: 'shop-prod-execution-api', PolicyName: 'deployctl' })
    await logs.putRetentionPolicy({ logGroupName: '/deployctl/shop/prod/api', retentionInDays: 7 })
    const manifest = manifestOf(sections)
    expect((await environment.plan(manifest)).toSorted()).toEqual([
      'log-group/api update retentionDays',
      'repository/api update immutableTags',
      'role/execution-api update policy',
    ])
    await environment.settle(manifest)
    expect(await environment.plan(manifest)).toEqual([])
  })

  test('the manifest changes what stands', async () => {
    const changed = {
      ...sections,
      services: { api: { build: {} } },
      cluster: { containerInsights: false },
      alarms: { notify: ['a@example.com', 'c@example.com'], cpu: 75 },
      secrets: { token: {} },
    }
    const manifest = manifestOf(changed)
    expect((await environment.plan(manifest)).toSorted()).toEqual([
      'alarm/api-cpu update means Threshold',
      'alarm/api-memory remove',
      'alarm/worker-cpu remove',
      'alarm/worker-memory remove',
      'cluster/main update containerInsights',
      'log-group/worker remove',
      'role/execution-worker remove',
      'role/task-api update policy',
      'role/task-worker remove',
      'secret/api-keys keep',
      'topic/alarms update emails',
    ])
    await environment.settle(manifest)
    expect(await environment.plan(manifest)).toEqual(['secret/api-keys keep'])
  })

  test('a secret that was deleted is restored with its value', async () => {
    const { secretsManager } = moto.ports
    await secretsManager.putSecretValue({ SecretId: 'shop-prod/token', SecretString: 'of old' })
    await secretsManager.deleteSecret({ SecretId: 'shop-prod/token', RecoveryWindowInDays: 7 })
    const manifest = manifestOf({ ...sections, secrets: { token: {} } })
    await environment.settle(manifest)
    const { SecretString } = await secretsManager.getSecretValue({ SecretId: 'shop-prod/token' })
    expect(SecretString).toBe('of old')
  })

  test('a crash before the answer leaves nothing twice', async () => {
    const unseen = new Environment(
      kinds.map(kind => ({ ...kind, inspect: async () => ({}) })),
      moto.ports,
    )
    await unseen.settle(manifestOf(sections))
    expect(await environment.plan(manifestOf(sections))).toEqual([])
    expect(await environment.standing()).toEqual(all)
  })

  test('teardown takes everything but what cannot be made again', async () => {
    await moto.ports.iam.attachRolePolicy({
      RoleName: 'shop-prod-task-api',
      PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    })
    await environment.tearDown()
    expect(await environment.standing()).toEqual(['secret/api-keys'])
    await environment.tearDown()
  })

  test.each([
    [cluster, () => moto.ports.ecs.createCluster({ clusterName: 'shop-prod' })],
    [repository, () => moto.ports.ecr.createRepository({ repositoryName: 'shop-prod/api' })],
    [
      role,
      () => moto.ports.iam.createRole({ RoleName: 'shop-prod-task-api', AssumeRolePolicyDocument: anybody }),
    ],
    [secret, () => moto.ports.secretsManager.createSecret({ Name: 'shop-prod/mine' })],
  ])('what somebody else made under a name of ours is not taken over: $kind', async (kind, make) => {
    await make()
    const only = new Environment([kind], moto.ports)
    const manifest = manifestOf({ ...sections, services: { api }, secrets: { mine: {} } })
    await expect(only.settle(manifest)).rejects.toMatchObject({ code: 'graph.name-taken' })
  })

  test('a cluster that somebody else made is used and left alone', async () => {
    const manifest = manifestOf({ cluster: { existing: 'shared' } })
    const only = new Environment([cluster], moto.ports)
    await expect(only.plan(manifest)).rejects.toMatchObject({ code: 'preflight.existing-missing' })
    await moto.ports.ecs.createCluster({ clusterName: 'shared' })
    expect(await only.plan(manifest)).toEqual([])
    await only.tearDown()
    expect(await only.plan(manifest)).toEqual([])
    const spot = { image: 'nginx', capacity: 'spot' }
    const wanting = manifestOf({ cluster: { existing: 'shared' }, services: { spot } })
    await expect(only.plan(wanting)).rejects.toMatchObject({
      message: 'cluster.existing names shared, which is not associated with FARGATE_SPOT.',
    })
  })
})
