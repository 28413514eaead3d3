import { openLedger } from '../../../releases/ledger.ts'
import { type LockDocument, readLock } from '../../../releases/lock.ts'
import type { ReleaseRecord } from '../../../releases/record.ts'
import { listReleases } from '../../../releases/records.ts'
import type { Reader } from '../evidence.ts'

export interface LedgerReading {
  /** Newest first; none where nothing was released yet. */
  readonly releases: readonly ReleaseRecord[]
  readonly lock: LockDocument | undefined
}

/** What a rollback would return to is nearly always among these. */
const newestReleases = 20

export const ledger: Reader<'ledger'> = async ({ scope, ports }) => {
  const opened = openLedger(scope, ports.s3)
  const [releases, lock] = await Promise.all([listReleases(opened, newestReleases), readLock(opened)])
  return { releases, lock }
}
