import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { timings } from '../../src/lib/sandbox/timings.ts'
import { awsCli, boto3, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
let dynamodb: DynamoDB
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  dynamodb = new DynamoDB(clientConfig(sandbox))
  await create('notes')
  await sandbox.advance(timings.tableActive)
})
afterAll(() => sandbox.close())

function create(TableName: string, more: object = {}) {
  return dynamodb.createTable({
    TableName,
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'PK', AttributeType: 'S' },
      { AttributeName: 'SK', AttributeType: 'S' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    ...more,
  })
}
const status = async (TableName: string) => (await dynamodb.describeTable({ TableName })).Table!.TableStatus
const refused = (attempt: Promise<unknown>, name: string, message: string | RegExp = '') =>
  expect(attempt).rejects.toMatchObject({ name, message: expect.stringMatching(message) })

describe('a table', () => {
  test('takes a moment to be made, and another to go', async () => {
    const TableName = 'brief'
    await create(TableName)
    expect(await status(TableName)).toBe('CREATING')
    await refused(create(TableName), 'ResourceInUseException', 'Table already exists: brief')
    await refused(dynamodb.deleteTable({ TableName }), 'ResourceInUseException', 'being created')
    await refused(dynamodb.scan({ TableName }), 'ResourceNotFoundException', 'Requested resource not found')
    await sandbox.advance(timings.tableActive)
    expect(await status(TableName)).toBe('ACTIVE')
    await dynamodb.deleteTable({ TableName })
    expect(await status(TableName)).toBe('DELETING')
    await refused(create(TableName), 'ResourceInUseException')
    await sandbox.advance(timings.tableDeleted)
    await refused(
      dynamodb.describeTable({ TableName }),
      'ResourceNotFoundException',
      'Table: brief not found',
    )
  })

  test('that is protected is not deleted', async () => {
    const TableName = 'guarded'
    await create(TableName, { DeletionProtectionEnabled: true })
    await sandbox.advance(timings.tableActive)
    await refused(dynamodb.deleteTable({ TableName }), 'ValidationException', 'protected against deletion')
    await dynamodb.updateTable({ TableName, DeletionProtectionEnabled: false })
    await dynamodb.deleteTable({ TableName })
    await sandbox.advance(timings.tableDeleted)
  })

  test.each([
    [{ TableName: 'no' }, 'TableName must be at least 3'],
    [{ KeySchema: [{ AttributeName: 'PK', KeyType: 'RANGE' }] }, 'first KeySchemaElement is not a HASH'],
    [{ KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }, 'not defined in AttributeDefinitions'],
    [{ KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }] }, 'does not exactly match'],
    [{ BillingMode: 'PROVISIONED' }, 'No provisioned throughput'],
  ])('is not made of %j', async (change, message) => {
    await refused(create('wrong', change), 'ValidationException', message)
  })

  test('can be backed up a little later than it can be used', async () => {
    const TableName = 'notes'
    const update = () =>
      dynamodb.updateContinuousBackups({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      })
    await create('fresh')
    await sandbox.advance(timings.tableActive)
    const fresh = dynamodb.updateContinuousBackups({
      TableName: 'fresh',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    })
    await refused(fresh, 'ContinuousBackupsUnavailableException', 'Please retry later')
    await sandbox.advance(timings.tableBackupsReady)
    await update()
    const { ContinuousBackupsDescription } = await dynamodb.describeContinuousBackups({ TableName })
    expect(ContinuousBackupsDescription!.PointInTimeRecoveryDescription!.PointInTimeRecoveryStatus).toBe(
      'ENABLED',
    )
    await refused(dynamodb.describeContinuousBackups({ TableName: 'nope' }), 'TableNotFoundException')
  })

  test('takes one change of its expiry an hour', async () => {
    const TableName = 'notes'
    const set = (AttributeName: string, Enabled: boolean) =>
      dynamodb.updateTimeToLive({ TableName, TimeToLiveSpecification: { AttributeName, Enabled } })
    const now = async () => (await dynamodb.describeTimeToLive({ TableName })).TimeToLiveDescription
    await set('until', true)
    expect(await now()).toEqual({ TimeToLiveStatus: 'ENABLING', AttributeName: 'until' })
    await refused(
      set('until', false),
      'ValidationException',
      'modified multiple times within a fixed interval',
    )
    await sandbox.advance(timings.tableExpiryChanged)
    expect(await now()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'until' })
    await refused(set('until', true), 'ValidationException', 'TimeToLive is already enabled')
    await refused(set('other', false), 'ValidationException', 'current AttributeName is until')
    await set('until', false)
    await sandbox.advance(timings.tableExpiryChanged)
    expect(await now()).toEqual({ TimeToLiveStatus: 'DISABLED' })
  })

  test('tables are listed by name, page by page', async () => {
    const first = await dynamodb.listTables({ Limit: 1 })
    expect(first).toMatchObject({ TableNames: ['fresh'], LastEvaluatedTableName: 'fresh' })
    const rest = await dynamodb.listTables({ ExclusiveStartTableName: 'fresh' })
    expect(rest.TableNames).toEqual(['notes'])
    expect(rest.LastEvaluatedTableName).toBeUndefined()
  })
})

