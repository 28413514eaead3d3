import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Lack, outcome } from '../templates/lacks.ts'
import type { System } from '../templates/system.ts'
import { until } from '../until.ts'
import { idsOf } from './database.ts'

/** Redis 7, encrypted at rest and on the wire, in the private subnets. */
export function cacheFacts(of: () => System, CacheNodeType: string): void {
  test('the cache is Redis 7 of the right size, encrypted, among the private subnets', async () => {
    const { aws, prefix } = of()
    const input = { ReplicationGroupId: `${prefix}-main` }
    const { ReplicationGroups } = await aws.call('elasticache', 'describe_replication_groups', input)
    expect(ReplicationGroups).toMatchObject([
      { Status: 'available', CacheNodeType, AtRestEncryptionEnabled: true, TransitEncryptionEnabled: true },
    ])
    const { CacheSubnetGroups } = await aws.call('elasticache', 'describe_cache_subnet_groups')
    expect(await idsOf(of(), CacheSubnetGroups[0].Subnets)).toEqual(['private-a', 'private-b'])
    const secret = { SecretId: `${prefix}/connections/caches-main`, VersionStage: 'AWSCURRENT' }
    const { SecretString } = await aws.call('secretsmanager', 'get_secret_value', secret)
    expect(JSON.parse(SecretString).url).toMatch(/^rediss:\/\/\w*:[^@]{12,}@[^/]+:6379/)
  })
}

/**
 * What moto lacks of a cache.
 * @param users where in the manifest its URL is used
 */
export function cacheLacks(...users: readonly (readonly string[])[]): Lack[] {
  return [{ ...groupDeletion, without: [['caches'], ...users] }, subnetGroupDeletion, nodes]
}

const groupDeletion: Lack = {
  // ElastiCache API reference, DeleteReplicationGroup: "deletes the entire replication group".
  title: 'a replication group that is deleted goes; moto keeps it as being deleted',
  async observe({ aws }) {
    const { CacheSubnetGroups } = await aws.call('elasticache', 'describe_cache_subnet_groups')
    const call = (method: string, input = {}) =>
      aws.call('elasticache', method, { ReplicationGroupId: 'theirs', ...input })
    await call('create_replication_group', {
      ...{ ReplicationGroupDescription: 'theirs', CacheNodeType: 'cache.t4g.micro', Engine: 'redis' },
      ...(CacheSubnetGroups[0] && { CacheSubnetGroupName: CacheSubnetGroups[0].CacheSubnetGroupName }),
    })
    const status = () =>
      call('describe_replication_groups').then(({ ReplicationGroups }) => ReplicationGroups[0].Status)
    await until(async () => (await status()) === 'available')
    await call('delete_replication_group')
    for (let tries = 0; tries < 20; tries++) {
      if ((await outcome(status())) === 'ReplicationGroupNotFoundFault') return 'gone'
      await setTimeout(100)
    }
    return status()
  },
  moto: 'deleting',
  aws: 'gone',
}

const subnetGroupDeletion: Lack = {
  title: 'a subnet group of a cache can be deleted; moto knows no such call',
  observe: ({ aws }) =>
    outcome(aws.call('elasticache', 'delete_cache_subnet_group', { CacheSubnetGroupName: 'nobodys' })),
  moto: 'no answer',
  aws: 'CacheSubnetGroupNotFoundFault',
}

const nodes: Lack = {
  // ElastiCache API reference, DescribeCacheClusters: each member of a replication group is a cluster of its own.
  title: 'the nodes of a replication group are cache clusters with a version; moto makes none',
  observe: async ({ aws }) => {
    const { CacheClusters } = await aws.call('elasticache', 'describe_cache_clusters')
    return CacheClusters.map(({ Engine, EngineVersion }: Node) => `${Engine} ${EngineVersion.split('.')[0]}`)
  },
  moto: [],
  aws: ['redis 7'],
}

interface Node {
  readonly Engine: string
  readonly EngineVersion: string
}
