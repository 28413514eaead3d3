import { EC2 } from '@aws-sdk/client-ec2'
import { ElastiCache } from '@aws-sdk/client-elasticache'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { timings } from '../../src/lib/sandbox/timings.ts'
import { awsCli, boto3, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
let cache: ElastiCache
let ec2: EC2
let subnets: string[]
let group: string
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  cache = new ElastiCache(clientConfig(sandbox))
  ec2 = new EC2(clientConfig(sandbox))
  const VpcId = (await ec2.createVpc({ CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!
  const made = ['a', 'b'].map((zone, index) =>
    ec2.createSubnet({ VpcId, AvailabilityZone: `eu-west-1${zone}`, CidrBlock: `10.0.${index}.0/24` }),
  )
  subnets = (await Promise.all(made)).map(({ Subnet }) => Subnet!.SubnetId!)
  group = (await ec2.createSecurityGroup({ VpcId, GroupName: 'caches', Description: 'Caches' })).GroupId!
  await cache.createCacheSubnetGroup({
    CacheSubnetGroupName: 'Private',
    CacheSubnetGroupDescription: 'Private subnets',
    SubnetIds: subnets,
    Tags: [{ Key: 'app', Value: 'shop' }],
  })
})
afterAll(() => sandbox.close())

const AuthToken = 'a'.repeat(32)
const create = (ReplicationGroupId: string, more: object = {}) =>
  cache.createReplicationGroup({
    ReplicationGroupId,
    ReplicationGroupDescription: 'Sessions',
    CacheNodeType: 'cache.t4g.micro',
    CacheSubnetGroupName: 'private',
    SecurityGroupIds: [group],
    TransitEncryptionEnabled: true,
    AuthToken,
    Tags: [{ Key: 'app', Value: 'shop' }],
    ...more,
  })
const described = async (ReplicationGroupId: string) =>
  (await cache.describeReplicationGroups({ ReplicationGroupId })).ReplicationGroups![0]!
const refused = (attempt: Promise<unknown>, name: string, message = '') =>
  expect(attempt).rejects.toMatchObject({ name, message: expect.stringContaining(message) })

test('a replication group is known by its endpoints once it is available', async () => {
  await create('main', { NumCacheClusters: 2, AutomaticFailoverEnabled: true, MultiAZEnabled: true })
  const making = await described('main')
  expect([making.Status, making.NodeGroups, making.AuthTokenEnabled]).toEqual(['creating', undefined, true])
  await refused(create('main'), 'ReplicationGroupAlreadyExistsFault')
  const ResourceName = making.ARN!
  await refused(cache.listTagsForResource({ ResourceName }), 'InvalidReplicationGroupStateFault')
  const deletion = cache.deleteReplicationGroup({ ReplicationGroupId: 'main' })
  await refused(deletion, 'InvalidReplicationGroupStateFault', 'it is creating')

  await sandbox.advance(timings.cacheAvailable)
  const { Status, NodeGroups } = await described('main')
  expect(Status).toBe('available')
  expect(NodeGroups![0]!.PrimaryEndpoint).toEqual({
    Address: expect.stringMatching(/^master\.main\.[0-9a-f]{6}\.euw1\.cache\.amazonaws\.com$/),
    Port: 6379,
  })
  const zones = NodeGroups![0]!.NodeGroupMembers!.map(one => one.PreferredAvailabilityZone)
  expect(zones).toEqual(['eu-west-1a', 'eu-west-1b'])
  const { TagList } = await cache.listTagsForResource({ ResourceName })
  expect(TagList).toEqual([{ Key: 'app', Value: 'shop' }])
  const { CacheClusters } = await cache.describeCacheClusters({ CacheClusterId: 'main-002' })
  expect(CacheClusters![0]).toMatchObject({ EngineVersion: '7.1.0', ReplicationGroupId: 'main' })
})

test('its password is written nowhere in the state', async () => {
  const state = await fetch(`${sandbox.endpoint}/_sandbox/state`)
  expect(await state.text()).not.toContain(AuthToken)
})

test.each([
  [
    'a name with two hyphens in a row',
    { ReplicationGroupId: 'a--b' },
    'InvalidParameterValueException',
    'identifier',
  ],
  [
    'no such version',
    { EngineVersion: '7.9' },
    'InvalidParameterCombinationException',
    'version 7.9 for redis',
  ],
  ['no such subnet group', { CacheSubnetGroupName: 'none' }, 'CacheSubnetGroupNotFoundFault', 'none'],
  ['no such security group', { SecurityGroupIds: ['sg-0'] }, 'InvalidParameterValueException', 'sg-0'],
  ['a short password', { AuthToken: 'short' }, 'InvalidParameterValueException', 'Invalid AuthToken'],
  [
    'a password in the clear',
    { TransitEncryptionEnabled: false },
    'InvalidParameterCombinationException',
    'AUTH',
  ],
  [
    'failover with one node',
    { AutomaticFailoverEnabled: true },
    'InvalidParameterCombinationException',
    'two nodes',
  ],
])('%s is refused', async (_what, change, name, message) => {
  await refused(create('wrong', change), name, message)
})

test('changes take their time, one after the other', async () => {
  const at = { ReplicationGroupId: 'main', ApplyImmediately: true }
  await cache.modifyReplicationGroup({ ...at, CacheNodeType: 'cache.t4g.small' })
  expect(await described('main')).toMatchObject({ Status: 'modifying', CacheNodeType: 'cache.t4g.micro' })
  await refused(
    cache.increaseReplicaCount({ ...at, NewReplicaCount: 2 }),
    'InvalidReplicationGroupStateFault',
  )
  await sandbox.advance(timings.cacheChanged)
  expect(await described('main')).toMatchObject({ Status: 'available', CacheNodeType: 'cache.t4g.small' })
  await cache.increaseReplicaCount({ ...at, NewReplicaCount: 2 })
  await sandbox.advance(timings.cacheChanged)
  expect((await described('main')).MemberClusters).toHaveLength(3)
  const last = cache.decreaseReplicaCount({ ...at, NewReplicaCount: 0 })
  await refused(last, 'NoOperationFault', 'automatic failover')
  const older = cache.modifyReplicationGroup({ ...at, EngineVersion: '6.2' })
  await refused(older, 'InvalidParameterCombinationException', 'Downgrading')
})

test('what it stands on goes after it', async () => {
  const held = { Filters: [{ Name: 'group-id', Values: [group] }] }
  const interfaces = async () => (await ec2.describeNetworkInterfaces(held)).NetworkInterfaces!.length
  expect(await interfaces()).toBe(3)
  await refused(ec2.deleteSecurityGroup({ GroupId: group }), 'DependencyViolation')
  const removal = () => cache.deleteCacheSubnetGroup({ CacheSubnetGroupName: 'private' })
  await refused(removal(), 'CacheSubnetGroupInUse')
  await cache.deleteReplicationGroup({ ReplicationGroupId: 'main' })
  expect((await described('main')).Status).toBe('deleting')
  await refused(removal(), 'CacheSubnetGroupInUse')
  await sandbox.advance(timings.cacheDeleted)
  await refused(described('main'), 'ReplicationGroupNotFoundFault', 'ReplicationGroup main not found.')
  expect(await interfaces()).toBe(0)
  await removal()
  await ec2.deleteSecurityGroup({ GroupId: group })
})

describeWithAws('ElastiCache as other clients see it', () => {
  test('the AWS CLI makes a subnet group, boto3 reads it', async () => {
    const argv = ['elasticache', 'create-cache-subnet-group', '--cache-subnet-group-name', 'cli']
    const rest = ['--cache-subnet-group-description', 'By hand', '--subnet-ids', ...subnets]
    const made = await awsCli(sandbox, [...argv, ...rest])
    expect(JSON.parse(made.stdout).CacheSubnetGroup.Subnets).toHaveLength(2)
    const { output } = await boto3(sandbox, 'elasticache', 'describe_cache_subnet_groups', {})
    expect(output.CacheSubnetGroups[0].CacheSubnetGroupName).toBe('cli')
    const missing = { ReplicationGroupId: 'none' }
    const { error } = await boto3(sandbox, 'elasticache', 'describe_replication_groups', missing)
    expect(error).toBe('ReplicationGroupNotFoundFault')
  })
})
