import type { BillingMode, KeyType, TableDescription, TimeToLiveDescription } from '@aws-sdk/client-dynamodb'
import { type Ports, unlessMissing } from '../aws/index.ts'
import type { Exported } from './outputs.ts'

export interface TableState extends Exported {
  readonly name: string
  readonly arn: string
  /** AWS's word: `CREATING`, `ACTIVE`, `UPDATING`. */
  readonly status: string
  readonly partitionKey: string | undefined
  readonly sortKey: string | undefined
  readonly expiry: string | undefined
  readonly pointInTime: boolean
  readonly billing: BillingMode
  readonly deletionProtection: boolean
}

/** What AWS says of a table; undefined where it has none of that name. */
export async function describeTable(
  TableName: string,
  { dynamodb }: Ports,
): Promise<TableDescription | undefined> {
  return (await unlessMissing(dynamodb.describeTable({ TableName })))?.Table
}

/** All of a table that can be settled; undefined where it is gone, or going. */
export async function readTable(TableName: string, ports: Ports): Promise<TableState | undefined> {
  const [one, backups, expiry] = await Promise.all([
    describeTable(TableName, ports),
    unlessMissing(ports.dynamodb.describeContinuousBackups({ TableName })),
    unlessMissing(ports.dynamodb.describeTimeToLive({ TableName })),
  ])
  if (!one || one.TableStatus === 'DELETING') return undefined
  const recovery = backups?.ContinuousBackupsDescription?.PointInTimeRecoveryDescription
  return {
    name: TableName,
    arn: one.TableArn!,
    status: one.TableStatus!,
    partitionKey: keyOf(one, 'HASH'),
    sortKey: keyOf(one, 'RANGE'),
    expiry: expiryOf(expiry?.TimeToLiveDescription),
    pointInTime: recovery?.PointInTimeRecoveryStatus === 'ENABLED',
    // A table that was always provisioned has no summary.
    billing: one.BillingModeSummary?.BillingMode ?? 'PROVISIONED',
    deletionProtection: one.DeletionProtectionEnabled ?? false,
    outputs: { name: TableName, arn: one.TableArn! },
  }
}

function keyOf({ KeySchema }: TableDescription, type: KeyType): string | undefined {
  return KeySchema?.find(({ KeyType }) => KeyType === type)?.AttributeName
}

function expiryOf(description: TimeToLiveDescription | undefined): string | undefined {
  const { TimeToLiveStatus, AttributeName } = description ?? {}
  return TimeToLiveStatus?.startsWith('ENABL') ? AttributeName : undefined
}