describe('items', () => {
  const TableName = 'notes'
  const put = (PK: string, SK: string, more: object = {}) =>
    dynamodb.putItem({ TableName, Item: { PK: { S: PK }, SK: { S: SK }, ...more } })
  const key = (PK: string, SK: string) => ({ PK: { S: PK }, SK: { S: SK } })
  const query = (condition: string, values: Record<string, string>, more: object = {}) =>
    dynamodb.query({
      TableName,
      KeyConditionExpression: condition,
      ExpressionAttributeValues: Object.fromEntries(Object.entries(values).map(([name, S]) => [name, { S }])),
      ...more,
    })
  const sorts = ({ Items }: { Items?: Record<string, { S?: string }>[] }) => Items!.map(({ SK }) => SK!.S)

  beforeAll(async () => {
    for (const day of ['2026-01-03', '2026-01-01', '2026-02-01']) await put('anna', day, { n: { N: '1' } })
    await put('ben', '2026-01-02')
  })

  test('are read by key', async () => {
    const { Item } = await dynamodb.getItem({ TableName, Key: key('anna', '2026-01-03') })
    expect(Item).toEqual({ PK: { S: 'anna' }, SK: { S: '2026-01-03' }, n: { N: '1' } })
    expect((await dynamodb.getItem({ TableName, Key: key('anna', 'never') })).Item).toBeUndefined()
    const half = dynamodb.getItem({ TableName, Key: { PK: { S: 'anna' } } })
    await refused(half, 'ValidationException', 'does not match the schema')
    await refused(
      dynamodb.putItem({ TableName, Item: { PK: { S: 'x' }, SK: { N: '1' } } }),
      'ValidationException',
      'Type mismatch for key SK expected: S actual: N',
    )
  })

  test('are found by partition, in the order of the sort key', async () => {
    const all = await query('PK = :pk', { ':pk': 'anna' })
    expect(sorts(all)).toEqual(['2026-01-01', '2026-01-03', '2026-02-01'])
    const january = await query(
      '#p = :pk AND begins_with(#s, :month)',
      { ':pk': 'anna', ':month': '2026-01' },
      { ExpressionAttributeNames: { '#p': 'PK', '#s': 'SK' }, ScanIndexForward: false },
    )
    expect(sorts(january)).toEqual(['2026-01-03', '2026-01-01'])
    const between = { ':pk': 'anna', ':a': '2026-01-02', ':b': '2026-01-31' }
    expect(sorts(await query('PK = :pk AND SK BETWEEN :a AND :b', between))).toEqual(['2026-01-03'])
    expect(sorts(await query('PK = :pk and SK > :a', { ':pk': 'anna', ':a': '2026-01-01' }))).toHaveLength(2)
    await refused(
      query('SK = :pk', { ':pk': 'anna' }),
      'ValidationException',
      'missed key schema element: PK',
    )
  })

  test('come page by page', async () => {
    const first = await query('PK = :pk', { ':pk': 'anna' }, { Limit: 2 })
    const { LastEvaluatedKey: ExclusiveStartKey } = first
    expect(ExclusiveStartKey).toEqual(key('anna', '2026-01-03'))
    const rest = await query('PK = :pk', { ':pk': 'anna' }, { ExclusiveStartKey })
    expect([...sorts(first), ...sorts(rest)]).toEqual(['2026-01-01', '2026-01-03', '2026-02-01'])
    expect((await dynamodb.scan({ TableName })).Count).toBe(4)
  })

  test('are changed and removed, on a condition if need be', async () => {
    const once = { TableName, Item: key('carl', '1'), ConditionExpression: 'attribute_not_exists(PK)' }
    await dynamodb.putItem(once)
    await refused(dynamodb.putItem(once), 'ConditionalCheckFailedException')
    const updated = await dynamodb.updateItem({
      TableName,
      Key: key('carl', '1'),
      UpdateExpression: 'SET #n = :n, colour = :c REMOVE nothing',
      ExpressionAttributeNames: { '#n': 'name' },
      ExpressionAttributeValues: { ':n': { S: 'Carl' }, ':c': { S: 'red' } },
      ReturnValues: 'ALL_NEW',
    })
    expect(updated.Attributes).toEqual({ ...key('carl', '1'), name: { S: 'Carl' }, colour: { S: 'red' } })
    const gone = await dynamodb.deleteItem({ TableName, Key: key('carl', '1'), ReturnValues: 'ALL_OLD' })
    expect(gone.Attributes!.colour).toEqual({ S: 'red' })
  })

  test('what is not modelled is refused, not passed over', async () => {
    const filtered = query('PK = :pk', { ':pk': 'anna' }, { FilterExpression: 'n > :n' })
    await refused(filtered, 'NotImplemented', 'FilterExpression')
    await refused(
      dynamodb.updateItem({ TableName, Key: key('a', 'b'), UpdateExpression: 'ADD n :one' }),
      'NotImplemented',
      'ADD n :one',
    )
  })
})

describeWithAws('DynamoDB as other clients see it', () => {
  test('the AWS CLI makes a table, boto3 writes and reads an item', async () => {
    const argv = ['dynamodb', 'create-table', '--table-name', 'cli', '--billing-mode', 'PAY_PER_REQUEST']
    const keys = ['--key-schema', 'AttributeName=id,KeyType=HASH']
    const types = ['--attribute-definitions', 'AttributeName=id,AttributeType=S']
    const made = await awsCli(sandbox, [...argv, ...keys, ...types])
    expect(JSON.parse(made.stdout).TableDescription.TableStatus).toBe('CREATING')
    await sandbox.advance(timings.tableActive)
    const Item = { id: { S: '1' }, tags: { SS: ['a', 'b'] }, deep: { M: { yes: { BOOL: true } } } }
    await boto3(sandbox, 'dynamodb', 'put_item', { TableName: 'cli', Item })
    const read = await boto3(sandbox, 'dynamodb', 'get_item', { TableName: 'cli', Key: { id: { S: '1' } } })
    expect(read.output.Item).toEqual(Item)
  })
})
