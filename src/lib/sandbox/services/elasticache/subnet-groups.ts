import type { CacheSubnetGroup } from '@aws-sdk/client-elasticache'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { subnets } from '../ec2/tables.ts'
import { page } from '../paging.ts'
import { withTags } from '../tags.ts'
import {
  type CacheOperations,
  findSubnetGroup,
  groups,
  invalidValue,
  type SubnetGroupRecord,
  subnetGroups,
} from './tables.ts'

export const subnetGroupOperations = {
  CreateCacheSubnetGroup(input, call) {
    const { CacheSubnetGroupName, CacheSubnetGroupDescription, SubnetIds, Tags } = input
    // Names are stored in lower case (CreateCacheSubnetGroup).
    const name = CacheSubnetGroupName.toLowerCase()
    if (!/^[a-z0-9-]{1,255}$/.test(name))
      throw invalidValue('The parameter CacheSubnetGroupName is not valid.')
    if (call.table(subnetGroups).has(name))
      throw awsError('CacheSubnetGroupAlreadyExistsFault', `Cache subnet group ${name} already exists.`)
    const made = call.table(subnetGroups).put(name, {
      name,
      arn: call.arn(`subnetgroup:${name}`),
      description: CacheSubnetGroupDescription,
      vpcId: vpcOf(call, SubnetIds),
      subnetIds: SubnetIds,
      Tags: withTags([], Tags),
    })
    return { CacheSubnetGroup: shown(made, call) }
  },

  DescribeCacheSubnetGroups({ CacheSubnetGroupName, Marker, MaxRecords = 100 }, call) {
    const all = CacheSubnetGroupName
      ? [findSubnetGroup(call, CacheSubnetGroupName)]
      : call.table(subnetGroups).values()
    const { items, next } = page(all, Marker, MaxRecords)
    return { CacheSubnetGroups: items.map(one => shown(one, call)), Marker: next }
  },

  ModifyCacheSubnetGroup({ CacheSubnetGroupName, CacheSubnetGroupDescription, SubnetIds }, call) {
    const { name, vpcId, subnetIds } = findSubnetGroup(call, CacheSubnetGroupName)
    if (SubnetIds && vpcOf(call, SubnetIds) !== vpcId)
      throw awsError(
        'InvalidSubnet',
        `The new Subnets are not in the same Vpc as the existing subnet group ${name}`,
      )
    const gone = subnetIds.filter(id => SubnetIds && !SubnetIds.includes(id))
    const zones = gone.map(id => call.table(subnets).get(id)?.AvailabilityZone)
    const users = call.table(groups).filter(({ subnetGroup }) => subnetGroup === name)
    if (users.some(({ nodes }) => nodes.some(({ zone }) => zones.includes(zone))))
      throw awsError(
        'SubnetInUse',
        `The subnet(s) ${gone.join(', ')} is currently in use by a cache cluster.`,
      )
    const updated = call.table(subnetGroups).update(name, draft => {
      draft.description = CacheSubnetGroupDescription ?? draft.description
      draft.subnetIds = SubnetIds ?? draft.subnetIds
    })
    return { CacheSubnetGroup: shown(updated, call) }
  },

  DeleteCacheSubnetGroup({ CacheSubnetGroupName }, call) {
    const { name } = findSubnetGroup(call, CacheSubnetGroupName)
    if (call.table(groups).find(({ subnetGroup }) => subnetGroup === name)) {
      throw awsError(
        'CacheSubnetGroupInUse',
        `Cache subnet group ${name} is currently in use by a cache cluster.`,
      )
    }
    call.table(subnetGroups).delete(name)
    return {}
  },
} satisfies CacheOperations

function vpcOf(call: Call, subnetIds: readonly string[]): string {
  const found = subnetIds.map(id => call.table(subnets).get(id))
  const missing = subnetIds.find((_id, index) => !found[index])
  if (missing !== undefined || found.length === 0)
    throw awsError('InvalidSubnet', `The subnet ID '${missing ?? ''}' does not exist`)
  const [vpcId = '', ...others] = new Set(found.map(one => one!.VpcId))
  if (others.length > 0) throw awsError('InvalidSubnet', 'The subnets are not in the same Vpc.')
  return vpcId
}

function shown(
  { name, arn, description, vpcId, subnetIds }: SubnetGroupRecord,
  call: Call,
): CacheSubnetGroup {
  return {
    CacheSubnetGroupName: name,
    CacheSubnetGroupDescription: description,
    VpcId: vpcId,
    ARN: arn,
    SupportedNetworkTypes: ['ipv4'],
    Subnets: subnetIds.map(SubnetIdentifier => ({
      SubnetIdentifier,
      SubnetAvailabilityZone: { Name: call.table(subnets).get(SubnetIdentifier)?.AvailabilityZone },
      SupportedNetworkTypes: ['ipv4'],
    })),
  }
}
