import type { DBSubnetGroup } from '@aws-sdk/client-rds'
import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { subnets } from '../ec2/tables.ts'
import { page } from '../paging.ts'
import { invalidValue, zonesOf } from './checks.ts'
import { clusters } from './clusters/tables.ts'
import { instances, type RdsOperations, type SubnetGroupRecord, subnetGroups } from './tables.ts'
import { forgetTags, setTags } from './tagging.ts'

export const subnetGroupOperations = {
  CreateDBSubnetGroup({ DBSubnetGroupName, DBSubnetGroupDescription, SubnetIds, Tags }, call) {
    const name = DBSubnetGroupName.toLowerCase()
    if (name === 'default' || !/^[a-z0-9._ -]{1,255}$/.test(name))
      throw invalidValue(`The parameter DBSubnetGroupName is not valid: ${DBSubnetGroupName}`)
    if (call.table(subnetGroups).has(name))
      throw awsError('DBSubnetGroupAlreadyExists', `The DB subnet group '${name}' already exists.`)
    const arn = call.arn(`subgrp:${name}`)
    const vpcId = checkedVpc(call, SubnetIds)
    setTags(call, arn, Tags)
    const made = { name, arn, description: DBSubnetGroupDescription, vpcId, subnetIds: SubnetIds }
    return { DBSubnetGroup: shownSubnetGroup(call.table(subnetGroups).put(name, made), call) }
  },

  DescribeDBSubnetGroups({ DBSubnetGroupName, Marker, MaxRecords = 100 }, call) {
    const all = DBSubnetGroupName
      ? [findSubnetGroup(call, DBSubnetGroupName)]
      : call.table(subnetGroups).values()
    const { items, next } = page(all, Marker, MaxRecords)
    return { DBSubnetGroups: items.map(one => shownSubnetGroup(one, call)), Marker: next }
  },

  ModifyDBSubnetGroup({ DBSubnetGroupName, DBSubnetGroupDescription, SubnetIds }, call) {
    const { name } = findSubnetGroup(call, DBSubnetGroupName)
    const vpcId = checkedVpc(call, SubnetIds)
    const changed = call.table(subnetGroups).update(name, draft => {
      draft.description = DBSubnetGroupDescription ?? draft.description
      draft.subnetIds = SubnetIds
      draft.vpcId = vpcId
    })
    return { DBSubnetGroup: shownSubnetGroup(changed, call) }
  },

  DeleteDBSubnetGroup({ DBSubnetGroupName }, call) {
    const { name, arn } = findSubnetGroup(call, DBSubnetGroupName)
    const user =
      call.table(instances).find(({ subnetGroup }) => subnetGroup === name) ??
      call.table(clusters).find(({ subnetGroup }) => subnetGroup === name)
    if (user) {
      throw awsError(
        'InvalidDBSubnetGroupStateFault',
        `Cannot delete the subnet group '${name}' because at least one database instance: ${user.identifier} is still using it.`,
      )
    }
    call.table(subnetGroups).delete(name)
    forgetTags(call, arn)
    return {}
  },
} satisfies RdsOperations

/** @throws AwsError DBSubnetGroupNotFoundFault */
export function findSubnetGroup(call: Call, name: string): SubnetGroupRecord {
  const found = call.table(subnetGroups).get(name.toLowerCase())
  if (!found) throw awsError('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`)
  return found
}

export function shownSubnetGroup(record: SubnetGroupRecord, call: Call): DBSubnetGroup {
  return {
    DBSubnetGroupName: record.name,
    DBSubnetGroupDescription: record.description,
    DBSubnetGroupArn: record.arn,
    VpcId: record.vpcId,
    SubnetGroupStatus: 'Complete',
    SupportedNetworkTypes: ['IPV4'],
    Subnets: record.subnetIds.map(SubnetIdentifier => ({
      SubnetIdentifier,
      SubnetAvailabilityZone: { Name: call.table(subnets).get(SubnetIdentifier)?.AvailabilityZone },
      SubnetOutpost: {},
      SubnetStatus: 'Active',
    })),
  }
}

/** @throws AwsError InvalidSubnet, DBSubnetGroupDoesNotCoverEnoughAZs */
function checkedVpc(call: Call, subnetIds: readonly string[]): string {
  const found = subnetIds.map(id => call.table(subnets).get(id))
  const vpcs = new Set(found.map(subnet => subnet?.VpcId))
  const [vpcId] = vpcs
  if (vpcs.size !== 1 || vpcId === undefined) throw invalidSubnets(subnetIds)
  const zones = zonesOf(call, subnetIds)
  if (zones.length < 2) {
    throw awsError(
      'DBSubnetGroupDoesNotCoverEnoughAZs',
      `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones.join(', ')}. Add subnets to cover at least 2 AZs.`,
    )
  }
  return vpcId
}

function invalidSubnets(ids: readonly string[]): AwsError {
  return awsError(
    'InvalidSubnet',
    `The requested subnet [${ids.join(', ')}] is invalid, or multiple subnets were requested that are not all in a common VPC.`,
  )
}
