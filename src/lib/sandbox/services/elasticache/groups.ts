import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { createInterface, deleteInterface } from '../ec2/network-interfaces.ts'
import { securityGroups, subnets } from '../ec2/tables.ts'
import { page } from '../paging.ts'
import { withTags } from '../tags.ts'
import { checkCreation, exactVersion } from './checks.ts'
import {
  type CacheOperations,
  findGroup,
  findSubnetGroup,
  type GroupRecord,
  groups,
  invalidCombination,
  invalidValue,
  type NodeRecord,
} from './tables.ts'
import { clustersOf, shown } from './views.ts'

export const groupOperations = {
  CreateReplicationGroup(input, call) {
    checkCreation(input)
    const { ReplicationGroupId, CacheSubnetGroupName, SecurityGroupIds = [], Engine = 'redis' } = input
    const { NumCacheClusters = 1, AutomaticFailoverEnabled = false, MultiAZEnabled = false } = input
    const id = ReplicationGroupId.toLowerCase()
    if (call.table(groups).has(id))
      throw awsError(
        'ReplicationGroupAlreadyExistsFault',
        `Replication group with specified id already exists: ${id}`,
      )
    if (!CacheSubnetGroupName)
      throw invalidValue('No default subnet group exists: CacheSubnetGroupName is needed.')
    findSubnetGroup(call, CacheSubnetGroupName)
    requireGroups(call, SecurityGroupIds)
    const place = { id, subnetGroup: CacheSubnetGroupName, securityGroupIds: SecurityGroupIds }
    call.table(groups).put(id, {
      ...place,
      arn: call.arn(`replicationgroup:${id}`),
      description: input.ReplicationGroupDescription,
      status: 'creating',
      createdAt: call.date,
      token: call.id('', 6),
      engine: Engine,
      version: exactVersion(Engine, input.EngineVersion),
      class: input.CacheNodeType!,
      automaticFailover: AutomaticFailoverEnabled,
      multiZone: MultiAZEnabled,
      nodes: addNodes(call, place, [], NumCacheClusters, MultiAZEnabled),
      port: input.Port ?? 6379,
      encryptedInTransit: input.TransitEncryptionEnabled ?? false,
      encryptedAtRest: input.AtRestEncryptionEnabled ?? false,
      hasAuthToken: input.AuthToken !== undefined,
      Tags: withTags([], input.Tags),
    })
    call.schedule(timings.cacheAvailable, 'elasticache.available', { id })
    return { ReplicationGroup: shown(findGroup(call, id)) }
  },

  DescribeReplicationGroups({ ReplicationGroupId, Marker, MaxRecords = 100 }, call) {
    const all = ReplicationGroupId ? [findGroup(call, ReplicationGroupId)] : call.table(groups).values()
    const { items, next } = page(all, Marker, MaxRecords)
    return { ReplicationGroups: items.map(shown), Marker: next }
  },

  DescribeCacheClusters({ CacheClusterId, Marker, MaxRecords = 100 }, call) {
    const all = call
      .table(groups)
      .values()
      .flatMap(group => clustersOf(group))
    const asked = all.filter(one => CacheClusterId === undefined || one.CacheClusterId === CacheClusterId)
    if (CacheClusterId && asked.length === 0)
      throw awsError('CacheClusterNotFoundFault', `CacheCluster not found: ${CacheClusterId}`)
    const { items, next } = page(asked, Marker, MaxRecords)
    return { CacheClusters: items, Marker: next }
  },

  DeleteReplicationGroup({ ReplicationGroupId }, call) {
    const { id } = requireAvailable(call, ReplicationGroupId)
    const deleting = call.table(groups).update(id, draft => {
      draft.status = 'deleting'
    })
    call.schedule(timings.cacheDeleted, 'elasticache.deleted', { id })
    return { ReplicationGroup: shown(deleting) }
  },
} satisfies CacheOperations

interface Subject {
  readonly id: string
}

export const groupEvents = {
  'elasticache.available'({ id }: Subject, call: Call) {
    call.table(groups).update(id, draft => {
      draft.status = 'available'
    })
  },

  'elasticache.deleted'({ id }: Subject, call: Call) {
    for (const { interfaceId } of findGroup(call, id).nodes) deleteInterface(call, interfaceId)
    call.table(groups).delete(id)
  },
}

/** @throws AwsError InvalidReplicationGroupState while it is being made, changed or deleted */
export function requireAvailable(call: Call, groupId: string): GroupRecord {
  const found = findGroup(call, groupId)
  if (found.status === 'available') return found
  throw awsError(
    'InvalidReplicationGroupStateFault',
    `Replication group ${found.id} is not in available state: it is ${found.status}.`,
  )
}

/** @throws AwsError InvalidParameterValue where a security group does not exist */
export function requireGroups(call: Call, ids: readonly string[]): void {
  const missing = ids.filter(id => !call.table(securityGroups).has(id))
  if (missing.length > 0) throw invalidValue(`Some security group Ids do not exist: ${missing.join(', ')}`)
}

/** Nodes have interfaces in the subnets of their group, in as many zones as there are. */
export function addNodes(
  call: Call,
  { id, subnetGroup, securityGroupIds }: Pick<GroupRecord, 'id' | 'subnetGroup' | 'securityGroupIds'>,
  have: readonly NodeRecord[],
  count: number,
  multiZone: boolean,
): NodeRecord[] {
  const { subnetIds } = findSubnetGroup(call, subnetGroup)
  const zones = subnetIds.map(one => call.table(subnets).get(one)!.AvailabilityZone)
  if (multiZone && new Set(zones).size < 2)
    throw invalidCombination('Multi-AZ needs subnets in at least two Availability Zones.')
  const added = Array.from({ length: count - have.length }, (_, index) => {
    const at = have.length + index
    const clusterId = `${id}-${String(at + 1).padStart(3, '0')}`
    const { NetworkInterfaceId } = createInterface(call, {
      subnetId: subnetIds[at % subnetIds.length]!,
      groups: securityGroupIds,
      description: `ElastiCache ${clusterId}`,
      requester: 'amazon-elasticache',
    })
    return { clusterId, zone: zones[at % zones.length]!, interfaceId: NetworkInterfaceId }
  })
  return [...have, ...added]
}
