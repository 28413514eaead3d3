import type { Call } from '../../service.ts'
import type { TableOf } from '../../store.ts'
import type { DatabaseRecord } from './tables.ts'

/** What is stopped is started by AWS after seven days (RDS User Guide, "Stopping an instance temporarily"). */
const longestStop = 7 * 24 * 60 * 60_000

interface Stoppable extends DatabaseRecord {
  status: string
}

/** Puts a database to rest, until AWS starts it again. @param event what takes a step of its life */
export function rest(
  call: Call,
  table: TableOf<Stoppable>,
  event: 'rds.instance' | 'rds.cluster',
  { identifier, resourceId }: DatabaseRecord,
): void {
  call.table(table).update(identifier, draft => {
    draft.status = 'stopped'
    draft.restartsAt = new Date(call.now + longestStop)
  })
  call.schedule(longestStop, event, { identifier, resourceId, step: 'due' })
}

/** Whether AWS starts it again now: it may have been started, and stopped anew, meanwhile. */
export function isOverdue({ now }: Call, { status, restartsAt }: Stoppable): boolean {
  return status === 'stopped' && restartsAt !== undefined && restartsAt.getTime() <= now
}
