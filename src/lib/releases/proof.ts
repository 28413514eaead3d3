import type { Ledger } from './ledger.ts'
import { provenHealthy, type ReleaseRecord } from './record.ts'
import { replaceRelease } from './records.ts'
import { servingRelease } from './retention.ts'

/** What the waker notes of a system on demand; see `on-demand/cloud/notes.ts`. */
interface WakerNotes {
  readonly awakeSince?: number
}

const notesKey = 'on-demand.json'

/**
 * A release that was made while nothing ran is proven by the first wake in which it answers. Remembers it in the
 * record of the one that serves.
 * @param at milliseconds since the epoch at which it was seen well
 * @returns the records as they are now
 */
export async function rememberHealthy(
  ledger: Ledger,
  records: readonly ReleaseRecord[],
  at: number,
): Promise<readonly ReleaseRecord[]> {
  const serving = servingRelease(records)
  if (serving?.outcome !== 'succeeded' || provenHealthy(serving)) return records
  const proven = { ...serving, seenHealthyAt: new Date(at).toISOString() }
  await replaceRelease(ledger, proven)
  return records.map(record => (record === serving ? proven : record))
}

/** The same by what the waker noted: that it saw the service answer after the release was made. */
export async function proveByNotes(
  ledger: Ledger,
  records: readonly ReleaseRecord[],
): Promise<readonly ReleaseRecord[]> {
  const { awakeSince } = (await ledger.read<WakerNotes>(notesKey))?.value ?? {}
  const finished = Date.parse(servingRelease(records)?.finishedAt ?? '')
  return awakeSince !== undefined && awakeSince > finished
    ? await rememberHealthy(ledger, records, awakeSince)
    : records
}
