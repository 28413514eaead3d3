import type { AttributeValue, KeySchemaElement, TableDescription } from '@aws-sdk/client-dynamodb'
import { awsError } from '../../aws-error.ts'
import type { Call, Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'
import type { TagRecord } from '../tags.ts'

/** Some of DynamoDB's operations. */
export type DynamoOperations = Operations<typeof import('@aws-sdk/client-dynamodb')>

export interface DynamoTable {
  readonly name: string
  readonly arn: string
  readonly id: string
  readonly createdAt: Date
  /** Virtual ms from which on it can be used, and from which on it can be backed up. */
  readonly activeAt: number
  readonly backupsAt: number
  /** Virtual ms at which it is gone; undefined while nobody deleted it. */
  deletedAt?: number
  readonly keys: KeySchemaElement[]
  readonly attributes: NonNullable<TableDescription['AttributeDefinitions']>
  billing: 'PAY_PER_REQUEST' | 'PROVISIONED'
  throughput: { ReadCapacityUnits: number; WriteCapacityUnits: number }
  deletionProtection: boolean
  pointInTimeSince?: Date | undefined
  expiry?: Expiry | undefined
  Tags: TagRecord[]
}

export interface Expiry {
  attribute: string
  enabled: boolean
  /** Virtual ms. */
  changedAt: number
}

export type Item = Record<string, AttributeValue>

/** By name. */
export const tables = defineTable<DynamoTable>('dynamodb.tables')
/** By the table's name, a space and the key's values as JSON. */
export const items = defineTable<{ readonly table: string; readonly item: Item }>('dynamodb.items')

/** @throws AwsError ResourceNotFoundException, worded as the control plane words it */
export function findTable(call: Call, nameOrArn: string): DynamoTable {
  const found = call.table(tables).get(nameIn(nameOrArn))
  if (found) return found
  throw awsError(
    'ResourceNotFoundException',
    `Requested resource not found: Table: ${nameIn(nameOrArn)} not found`,
  )
}

/** @throws AwsError ResourceNotFoundException while a table is not active, as reads and writes of items do */
export function findActive(call: Call, nameOrArn: string): DynamoTable {
  const found = call.table(tables).get(nameIn(nameOrArn))
  if (found && statusOf(found, call) === 'ACTIVE') return found
  throw awsError('ResourceNotFoundException', 'Requested resource not found')
}

/** Most operations take a table's ARN in place of its name. */
export function nameIn(nameOrArn: string): string {
  return nameOrArn.split(':table/').at(-1)!
}

export function statusOf(
  { activeAt, deletedAt }: DynamoTable,
  call: Call,
): 'CREATING' | 'ACTIVE' | 'DELETING' {
  if (deletedAt !== undefined) return 'DELETING'
  return call.now < activeAt ? 'CREATING' : 'ACTIVE'
}

export function invalid(message: string) {
  return awsError('ValidationException', message)
}
