import { unlessExists, unlessMissing, until } from '../aws/index.ts'
import { reshape } from './cache-reshape.ts'
import { cacheSecret, readCacheCredentials } from './cache-secret.ts'
import { type CacheState, descriptionOf, readCache, readCaches, tagsFrom } from './cache-state.ts'
import { cacheSubnetGroup } from './cache-subnet-group.ts'
import { failedOnAws } from './failed-on-aws.ts'
import { refuseForeign } from './foreign.ts'
import { nameOf, tagList } from './names.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'
import { securityGroup } from './security-group.ts'
import { cachePort } from './stores.ts'

export interface CacheSpec {
  readonly engine: 'redis' | 'valkey'
  readonly version: string
  readonly class: string
  readonly nodes: number
}

const deps = { cacheSubnetGroup, cacheSecret, securityGroup }
type Deps = typeof deps

const newest = { redis: '7.1', valkey: '8.2' } as const
/** Seconds; large nodes take longer than small ones. */
const creationPatience = 45 * 60
const removalPatience = 45 * 60

/** An ElastiCache replication group: encrypted at rest and on its way, and closed to who does not know its password. */
export const cache = defineResource<CacheSpec, CacheState, Deps>({
  kind: 'cache',
  stage: 'bootstrap',
  deps,

  desired: ({ caches }) =>
    Object.fromEntries(
      Object.entries(caches)
        .filter(([, { existing }]) => existing === undefined)
        .map(([id, one]) => [
          id,
          {
            engine: one.engine,
            version: one.version ?? newest[one.engine],
            class: one.class,
            nodes: one.nodes,
          },
        ]),
    ),

  inspect: readCaches,

  diff(want, have, deps) {
    if (have.status === 'deleting') return changed('status', have.status, 'available')
    const isOlder = have.version !== undefined && Number(want.version) < Number(have.version)
    const isBack = have.engine === 'valkey' && want.engine === 'redis'
    const groups = wantedGroups(deps)
    return [
      ...changed('status', have.status, 'available'),
      ...changed('engine', have.engine, want.engine, isBack),
      ...(have.version ? changed('version', have.version, want.version, isOlder) : []),
      ...changed('class', have.class, want.class),
      ...changed('nodes', have.nodes, want.nodes),
      ...changed('failover', have.failover, want.nodes > 1),
      ...(have.securityGroups ? changed('securityGroups', have.securityGroups, groups) : []),
    ]
  },

  async ensure(want, have, deps, run) {
    if (have?.status === 'deleting') await gone(have.groupId, run)
    const isLeaving = have === undefined || have.status === 'deleting'
    const groupId = isLeaving ? await create(want, deps, run) : have.groupId
    const standing = await available(groupId, run)
    await reshape(groupId, { ...want, securityGroups: wantedGroups(deps) }, standing, run)
    return await available(groupId, run)
  },

  async remove({ groupId: ReplicationGroupId }, run) {
    // What is being made or changed can be deleted once it is at rest.
    const what = `cache ${ReplicationGroupId} to be at rest`
    const status = await until({ ...run, what, within: creationPatience }, async () => {
      const { status = 'gone' } = (await readCache(ReplicationGroupId, run.ports)) ?? {}
      return ['available', 'create-failed', 'deleting', 'gone'].includes(status) ? status : undefined
    })
    if (status === 'available' || status === 'create-failed')
      await unlessMissing(run.ports.elasticache.deleteReplicationGroup({ ReplicationGroupId }))
    await gone(ReplicationGroupId, run)
  },

  identify: ({ groupId }) => groupId,
})

function wantedGroups({ securityGroup }: Standing<Deps>): string[] {
  const group = securityGroup.get('caches')
  return group ? [group.groupId] : []
}

async function create(want: CacheSpec, deps: Standing<Deps>, { id, scope, ports }: Run): Promise<string> {
  // "A name must contain from 1 to 40 alphanumeric characters or hyphens" (CreateReplicationGroup).
  const ReplicationGroupId = nameOf(scope, id, 40)
  const { password } = await readCacheCredentials(deps.cacheSecret.of(id).arn, ports)
  const made = await unlessExists(
    ports.elasticache.createReplicationGroup({
      ReplicationGroupId,
      ReplicationGroupDescription: descriptionOf(scope, id),
      Engine: want.engine,
      EngineVersion: want.version,
      CacheNodeType: want.class,
      NumCacheClusters: want.nodes,
      AutomaticFailoverEnabled: want.nodes > 1,
      MultiAZEnabled: want.nodes > 1,
      CacheSubnetGroupName: deps.cacheSubnetGroup.of('main').name,
      SecurityGroupIds: wantedGroups(deps),
      Port: cachePort,
      TransitEncryptionEnabled: true,
      AtRestEncryptionEnabled: true,
      AuthToken: password,
      Tags: tagList(scope, id),
    }),
  )
  if (!made) {
    const { ReplicationGroups } = await ports.elasticache.describeReplicationGroups({ ReplicationGroupId })
    refuseForeign(tagsFrom(ReplicationGroups![0]!.Description), scope, `Cache ${ReplicationGroupId}`)
  }
  return ReplicationGroupId
}

async function available(groupId: string, run: Run): Promise<CacheState> {
  run.waiting(`for ${groupId} to be available; about six minutes`)
  const what = `cache ${groupId} to be available`
  return await until({ ...run, what, within: creationPatience }, async () => {
    const found = await readCache(groupId, run.ports)
    if (found?.status === 'create-failed') throw failedOnAws(`Cache ${groupId}`, 'AWS could not create it')
    return found?.status === 'available' ? found : undefined
  })
}

async function gone(groupId: string, run: Run): Promise<void> {
  run.waiting(`for ${groupId} to be deleted; some minutes`)
  await until({ ...run, what: `cache ${groupId} to be deleted`, within: removalPatience }, async () =>
    (await readCache(groupId, run.ports)) ? undefined : true,
  )
}
