import { until } from '../aws/index.ts'
import { type CacheState, readCache } from './cache-state.ts'
import { changed, type Run } from './resource.ts'

/** What of a standing cache can be changed in place. */
export interface CacheShape {
  readonly engine: string
  readonly version: string
  readonly class: string
  readonly nodes: number
  readonly securityGroups: readonly string[]
}

/** Seconds that one change may take: every node is made anew, one after the other. */
const patience = 90 * 60

/**
 * Changes a cache step by step, since ElastiCache takes one change at a time. Before its last replica goes nothing may
 * count on a failover, and after its first one has come, something should.
 */
export async function reshape(groupId: string, want: CacheShape, have: CacheState, run: Run): Promise<void> {
  const { elasticache } = run.ports
  const at = { ReplicationGroupId: groupId, ApplyImmediately: true }
  const replicas = { ...at, NewReplicaCount: want.nodes - 1 }
  if (want.nodes === 1 && have.nodes > 1) {
    await elasticache.modifyReplicationGroup({
      ...at,
      AutomaticFailoverEnabled: false,
      MultiAZEnabled: false,
    })
    await settled(groupId, state => !state.failover, 'to do without failover', run)
  }
  const change = changeOf(want, have)
  if (Object.keys(change).length > 0) {
    await elasticache.modifyReplicationGroup({ ...at, ...change })
    const isDone = (state: CacheState) => Object.keys(changeOf(want, state)).length === 0
    await settled(groupId, isDone, 'to be changed; node by node', run)
  }
  if (want.nodes !== have.nodes) {
    await (want.nodes > have.nodes
      ? elasticache.increaseReplicaCount(replicas)
      : elasticache.decreaseReplicaCount(replicas))
    await settled(groupId, ({ nodes }) => nodes === want.nodes, `to have ${want.nodes} nodes`, run)
  }
  if (want.nodes > 1 && !have.failover) {
    await elasticache.modifyReplicationGroup({ ...at, AutomaticFailoverEnabled: true, MultiAZEnabled: true })
    await settled(groupId, ({ failover }) => failover, 'to be ready for a failover', run)
  }
}

/** What no node can tell is taken for what is wanted. */
function changeOf(want: CacheShape, have: CacheState) {
  const isOther = have.engine !== want.engine || (have.version ?? want.version) !== want.version
  const groups = have.securityGroups ?? want.securityGroups
  return {
    ...(isOther && { Engine: want.engine, EngineVersion: want.version }),
    ...(have.class !== want.class && { CacheNodeType: want.class }),
    ...(changed('', groups, want.securityGroups).length > 0 && {
      SecurityGroupIds: [...want.securityGroups],
    }),
  }
}

/** At rest, and changed: right after it was asked for, a change may not show yet. */
async function settled(
  groupId: string,
  isDone: (state: CacheState) => boolean,
  what: string,
  run: Run,
): Promise<void> {
  run.waiting(`for ${groupId} ${what}`)
  await until({ ...run, what: `cache ${groupId} ${what}`, within: patience }, async () => {
    const state = await readCache(groupId, run.ports)
    return state?.status === 'available' && isDone(state) ? true : undefined
  })
}
