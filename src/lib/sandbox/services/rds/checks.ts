import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { networkInterfaces, securityGroups, subnets } from '../ec2/tables.ts'
import { type InstanceRecord, instances } from './tables.ts'

export function invalidValue(message: string): AwsError {
  return awsError('InvalidParameterValue', message)
}

export function invalidCombination(message: string): AwsError {
  return awsError('InvalidParameterCombination', message)
}

export function invalidState(message: string): AwsError {
  return awsError('InvalidDBInstanceState', message)
}

/** @throws AwsError InvalidParameterValue; @returns it in lower case, as RDS keeps it */
export function checkedIdentifier(parameter: string, identifier: string, limit = 63): string {
  const isWellFormed = /^[A-Za-z](-?[A-Za-z0-9])*$/.test(identifier)
  if (!isWellFormed || identifier.length > limit) {
    throw invalidValue(
      `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
    )
  }
  return identifier.toLowerCase()
}

/** @throws AwsError DBInstanceNotFound */
export function findInstance(call: Call, identifier: string): InstanceRecord {
  const found = call.table(instances).get(identifier.toLowerCase())
  if (!found) throw awsError('DBInstanceNotFound', `DBInstance ${identifier} not found.`)
  return found
}

/** @throws AwsError InvalidDBInstanceState unless nothing else happens to the instance */
export function requireAvailable({ identifier, status }: InstanceRecord): void {
  if (status === 'available') return
  throw invalidState(`Database instance is not in available state: ${identifier} is ${status}.`)
}

/** @throws AwsError InvalidParameterValue */
export function checkSecurityGroups(call: Call, ids: readonly string[], vpcId: string): void {
  for (const id of ids) {
    const group = call.table(securityGroups).get(id)
    if (!group) throw invalidValue(`Invalid security group , groupId= ${id}, groupName=.`)
    if (group.VpcId !== vpcId) {
      throw invalidCombination(
        'The DB instance and EC2 security group are in different VPCs. The DB instance is in ' +
          `${vpcId} and the EC2 security group is in ${group.VpcId}`,
      )
    }
  }
}

/** The availability zones of subnets. */
export function zonesOf(call: Call, subnetIds: readonly string[]): string[] {
  const zones = subnetIds.map(id => call.table(subnets).get(id)?.AvailabilityZone)
  return [...new Set(zones.filter(zone => zone !== undefined))].toSorted()
}

/** What stands in a network takes its new groups there as well. */
export function moveInterfaces(call: Call, ids: readonly string[], groupIds: readonly string[]): void {
  const Groups = groupIds.map(GroupId => ({
    GroupId,
    GroupName: call.table(securityGroups).get(GroupId)?.GroupName,
  }))
  for (const id of ids) {
    if (!call.table(networkInterfaces).has(id)) continue
    call.table(networkInterfaces).update(id, draft => {
      draft.Groups = Groups
    })
  }
}
