import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeClock } from '../../src/lib/events/index.ts'
import { accessStatements } from '../../src/lib/resources/access.ts'
import { cache } from '../../src/lib/resources/cache.ts'
import { cacheConnection } from '../../src/lib/resources/cache-connection.ts'
import { cacheSecret } from '../../src/lib/resources/cache-secret.ts'
import { cacheSubnetGroup } from '../../src/lib/resources/cache-subnet-group.ts'
import { role } from '../../src/lib/resources/role.ts'
import { secret } from '../../src/lib/resources/secret.ts'
import { securityGroup } from '../../src/lib/resources/security-group.ts'
import { securityGroupRules } from '../../src/lib/resources/security-group-rules.ts'
import { subnet } from '../../src/lib/resources/subnet.ts'
import { taskDefinition } from '../../src/lib/resources/task-definition.ts'
import { vpc } from '../../src/lib/resources/vpc.ts'
import { Environment } from './environment.ts'
import { image, manifestOf, scope } from './manifest.ts'
import { type Moto, startMoto } from './moto.ts'
import { startOwn } from './sandbox.ts'

/** Caches take minutes. */
const speed = 2000
const clock = makeClock(speed)

const network = [vpc, subnet, securityGroup, securityGroupRules]
const kinds = [...network, cacheSubnetGroup, cacheSecret, cache, cacheConnection]
const api = {
  image,
  env: { HOST: '${caches.main.host}:${caches.main.port}' },
  secrets: { REDIS_URL: '${caches.main.url}' },
}
const withCaches = (caches: object) =>
  manifestOf({ network: { nat: 'none' }, ingress: 'none', services: { api }, caches })
const single = withCaches({ main: { version: '7.0' } })

const shape = { engine: 'redis', version: '7.0', class: 'cache.t4g.micro', nodes: 1 } as const
const state = {
  ...shape,
  groupId: 'shop-prod-main',
  status: 'available',
  failover: false,
  securityGroups: undefined,
  endpoint: { host: 'master.example', port: 6379 },
}
const nothing = { get: () => undefined, of: () => undefined as never, entries: () => [] }
const none = { cacheSubnetGroup: nothing, cacheSecret: nothing, securityGroup: nothing }

test('what the manifest says of a cache; one that stands is none of ours to make', () => {
  const manifest = withCaches({
    main: { nodes: 2 },
    sessions: { engine: 'valkey' },
    theirs: { existing: 'x' },
  })
  expect(cache.desired(manifest)).toEqual({
    main: { engine: 'redis', version: '7.1', class: 'cache.t4g.micro', nodes: 2 },
    sessions: { engine: 'valkey', version: '8.2', class: 'cache.t4g.micro', nodes: 1 },
  })
  expect(Object.keys(cacheSecret.desired(manifest))).toEqual(['main', 'sessions'])
  expect(Object.keys(cacheConnection.desired(manifest))).toEqual(['main', 'sessions', 'theirs'])
})

test.each([
  ['a newer version', { version: '7.1' }, [{ path: 'version', from: '7.0', to: '7.1' }]],
  ['an older one', { version: '6.2' }, [{ path: 'version', from: '7.0', to: '6.2', replace: true }]],
  [
    'another engine',
    { engine: 'valkey', version: '8.0' },
    [
      { path: 'engine', from: 'redis', to: 'valkey' },
      { path: 'version', from: '7.0', to: '8.0' },
    ],
  ],
  [
    'more nodes',
    { nodes: 2 },
    [
      { path: 'nodes', from: 1, to: 2 },
      { path: 'failover', from: false, to: true },
    ],
  ],
] as const)('%s is told as a change', (_what, change, changes) => {
  expect(cache.diff({ ...shape, ...change }, state, none)).toEqual(changes)
})

test('Valkey never goes back to Redis in place', () => {
  const [engine] = cache.diff(shape, { ...state, engine: 'valkey' }, none)
  expect(engine).toMatchObject({ path: 'engine', replace: true })
})

test('a function that reads the password by itself may read that secret only', () => {
  expect(accessStatements({ 'caches.main': 'read' }, single, scope)).toEqual([
    {
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue'],
      Resource: [
        'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-prod/connections/caches-main-??????',
      ],
    },
  ])
})

