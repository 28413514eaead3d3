import { expect, test } from 'vitest'
import { makeClock } from '../../src/lib/events/index.ts'
import { accessStatements } from '../../src/lib/resources/access.ts'
import { role } from '../../src/lib/resources/role.ts'
import { table } from '../../src/lib/resources/table.ts'
import { taskDefinition } from '../../src/lib/resources/task-definition.ts'
import { Environment } from './environment.ts'
import { image, manifestOf, scope } from './manifest.ts'
import { describeOnBoth } from './on-both.ts'
import { startOwn } from './sandbox.ts'

const main = { partitionKey: 'PK', sortKey: 'SK', expiry: 'expiresAt' }
const withTables = (tables: object) => manifestOf({ ingress: 'none', tables })
const TableName = 'shop-prod-main'
const arn = `arn:aws:dynamodb:eu-west-1:123456789012:table/${TableName}`

test('what the manifest says of a table', () => {
  expect(table.desired(withTables({ main, plain: { partitionKey: 'id', pointInTime: false } }))).toEqual({
    main: { partitionKey: 'PK', sortKey: 'SK', expiry: 'expiresAt', pointInTime: true },
    plain: { partitionKey: 'id', sortKey: undefined, expiry: undefined, pointInTime: false },
  })
})

test('a task may use a table as far as the manifest says', () => {
  const manifest = withTables({ main })
  const [reading] = accessStatements({ 'tables.main': 'read' }, manifest, scope)
  expect(reading).toMatchObject({ Resource: [arn, `${arn}/index/*`] })
  expect(reading!.Action).not.toContain('dynamodb:PutItem')
  const [writing] = accessStatements({ 'tables.main': 'write' }, manifest, scope)
  expect(writing!.Action).toEqual(expect.arrayContaining(['dynamodb:Query', 'dynamodb:PutItem']))
})

describeOnBoth([table], ({ moto, environment }) => {
  test('a table is made as it is meant, and only once', async () => {
    const manifest = withTables({ main })
    expect(await environment.plan(manifest)).toEqual(['table/main create'])
    await environment.settle(manifest)
    expect(await environment.plan(manifest)).toEqual([])
    const { Table } = await moto.ports.dynamodb.describeTable({ TableName })
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      DeletionProtectionEnabled: true,
    })
    const { ContinuousBackupsDescription } = await moto.ports.dynamodb.describeContinuousBackups({
      TableName,
    })
    expect(ContinuousBackupsDescription).toMatchObject({
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
    })
    const { TimeToLiveDescription } = await moto.ports.dynamodb.describeTimeToLive({ TableName })
    expect(TimeToLiveDescription).toMatchObject({ AttributeName: 'expiresAt' })
  })

  test('what somebody changed by hand is seen, and put right', async () => {
    const { dynamodb } = moto.ports
    await dynamodb.updateTable({ TableName, DeletionProtectionEnabled: false })
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: false }
    await dynamodb.updateContinuousBackups({ TableName, PointInTimeRecoverySpecification })
    const manifest = withTables({ main })
    expect(await environment.plan(manifest)).toEqual(['table/main update deletionProtection pointInTime'])
    await environment.settle(manifest)
    expect(await environment.plan(manifest)).toEqual([])
  })

  test('a crash before the answer leaves nothing twice', async () => {
    const unseen = new Environment([{ ...table, inspect: async () => ({}) }], moto.ports)
    await unseen.settle(withTables({ main }))
    expect(await environment.standing()).toEqual(['table/main'])
  })

  test('a table that left the manifest stays, and so does it at teardown', async () => {
    expect(await environment.plan(withTables({}))).toEqual(['table/main keep'])
    await environment.tearDown()
    expect(await environment.standing()).toEqual(['table/main'])
  })

  test('once it is named, a table goes for all its protection', async () => {
    await environment.tearDown(['table/main'])
    expect(await environment.standing()).toEqual([])
  })

  test('what somebody else made under a name of ours is not taken over', async () => {
    await moto.ports.dynamodb.createTable({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    })
    await expect(environment.settle(withTables({ main }))).rejects.toMatchObject({ code: 'graph.name-taken' })
  })

  test('a task learns the name and the ARN of its table', async () => {
    const other = { partitionKey: 'id' }
    const env = { TABLE: '${tables.other.name}', ARN: '${tables.other.arn}' }
    const manifest = manifestOf({ tables: { other }, services: { api: { image, env } } })
    await new Environment([table, role, taskDefinition], moto.ports).settle(manifest)
    const answer = await moto.ports.ecs.describeTaskDefinition({ taskDefinition: 'shop-prod-api' })
    expect(answer.taskDefinition!.containerDefinitions![0]!.environment).toEqual([
      { name: 'ARN', value: 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop-prod-other' },
      { name: 'TABLE', value: 'shop-prod-other' },
    ])
  })
})

test('another expiry waits for the hour in which DynamoDB takes no second change', async () => {
  const speed = 4000
  const own = await startOwn(speed)
  const environment = new Environment([table], own.ports, makeClock(speed))
  await environment.settle(withTables({ main }))
  await environment.settle(withTables({ main: { ...main, expiry: 'until' } }))
  expect(await environment.plan(withTables({ main: { ...main, expiry: 'until' } }))).toEqual([])
  expect(environment.events).toContainEqual(
    expect.objectContaining({
      type: 'resource.waiting',
      detail: 'for DynamoDB, which lets the expiry change once an hour',
    }),
  )
  own.stop()
})
