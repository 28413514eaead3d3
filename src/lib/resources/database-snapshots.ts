import type { DBSnapshot } from '@aws-sdk/client-rds'
import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import type { DatabaseState } from './database-instance.ts'
import { tagOf } from './database-instance.ts'
import { databaseTags } from './database-names.ts'
import { idIn, type Scope } from './names.ts'

/** A snapshot that a database can be restored from. */
export interface Snapshot {
  readonly identifier: string
  /** Logical id of the database that it was taken of. */
  readonly database: string
  /** `automated` ones go with the instance, `manual` ones stay; a last snapshot is one of these. */
  readonly type: string
  readonly status: string
  readonly takenAt: Date | undefined
  readonly engine: string
  readonly version: string
  readonly username: string
  readonly encrypted: boolean
  /** GiB. */
  readonly storage: number
}

/** The snapshots of this environment's databases, by the tags that RDS copied from the instances; newest first. */
export async function readSnapshots(scope: Scope, { rds }: Ports): Promise<Snapshot[]> {
  const all = await pages(rds.describeDBSnapshots, {}, page => page.DBSnapshots)
  const ours = all.flatMap(one => {
    const id = idIn(one.TagList, scope)
    return id === undefined ? [] : [snapshotOf(one, tagOf(one.TagList, databaseTags.of) ?? id)]
  })
  return ours.toSorted((a, b) => (b.takenAt?.getTime() ?? 0) - (a.takenAt?.getTime() ?? 0))
}

/** Any snapshot of this account and region, whoever took it. */
export async function findSnapshot(
  DBSnapshotIdentifier: string,
  { rds }: Ports,
): Promise<Snapshot | undefined> {
  const answer = await unlessMissing(rds.describeDBSnapshots({ DBSnapshotIdentifier }))
  const found = answer?.DBSnapshots?.[0]
  return found && snapshotOf(found, tagOf(found.TagList, databaseTags.of) ?? '')
}

/** A window of moments; undefined where automated backups are off, or have not begun. */
export async function readRestoreWindow(
  { identifier, backupDays, createdAt, latestRestorable }: DatabaseState,
  { rds }: Ports,
): Promise<{ from: Date; to: Date } | undefined> {
  if (backupDays === 0) return undefined
  const input = { DBInstanceIdentifier: identifier }
  const answer = await unlessMissing(rds.describeDBInstanceAutomatedBackups(input))
  const { EarliestTime, LatestTime } = answer?.DBInstanceAutomatedBackups?.[0]?.RestoreWindow ?? {}
  const from = EarliestTime ?? createdAt
  const to = LatestTime ?? latestRestorable
  return from && to ? { from, to } : undefined
}

function snapshotOf(one: DBSnapshot, database: string): Snapshot {
  return {
    identifier: one.DBSnapshotIdentifier!,
    database,
    type: one.SnapshotType!,
    status: one.Status!,
    takenAt: one.SnapshotCreateTime,
    engine: one.Engine!,
    version: one.EngineVersion!,
    username: one.MasterUsername!,
    encrypted: one.Encrypted ?? false,
    storage: one.AllocatedStorage!,
  }
}
