import type { CacheCluster, ReplicationGroup } from '@aws-sdk/client-elasticache'
import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import { type Owner, type Scope, tagKeys } from './names.ts'

export interface CacheState {
  readonly groupId: string
  /** AWS's word: `creating`, `available`, `modifying`, `deleting`, `create-failed`. */
  readonly status: string
  readonly class: string
  readonly nodes: number
  /** Whether another node takes over, in another zone. */
  readonly failover: boolean
  readonly engine: string
  /** Major and minor; undefined while no node is listed that could tell. */
  readonly version: string | undefined
  /** AWS's ids, sorted; undefined likewise. */
  readonly securityGroups: readonly string[] | undefined
  /** Undefined while it is being made. */
  readonly endpoint: Endpoint | undefined
}

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** Every cache of an environment, by its name in the manifest. */
export async function readCaches(
  scope: Scope,
  { elasticache }: Ports,
): Promise<Readonly<Record<string, CacheState>>> {
  const [groups, clusters] = await Promise.all([
    pages(elasticache.describeReplicationGroups, {}, page => page.ReplicationGroups),
    pages(elasticache.describeCacheClusters, {}, page => page.CacheClusters),
  ])
  const found = groups.flatMap(group => {
    const id = idFrom(group.Description, scope)
    return id === undefined ? [] : [[id, stateOf(group, clusters)] as const]
  })
  return Object.fromEntries(found)
}

export async function readCache(
  ReplicationGroupId: string,
  { elasticache }: Ports,
): Promise<CacheState | undefined> {
  const [group, clusters] = await Promise.all([
    unlessMissing(elasticache.describeReplicationGroups({ ReplicationGroupId })),
    pages(elasticache.describeCacheClusters, {}, page => page.CacheClusters),
  ])
  const found = group?.ReplicationGroups?.[0]
  return found && stateOf(found, clusters)
}

/**
 * Says whose a replication group is. Its tags cannot be read while it changes (ListTagsForResource:
 * InvalidReplicationGroupState), and take a call each.
 */
export function descriptionOf({ project, environment }: Owner, id: string): string {
  return `deployctl: ${project}/${environment}/${id}`
}

/** The same as the tags that say it elsewhere. */
export function tagsFrom(description: string | undefined): { Key: string; Value: string }[] {
  const [, project, environment, id] = /^deployctl: ([^/]+)\/([^/]+)\/([^/]+)$/.exec(description ?? '') ?? []
  if (!project || !environment || !id) return []
  return [
    { Key: tagKeys.project, Value: project },
    { Key: tagKeys.environment, Value: environment },
    { Key: tagKeys.id, Value: id },
  ]
}

function idFrom(description: string | undefined, { project, environment }: Owner): string | undefined {
  const prefix = descriptionOf({ project, environment }, '')
  return description?.startsWith(prefix) ? description.slice(prefix.length) : undefined
}

/** Where a replication group answers: its primary node's name, or in cluster mode the whole group's. */
export function endpointOf({ ConfigurationEndpoint, NodeGroups }: ReplicationGroup): Endpoint | undefined {
  const { Address, Port } = ConfigurationEndpoint ?? NodeGroups?.[0]?.PrimaryEndpoint ?? {}
  return Address && Port ? { host: Address, port: Port } : undefined
}

function stateOf(group: ReplicationGroup, clusters: readonly CacheCluster[]): CacheState {
  const node = clusters.find(one => one.ReplicationGroupId === group.ReplicationGroupId)
  const groups = node?.SecurityGroups?.map(({ SecurityGroupId }) => SecurityGroupId!)
  return {
    groupId: group.ReplicationGroupId!,
    status: group.Status!,
    class: group.CacheNodeType!,
    nodes: group.MemberClusters?.length ?? 0,
    failover: group.AutomaticFailover === 'enabled' && group.MultiAZ === 'enabled',
    engine: group.Engine ?? node?.Engine ?? 'redis',
    version: node?.EngineVersion?.split('.').slice(0, 2).join('.'),
    securityGroups: groups?.toSorted(),
    endpoint: endpointOf(group),
  }
}
