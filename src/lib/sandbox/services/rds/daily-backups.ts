import type { Call } from '../../service.ts'
import type { TableOf } from '../../store.ts'
import type { CommonSnapshot } from './tables.ts'
import { deleteTaken } from './taken-snapshots.ts'

const day = 24 * 60 * 60_000

/** What is backed up once a day: an instance, or a cluster. */
interface BackedUp {
  readonly identifier: string
  readonly resourceId: string
  readonly backupDays: number
  readonly status: string
  backedUpSince?: Date | undefined
  nextBackupAt?: number | undefined
}

export interface BackupKind<Database extends BackedUp> {
  readonly table: TableOf<Database>
  /** What lets the next one be taken. */
  readonly event: string
  take(call: Call, database: Database, identifier: string): void
  /** Its automated ones are the backups. */
  readonly snapshots: TableOf<CommonSnapshot>
}

export interface Subject {
  readonly identifier: string
  readonly resourceId: string
  /** Virtual ms: backups may have been ended, and begun again, since this one was planned. */
  readonly due: number
}

/** Automated backups begin with a first one, as soon as a database has a retention. */
export function beginDaily<Database extends BackedUp>(
  kind: BackupKind<Database>,
  call: Call,
  identifier: string,
): void {
  const database = call.table(kind.table).get(identifier)
  if (!database || database.backupDays === 0 || database.backedUpSince !== undefined) return
  call.table(kind.table).update(identifier, draft => {
    draft.backedUpSince = call.date
  })
  takeDaily(kind, call, database)
}

export function backUpDaily<Database extends BackedUp>(
  kind: BackupKind<Database>,
  call: Call,
  { identifier, resourceId, due }: Subject,
): void {
  const database = call.table(kind.table).get(identifier)
  if (database?.resourceId === resourceId && database.nextBackupAt === due) takeDaily(kind, call, database)
}

/** Those older than the retention go. */
function takeDaily<Database extends BackedUp>(
  kind: BackupKind<Database>,
  call: Call,
  database: Database,
): void {
  const { identifier, resourceId, backupDays } = database
  const moment = call.date.toISOString().slice(0, 16).replaceAll(/[T:]/g, '-')
  if (database.status === 'available') kind.take(call, database, `rds:${identifier}-${moment}`)
  const outdated = backupsOf(kind, call, database).filter(
    one => call.now - one.createdAt.getTime() > backupDays * day,
  )
  for (const one of outdated) deleteTaken(call, kind.snapshots, one)
  const due = call.now + day
  call.table(kind.table).update(identifier, draft => {
    draft.nextBackupAt = due
  })
  call.schedule(day, kind.event, { identifier, resourceId, due })
}

export function forgetDaily<Database extends BackedUp>(
  kind: BackupKind<Database>,
  call: Call,
  database: Database,
): void {
  for (const one of backupsOf(kind, call, database)) deleteTaken(call, kind.snapshots, one)
}

function backupsOf<Database extends BackedUp>(
  { snapshots }: BackupKind<Database>,
  call: Call,
  { resourceId }: Database,
): CommonSnapshot[] {
  return call.table(snapshots).filter(one => one.type === 'automated' && one.resourceId === resourceId)
}
