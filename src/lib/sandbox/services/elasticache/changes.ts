import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { deleteInterface } from '../ec2/network-interfaces.ts'
import { networkInterfaces, securityGroups } from '../ec2/tables.ts'
import { checkFailover, checkNodeType, exactVersion } from './checks.ts'
import { addNodes, requireAvailable, requireGroups } from './groups.ts'
import {
  type CacheOperations,
  findGroup,
  type GroupShape,
  groups,
  invalidCombination,
  invalidValue,
} from './tables.ts'
import { shown } from './views.ts'

interface Change extends Partial<GroupShape> {
  readonly id: string
  readonly nodes?: number
}

/** Each takes its time, during which the group takes no other. */
export const changeOperations = {
  ModifyReplicationGroup(input, call) {
    const { ReplicationGroupId, Engine, EngineVersion, CacheNodeType, SecurityGroupIds } = input
    const { AutomaticFailoverEnabled, MultiAZEnabled } = input
    const group = requireAvailable(call, ReplicationGroupId)
    const engine = Engine ?? group.engine
    if (group.engine === 'valkey' && engine === 'redis')
      throw invalidCombination('Cross-engine downgrade from valkey to redis is not supported.')
    const version = Engine || EngineVersion ? exactVersion(engine, EngineVersion) : group.version
    if (Number.parseFloat(version) < Number.parseFloat(group.version))
      throw invalidCombination(
        `Downgrading engine version from ${group.version} to ${version} is not supported.`,
      )
    if (CacheNodeType) checkNodeType(CacheNodeType)
    requireGroups(call, SecurityGroupIds ?? [])
    const automaticFailover = AutomaticFailoverEnabled ?? group.automaticFailover
    const multiZone = MultiAZEnabled ?? group.multiZone
    checkFailover(group.nodes.length, automaticFailover, multiZone)
    return begin(call, {
      id: group.id,
      engine,
      version,
      class: CacheNodeType ?? group.class,
      automaticFailover,
      multiZone,
      securityGroupIds: SecurityGroupIds ?? group.securityGroupIds,
    })
  },

  IncreaseReplicaCount({ ReplicationGroupId, NewReplicaCount, ApplyImmediately }, call) {
    const { id, nodes } = requireAvailable(call, ReplicationGroupId)
    requireNow(ApplyImmediately)
    if (NewReplicaCount === undefined || NewReplicaCount < nodes.length || NewReplicaCount > 5)
      throw invalidValue(`The new replica count must be more than ${nodes.length - 1}, and 5 at most.`)
    return begin(call, { id, nodes: NewReplicaCount + 1 })
  },

  DecreaseReplicaCount({ ReplicationGroupId, NewReplicaCount, ApplyImmediately }, call) {
    const { id, nodes, automaticFailover, multiZone } = requireAvailable(call, ReplicationGroupId)
    requireNow(ApplyImmediately)
    if (NewReplicaCount === undefined || NewReplicaCount >= nodes.length - 1)
      throw invalidValue(`The new replica count must be less than ${nodes.length - 1}.`)
    if (NewReplicaCount === 0 && (automaticFailover || multiZone)) {
      throw awsError(
        'NoOperationFault',
        'Cannot delete the last replica of a replication group with automatic failover enabled.',
      )
    }
    return begin(call, { id, nodes: NewReplicaCount + 1 })
  },
} satisfies CacheOperations

export const changeEvents = {
  'elasticache.changed'({ id, nodes: count, ...shape }: Change, call: Call) {
    const group = findGroup(call, id)
    const wanted = count ?? group.nodes.length
    const nodes =
      wanted > group.nodes.length ? addNodes(call, group, group.nodes, wanted, false) : group.nodes
    for (const { interfaceId } of nodes.slice(wanted)) deleteInterface(call, interfaceId)
    call.table(groups).put(id, { ...group, ...shape, status: 'available', nodes: nodes.slice(0, wanted) })
    for (const { interfaceId } of shape.securityGroupIds ? nodes : [])
      regroup(call, interfaceId, shape.securityGroupIds!)
  },
}

function begin(call: Call, change: Change) {
  const modifying = call.table(groups).update(change.id, draft => {
    draft.status = 'modifying'
  })
  call.schedule(timings.cacheChanged, 'elasticache.changed', change)
  return { ReplicationGroup: shown(modifying) }
}

function requireNow(applyImmediately: boolean): void {
  if (!applyImmediately) throw invalidValue('ApplyImmediately=False is not currently supported.')
}

function regroup(call: Call, interfaceId: string, groupIds: readonly string[]): void {
  call.table(networkInterfaces).update(interfaceId, draft => {
    draft.Groups = groupIds.map(GroupId => ({
      GroupId,
      GroupName: call.table(securityGroups).get(GroupId)?.GroupName,
    }))
  })
}
