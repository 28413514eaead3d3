import { awsReason, pages, unlessMissing, until } from '../aws/index.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, nameOf, type Owner, tagList } from './names.ts'
import { changed, defineResource, type Run } from './resource.ts'
import { describeTable, readTable, type TableState } from './table-state.ts'
import { setExpiry, setPointInTime } from './table-upkeep.ts'

export interface TableSpec {
  readonly partitionKey: string
  readonly sortKey: string | undefined
  /** Attribute with the epoch second at which an item goes. */
  readonly expiry: string | undefined
  readonly pointInTime: boolean
}

/** The name of a table; its ARN follows from it. */
export function tableName(owner: Owner, id: string): string {
  return nameOf(owner, id)
}

/** A DynamoDB table, paid by request. DynamoDB encrypts every table; this one it also protects from deletion. */
export const table = defineResource<TableSpec, TableState>({
  kind: 'table',
  stage: 'bootstrap',
  deps: {},
  holdsData: () => true,

  desired: ({ tables }) =>
    Object.fromEntries(
      Object.entries(tables).map(([id, { partitionKey, sortKey, expiry, pointInTime }]) => [
        id,
        { partitionKey, sortKey, expiry, pointInTime },
      ]),
    ),

  async inspect(scope, ports) {
    const names = await pages(ports.dynamodb.listTables, {}, page => page.TableNames)
    const candidates = names.filter(name => name.startsWith(tableName(scope, '')))
    const found = await Promise.all(
      candidates.map(async name => {
        const state = await readTable(name, ports)
        const tags =
          state && (await unlessMissing(ports.dynamodb.listTagsOfResource({ ResourceArn: state.arn })))
        const id = idIn(tags?.Tags, scope)
        return state && id !== undefined ? [[id, state] as const] : []
      }),
    )
    return Object.fromEntries(found.flat())
  },

  diff: (want, have) => [
    ...changed('partitionKey', have.partitionKey, want.partitionKey, true),
    ...changed('sortKey', have.sortKey, want.sortKey, true),
    ...changed('status', have.status, 'ACTIVE'),
    ...changed('billing', have.billing, 'PAY_PER_REQUEST'),
    ...changed('deletionProtection', have.deletionProtection, true),
    ...changed('pointInTime', have.pointInTime, want.pointInTime),
    ...changed('expiry', have.expiry, want.expiry),
  ],

  async ensure(want, have, _deps, run) {
    const name = have?.name ?? tableName(run.scope, run.id)
    if (!have) await create(name, want, run)
    const standing = await active(name, run)
    if (!standing.deletionProtection || standing.billing !== 'PAY_PER_REQUEST') {
      const billing =
        standing.billing === 'PAY_PER_REQUEST' ? {} : { BillingMode: 'PAY_PER_REQUEST' as const }
      await run.ports.dynamodb.updateTable({ TableName: name, DeletionProtectionEnabled: true, ...billing })
    }
    if (standing.pointInTime !== want.pointInTime) await setPointInTime(name, want.pointInTime, run)
    if (standing.expiry !== want.expiry) await setExpiry(name, standing.expiry, want.expiry, run)
    return await active(name, run)
  },

  // With point-in-time recovery, DynamoDB itself keeps a backup of a deleted table for 35 days.
  async remove({ name: TableName }, run) {
    const { dynamodb } = run.ports
    const standing = await describeTable(TableName, run.ports)
    if (!standing) return
    if (standing.DeletionProtectionEnabled)
      await unlessMissing(dynamodb.updateTable({ TableName, DeletionProtectionEnabled: false }))
    await unlessMissing(dynamodb.deleteTable({ TableName }))
    await until({ ...run, what: `table ${TableName} to be deleted`, within: 600 }, async () =>
      (await describeTable(TableName, run.ports)) ? undefined : true,
    )
  },

  identify: ({ name }) => name,
})

/** A table that is on its way out keeps its name until it is gone. */
async function create(TableName: string, { partitionKey, sortKey }: TableSpec, run: Run): Promise<void> {
  const { dynamodb } = run.ports
  const keys = [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    ...(sortKey ? [{ AttributeName: sortKey, KeyType: 'RANGE' as const }] : []),
  ]
  const input = {
    TableName,
    KeySchema: keys,
    AttributeDefinitions: keys.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' as const })),
    BillingMode: 'PAY_PER_REQUEST' as const,
    DeletionProtectionEnabled: true,
    Tags: tagList(run.scope, run.id),
  }
  await until({ ...run, what: `the name ${TableName} to be free`, within: 600 }, async () => {
    try {
      return await dynamodb.createTable(input)
    } catch (error) {
      if (awsReason(error) !== 'in-use') throw error
    }
    const standing = await describeTable(TableName, run.ports)
    if (!standing || standing.TableStatus === 'DELETING') return undefined
    const { Tags } = await dynamodb.listTagsOfResource({ ResourceArn: standing.TableArn! })
    refuseForeign(Tags, run.scope, `DynamoDB table ${TableName}`)
    return standing
  })
}

async function active(name: string, run: Run): Promise<TableState> {
  run.waiting(`for ${name} to be active`)
  return await until({ ...run, what: `table ${name} to be active`, within: 600 }, async () => {
    const found = await readTable(name, run.ports)
    return found?.status === 'ACTIVE' ? found : undefined
  })
}
