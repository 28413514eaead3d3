import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { meetsCondition, readKeyCondition, readUpdate } from './expressions.ts'
import { type DynamoOperations, type DynamoTable, findActive, type Item, invalid, items } from './tables.ts'

/** Items, well enough for a small application: no indexes, filters, projections or transactions. */
export const itemOperations = {
  PutItem({ TableName, Item, ReturnValues, ...condition }, call) {
    const table = findActive(call, TableName)
    const key = keyOf(table, Item)
    const before = read(call, key)
    requireCondition(before, condition)
    call.table(items).put(key, { table: table.name, item: Item })
    return ReturnValues === 'ALL_OLD' && before ? { Attributes: before } : {}
  },

  GetItem({ TableName, Key, ...rest }, call) {
    refuseFurther(rest, 'ConsistentRead', 'ReturnConsumedCapacity')
    return { Item: read(call, keyOf(findActive(call, TableName), Key, true)) }
  },

  DeleteItem({ TableName, Key, ReturnValues, ...condition }, call) {
    const key = keyOf(findActive(call, TableName), Key, true)
    const before = read(call, key)
    requireCondition(before, condition)
    call.table(items).delete(key)
    return ReturnValues === 'ALL_OLD' && before ? { Attributes: before } : {}
  },

  UpdateItem({ TableName, Key, UpdateExpression, ReturnValues, ...condition }, call) {
    const table = findActive(call, TableName)
    const key = keyOf(table, Key, true)
    const before = read(call, key)
    requireCondition(before, condition)
    const { set, remove } = readUpdate(UpdateExpression ?? '', condition)
    const after: Item = { ...(before ?? Key), ...set }
    for (const name of remove) delete after[name]
    if (keyOf(table, after) !== key)
      throw invalid(
        'One or more parameter values were invalid: Cannot update attribute. This attribute is part of the key',
      )
    call.table(items).put(key, { table: table.name, item: after })
    if (ReturnValues === 'ALL_NEW') return { Attributes: after }
    return ReturnValues === 'ALL_OLD' && before ? { Attributes: before } : {}
  },

  Query(
    { TableName, KeyConditionExpression, ExclusiveStartKey, Limit, ScanIndexForward = true, ...rest },
    call,
  ) {
    const { ExpressionAttributeNames, ExpressionAttributeValues, ...further } = rest
    refuseFurther(further, 'ConsistentRead', 'ReturnConsumedCapacity')
    const table = findActive(call, TableName)
    const matches = readKeyCondition(KeyConditionExpression ?? '', table, rest)
    const found = inOrder(table, call).filter(matches)
    return cut(table, ScanIndexForward ? found : found.toReversed(), ExclusiveStartKey, Limit)
  },

  Scan({ TableName, ExclusiveStartKey, Limit, ...rest }, call) {
    refuseFurther(rest, 'ConsistentRead', 'ReturnConsumedCapacity')
    const table = findActive(call, TableName)
    return cut(table, inOrder(table, call), ExclusiveStartKey, Limit)
  },
} satisfies DynamoOperations

function read(call: Call, key: string): Item | undefined {
  return call.table(items).get(key)?.item
}

/** @throws AwsError ValidationException where a key attribute is missing, of another type, or one too many */
function keyOf({ name, keys, attributes }: DynamoTable, item: Item, alone = false): string {
  if (alone && Object.keys(item).length !== keys.length)
    throw invalid('The provided key element does not match the schema')
  const values = keys.map(({ AttributeName = '' }) => {
    const type = attributes.find(one => one.AttributeName === AttributeName)?.AttributeType ?? 'S'
    const value = (item[AttributeName] as Record<string, unknown> | undefined)?.[type]
    if (value !== undefined) return value
    if (alone) throw invalid('The provided key element does not match the schema')
    const why = item[AttributeName]
      ? `Type mismatch for key ${AttributeName} expected: ${type} actual: ${Object.keys(item[AttributeName])[0]}`
      : `Missing the key ${AttributeName} in the item`
    throw invalid(`One or more parameter values were invalid: ${why}`)
  })
  return `${name} ${JSON.stringify(values)}`
}

function requireCondition(before: Item | undefined, { ConditionExpression, ...rest }: Conditional): void {
  const { ExpressionAttributeNames, ExpressionAttributeValues, ...further } = rest
  refuseFurther(
    further,
    'ReturnConsumedCapacity',
    'ReturnItemCollectionMetrics',
    'ReturnValuesOnConditionCheckFailure',
  )
  if (ConditionExpression === undefined || meetsCondition(ConditionExpression, before ?? {}, rest)) return
  throw awsError('ConditionalCheckFailedException', 'The conditional request failed')
}

interface Conditional {
  readonly ConditionExpression?: string | undefined
  readonly ExpressionAttributeNames?: Record<string, string> | undefined
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined
}

/** What would change the answer, and is not modelled, is refused rather than passed over. */
function refuseFurther(input: object, ...harmless: readonly string[]): void {
  const further = Object.entries(input).find(
    ([name, value]) => value !== undefined && !harmless.includes(name),
  )
  if (further) throw awsError('NotImplemented', `The sandbox does not model ${further[0]} of DynamoDB.`, 501)
}

function inOrder({ name, keys }: DynamoTable, call: Call): Item[] {
  const own = call.table(items).filter(({ table }) => table === name)
  const text = (item: Item) =>
    keys.map(({ AttributeName = '' }) => JSON.stringify(item[AttributeName])).join(' ')
  return own.map(({ item }) => item).toSorted((a, b) => (text(a) < text(b) ? -1 : 1))
}

function cut({ keys }: DynamoTable, all: readonly Item[], start: Item | undefined, limit = 1000) {
  const keyIn = (item: Item) =>
    Object.fromEntries(keys.map(({ AttributeName = '' }) => [AttributeName, item[AttributeName]!]))
  const text = (item: Item) => JSON.stringify(keyIn(item))
  const from = start ? all.findIndex(item => text(item) === text(start)) + 1 : 0
  const Items = all.slice(from, from + limit)
  const LastEvaluatedKey = from + limit < all.length ? keyIn(Items.at(-1)!) : undefined
  return { Items, Count: Items.length, ScannedCount: Items.length, LastEvaluatedKey }
}
