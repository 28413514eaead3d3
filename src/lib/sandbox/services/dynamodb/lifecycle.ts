import type { TableDescription } from '@aws-sdk/client-dynamodb'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { uuid } from '../identifiers.ts'
import { withTags } from '../tags.ts'
import { checkCreation } from './checks.ts'
import {
  type DynamoOperations,
  type DynamoTable,
  findTable,
  invalid,
  items,
  statusOf,
  tables,
} from './tables.ts'

export const lifecycleOperations = {
  CreateTable(input, call) {
    const { TableName, KeySchema = [], AttributeDefinitions = [], BillingMode = 'PROVISIONED' } = input
    checkCreation(input)
    if (call.table(tables).has(TableName)) throw inUse(`Table already exists: ${TableName}`)
    const activeAt = call.now + timings.tableActive
    const made = call.table(tables).put(TableName, {
      name: TableName,
      arn: call.arn(`table/${TableName}`),
      id: uuid(call),
      createdAt: call.date,
      activeAt,
      backupsAt: activeAt + timings.tableBackupsReady,
      keys: KeySchema,
      attributes: AttributeDefinitions,
      billing: BillingMode,
      throughput: throughputOf(input.ProvisionedThroughput),
      deletionProtection: input.DeletionProtectionEnabled ?? false,
      Tags: withTags([], input.Tags),
    })
    return { TableDescription: described(made, call) }
  },

  DescribeTable: ({ TableName }, call) => ({ Table: described(findTable(call, TableName), call) }),

  ListTables({ ExclusiveStartTableName, Limit = 100 }, call) {
    const all = call.table(tables).keys().toSorted()
    const start = ExclusiveStartTableName ? all.findIndex(name => name > ExclusiveStartTableName) : 0
    const rest = start < 0 ? [] : all.slice(start)
    const TableNames = rest.slice(0, Limit)
    return { TableNames, LastEvaluatedTableName: rest.length > Limit ? TableNames.at(-1) : undefined }
  },

  UpdateTable({ TableName, BillingMode, DeletionProtectionEnabled, ProvisionedThroughput }, call) {
    const found = changeable(call, TableName)
    const updated = call.table(tables).update(found.name, draft => {
      draft.billing = BillingMode ?? draft.billing
      draft.deletionProtection = DeletionProtectionEnabled ?? draft.deletionProtection
      if (ProvisionedThroughput) draft.throughput = throughputOf(ProvisionedThroughput)
    })
    return { TableDescription: described(updated, call) }
  },

  DeleteTable({ TableName }, call) {
    const found = changeable(call, TableName)
    if (found.deletionProtection) {
      throw invalid(
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      )
    }
    const deleting = call.table(tables).update(found.name, draft => {
      draft.deletedAt = call.now + timings.tableDeleted
    })
    call.schedule(timings.tableDeleted, 'dynamodb.deleted', { name: found.name })
    return { TableDescription: described(deleting, call) }
  },
} satisfies DynamoOperations

export function dropTable({ name }: { readonly name: string }, call: Call): void {
  call.table(tables).delete(name)
  for (const [key, { table }] of call.table(items).entries())
    if (table === name) call.table(items).delete(key)
}

function changeable(call: Call, nameOrArn: string): DynamoTable {
  const found = findTable(call, nameOrArn)
  const status = statusOf(found, call)
  if (status === 'ACTIVE') return found
  const doing = status === 'CREATING' ? 'created' : 'deleted'
  throw inUse(`Attempt to change a resource which is still in use: Table is being ${doing}: ${found.name}`)
}

function inUse(message: string) {
  return awsError('ResourceInUseException', message)
}

function throughputOf({ ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = {}): DynamoTable['throughput'] {
  return { ReadCapacityUnits, WriteCapacityUnits }
}

function described(table: DynamoTable, call: Call): TableDescription {
  const held = call.table(items).filter(one => one.table === table.name)
  return {
    TableName: table.name,
    TableArn: table.arn,
    TableId: table.id,
    TableStatus: statusOf(table, call),
    CreationDateTime: table.createdAt,
    KeySchema: table.keys,
    AttributeDefinitions: table.attributes,
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...table.throughput },
    ...(table.billing === 'PAY_PER_REQUEST' && {
      BillingModeSummary: { BillingMode: table.billing, LastUpdateToPayPerRequestDateTime: table.createdAt },
    }),
    DeletionProtectionEnabled: table.deletionProtection,
    ItemCount: held.length,
    TableSizeBytes: held.reduce((sum, { item }) => sum + JSON.stringify(item).length, 0),
  }
}
