import type { RestoreWindow } from '@aws-sdk/client-rds'
import type { Call } from '../../service.ts'

const day = 24 * 60 * 60_000
/** The logs of transactions are kept every five minutes. */
const logInterval = 5 * 60_000

interface BackedUp {
  readonly backupDays: number
  readonly backedUpSince?: Date | undefined
}

/** From when to when a database can be restored; undefined without automated backups. */
export function restoreWindow(
  { backupDays, backedUpSince }: BackedUp,
  call: Call,
): Required<RestoreWindow> | undefined {
  if (backupDays === 0 || backedUpSince === undefined) return undefined
  const since = backedUpSince.getTime()
  const latest = Math.max(since, Math.floor(call.now / logInterval) * logInterval)
  const earliest = Math.min(latest, Math.max(since, call.now - backupDays * day))
  return { EarliestTime: new Date(earliest), LatestTime: new Date(latest) }
}