describe.each([
  ['moto', startMoto],
  ['the sandbox', () => startOwn(speed)],
])('on %s', (stand, start) => {
  let moto: Moto
  let environment: Environment

  beforeAll(async () => {
    moto = await start()
    environment = new Environment(kinds, moto.ports, clock)
  })
  afterAll(() => moto?.stop())

  const SecretId = 'shop-prod/connections/caches-main'
  const value = async () =>
    JSON.parse((await moto.ports.secretsManager.getSecretValue({ SecretId })).SecretString!)

  test('a cache is made with its password and all around it, and only once', async () => {
    await environment.settle(single)
    expect(await environment.plan(single)).toEqual([])
    const ReplicationGroupId = 'shop-prod-main'
    const { ReplicationGroups } = await moto.ports.elasticache.describeReplicationGroups({
      ReplicationGroupId,
    })
    expect(ReplicationGroups![0]).toMatchObject({
      Status: 'available',
      CacheNodeType: 'cache.t4g.micro',
      MemberClusters: ['shop-prod-main-001'],
      AutomaticFailover: 'disabled',
      TransitEncryptionEnabled: true,
      AtRestEncryptionEnabled: true,
      AuthTokenEnabled: true,
    })
    const { ARN } = ReplicationGroups![0]!
    const { TagList } = await moto.ports.elasticache.listTagsForResource({ ResourceName: ARN! })
    expect(TagList).toContainEqual({ Key: 'deployctl:id', Value: 'main' })
  })

  test('its password lies in its secret, and in nothing that is shown', async () => {
    const { Address, Port } = (await moto.ports.elasticache.describeReplicationGroups({}))
      .ReplicationGroups![0]!.NodeGroups![0]!.PrimaryEndpoint!
    const { password, ...rest } = await value()
    expect(password).toMatch(/^[0-9a-f]{64}$/)
    expect(rest).toEqual({
      host: Address,
      port: String(Port),
      url: `rediss://:${password}@${Address}:${Port}`,
    })
    const { Tags } = await moto.ports.secretsManager.describeSecret({ SecretId })
    expect(JSON.stringify([Tags, environment.events])).not.toContain(password)
  })

  test('a task gets the URL as a secret, and the rest in the clear', async () => {
    await new Environment([...kinds, secret, role, taskDefinition], moto.ports, clock).settle(single)
    const answer = await moto.ports.ecs.describeTaskDefinition({ taskDefinition: 'shop-prod-api' })
    const { ARN } = await moto.ports.secretsManager.describeSecret({ SecretId })
    const { host } = await value()
    const [container] = answer.taskDefinition!.containerDefinitions!
    expect(container!.environment).toEqual([{ name: 'HOST', value: `${host}:6379` }])
    expect(container!.secrets).toEqual([{ name: 'REDIS_URL', valueFrom: `${ARN}:url::` }])
    const { executionRoleArn = '' } = answer.taskDefinition!
    const RoleName = executionRoleArn.split('/').at(-1)!
    const { PolicyDocument } = await moto.ports.iam.getRolePolicy({ RoleName, PolicyName: 'deployctl' })
    expect(decodeURIComponent(PolicyDocument!)).toContain('connections/caches-main-??????')
  })

  test('a crash before the answers leaves nothing twice, and the password as it was', async () => {
    const { password } = await value()
    const blind = [cacheSubnetGroup, cacheSecret, cache, cacheConnection].map(kind => ({
      ...kind,
      inspect: async () => ({}),
    }))
    await new Environment([...network, ...blind], moto.ports, clock).settle(single)
    expect(await environment.plan(single)).toEqual([])
    expect((await value()).password).toBe(password)
  })

  test('a secret that leads nowhere any more is written anew', async () => {
    await moto.ports.secretsManager.tagResource({
      SecretId,
      Tags: [{ Key: 'deployctl:endpoint', Value: 'of.old:6379' }],
    })
    expect(await environment.plan(single)).toEqual(['cache-connection/main update endpoint'])
    await environment.settle(single)
    expect(await environment.plan(single)).toEqual([])
  })

  test('what somebody else made under a name of ours is not taken over', async () => {
    await moto.ports.elasticache.createReplicationGroup({
      ReplicationGroupId: 'shop-prod-theirs',
      ReplicationGroupDescription: 'Theirs',
      CacheNodeType: 'cache.t4g.micro',
      CacheSubnetGroupName: 'shop-prod-caches',
    })
    const manifest = withCaches({ main: { version: '7.0' }, theirs: {} })
    await expect(environment.settle(manifest)).rejects.toMatchObject({ code: 'graph.name-taken' })
  })

  test('a cache that somebody else made is used and left alone', async () => {
    const manifest = withCaches({ main: { existing: 'nowhere' } })
    const only = new Environment([...network, cacheConnection, cache, cacheSecret], moto.ports)
    await expect(only.plan(manifest)).rejects.toMatchObject({ code: 'preflight.existing-missing' })
    const existing = withCaches({ main: { version: '7.0' }, used: { existing: 'shop-prod-theirs' } })
    const waiting = moto.ports.elasticache
    for (let status = ''; status !== 'available'; ) {
      const { ReplicationGroups } = await waiting.describeReplicationGroups({
        ReplicationGroupId: 'shop-prod-theirs',
      })
      status = ReplicationGroups![0]!.Status!
    }
    expect(await environment.plan(existing)).toEqual(['cache-secret/theirs remove'])
  })

  test('teardown takes a cache, and then what it stood on', async () => {
    const { elasticache } = moto.ports
    await elasticache.deleteReplicationGroup({ ReplicationGroupId: 'shop-prod-theirs' })
    if (stand === 'moto') {
      // A deleted group stays `deleting` on moto, which has no DeleteCacheSubnetGroup: where that changes, this goes.
      const { ReplicationGroups } = await elasticache.describeReplicationGroups({})
      expect(ReplicationGroups!.at(-1)!.Status).toBe('deleting')
      const CacheSubnetGroupName = 'shop-prod-caches'
      await expect(elasticache.deleteCacheSubnetGroup({ CacheSubnetGroupName })).rejects.toThrow()
    } else {
      await environment.tearDown()
      expect(await environment.standing()).toEqual([])
    }
  })
})

