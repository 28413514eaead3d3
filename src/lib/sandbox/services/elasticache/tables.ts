import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call, Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'
import type { TagRecord } from '../tags.ts'

/** Some of ElastiCache's operations. */
export type CacheOperations = Operations<typeof import('@aws-sdk/client-elasticache')>

export interface SubnetGroupRecord {
  readonly name: string
  readonly arn: string
  description: string
  readonly vpcId: string
  subnetIds: string[]
  Tags: TagRecord[]
}

export interface NodeRecord {
  readonly clusterId: string
  readonly zone: string
  readonly interfaceId: string
}

/** What of a replication group can be changed. */
export interface GroupShape {
  engine: string
  /** In three parts: `7.1.0`. */
  version: string
  class: string
  automaticFailover: boolean
  multiZone: boolean
  securityGroupIds: string[]
}

export interface GroupRecord extends GroupShape {
  readonly id: string
  readonly arn: string
  readonly description: string
  status: 'creating' | 'available' | 'modifying' | 'deleting'
  readonly createdAt: Date
  /** The part of its names that AWS makes up. */
  readonly token: string
  /** The first one is the primary. */
  nodes: NodeRecord[]
  readonly subnetGroup: string
  readonly port: number
  readonly encryptedInTransit: boolean
  readonly encryptedAtRest: boolean
  readonly hasAuthToken: boolean
  Tags: TagRecord[]
}

/** By name. */
export const subnetGroups = defineTable<SubnetGroupRecord>('elasticache.subnet-groups')
/** By id. */
export const groups = defineTable<GroupRecord>('elasticache.replication-groups')

/** @throws AwsError CacheSubnetGroupNotFoundFault */
export function findSubnetGroup(call: Call, name: string): SubnetGroupRecord {
  const found = call.table(subnetGroups).get(name)
  if (!found) throw awsError('CacheSubnetGroupNotFoundFault', `Cache Subnet Group ${name} does not exist.`)
  return found
}

/** @throws AwsError ReplicationGroupNotFoundFault */
export function findGroup(call: Call, id: string): GroupRecord {
  const found = call.table(groups).get(id)
  if (!found) throw awsError('ReplicationGroupNotFoundFault', `ReplicationGroup ${id} not found.`)
  return found
}

export function invalidValue(message: string): AwsError {
  return awsError('InvalidParameterValueException', message)
}

export function invalidCombination(message: string): AwsError {
  return awsError('InvalidParameterCombinationException', message)
}