describe('what moto cannot show: it has neither ModifyReplicationGroup nor IncreaseReplicaCount', () => {
  let own: Moto
  let environment: Environment
  beforeAll(async () => {
    own = await startOwn(speed)
    environment = new Environment(kinds, own.ports, clock)
    await environment.settle(single)
  })
  afterAll(() => own?.stop())

  const described = async () => {
    const ReplicationGroupId = 'shop-prod-main'
    return (await own.ports.elasticache.describeReplicationGroups({ ReplicationGroupId }))
      .ReplicationGroups![0]!
  }

  test('a cache grows and is brought up to date in place', async () => {
    const grown = withCaches({
      main: { engine: 'valkey', version: '8.0', class: 'cache.t4g.small', nodes: 3 },
    })
    expect(await environment.plan(grown)).toEqual(['cache/main update engine version class nodes failover'])
    await environment.settle(grown)
    expect(await environment.plan(grown)).toEqual([])
    expect(await described()).toMatchObject({
      Engine: 'valkey',
      CacheNodeType: 'cache.t4g.small',
      MemberClusters: ['shop-prod-main-001', 'shop-prod-main-002', 'shop-prod-main-003'],
      AutomaticFailover: 'enabled',
      MultiAZ: 'enabled',
    })
  })

  test('and shrinks to one node, which nothing can take over for', async () => {
    const small = withCaches({ main: { engine: 'valkey', version: '8.0', class: 'cache.t4g.small' } })
    await environment.settle(small)
    expect(await environment.plan(small)).toEqual([])
    expect(await described()).toMatchObject({
      AutomaticFailover: 'disabled',
      MemberClusters: ['shop-prod-main-001'],
    })
  })

  test('its nodes have interfaces in the private subnets, in a group that tasks alone may enter', async () => {
    const groups = await securityGroup.inspect(scope, own.ports)
    const { NetworkInterfaces } = await own.ports.ec2.describeNetworkInterfaces({
      Filters: [{ Name: 'group-id', Values: [groups.caches!.groupId] }],
    })
    expect(NetworkInterfaces!.map(({ Description }) => Description)).toEqual([
      'ElastiCache shop-prod-main-001',
    ])
    const rules = await securityGroupRules.inspect(scope, own.ports)
    expect(rules.caches!.inbound.map(({ text }) => text)).toEqual([`tcp 6379 ${groups.tasks!.groupId}`])
  })

  test('one that somebody is deleting is made anew once it is gone', async () => {
    await own.ports.elasticache.deleteReplicationGroup({ ReplicationGroupId: 'shop-prod-main' })
    expect(await environment.plan(single)).toEqual(['cache/main update status'])
    await environment.settle(single)
    expect(await environment.plan(single)).toEqual([])
  })

  test('a cache that is still being made is waited for, also by its removal', async () => {
    await own.ports.elasticache.createReplicationGroup({
      ReplicationGroupId: 'shop-prod-late',
      ReplicationGroupDescription: 'deployctl: shop/prod/late',
      CacheNodeType: 'cache.t4g.micro',
      CacheSubnetGroupName: 'shop-prod-caches',
    })
    await environment.tearDown()
    expect(await environment.standing()).toEqual([])
  })
})
