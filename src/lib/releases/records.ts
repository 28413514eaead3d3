import { DeployctlError } from '../errors/index.ts'
import type { Ledger } from './ledger.ts'
import type { ReleaseRecord } from './record.ts'

/** A record of this run, and the version under which the ledger holds it. */
export interface OpenRecord {
  readonly record: ReleaseRecord
  readonly etag: string
}

export type ReleaseDraft = Omit<ReleaseRecord, 'version' | 'number' | 'outcome'>

const prefix = 'releases/'

/** Releases of an environment, newest first; `limit` newest only, to keep the recovery path short. */
export async function listReleases(
  ledger: Ledger,
  limit = Number.POSITIVE_INFINITY,
): Promise<ReleaseRecord[]> {
  const numbers = (await numbersIn(ledger)).reverse().slice(0, limit)
  const read = await Promise.all(numbers.map(number => readRelease(ledger, number)))
  return read.filter(record => record !== undefined)
}

export async function readRelease(ledger: Ledger, number: number): Promise<ReleaseRecord | undefined> {
  return (await ledger.read<ReleaseRecord>(keyOf(number)))?.value
}

/**
 * Begins a release under the next free number. Of two runs that want the same number one gets the next:
 * the ledger takes each number once.
 * @param known the newest releases, where they were read already; saves a call
 */
export async function openRelease(
  ledger: Ledger,
  draft: ReleaseDraft,
  known?: readonly ReleaseRecord[],
): Promise<OpenRecord> {
  const numbers = known?.map(({ number }) => number) ?? (await numbersIn(ledger))
  const newest = Math.max(0, ...numbers)
  for (let number = newest + 1; ; number++) {
    const record: ReleaseRecord = { version: 1, number, outcome: 'in-progress', ...draft }
    const etag = (await ledger.create(keyOf(number), record)) ?? (await ownEtag(ledger, record))
    if (etag !== undefined) return { record, etag }
  }
}

/**
 * Writes the next state of an open record in place.
 * @throws DeployctlError `ledger.conflict` where somebody else wrote it in between
 */
export async function updateRelease(
  ledger: Ledger,
  open: OpenRecord,
  change: Partial<ReleaseRecord>,
): Promise<OpenRecord> {
  const record = { ...open.record, ...change }
  const key = keyOf(record.number)
  const etag = (await ledger.replace(key, record, open.etag)) ?? (await sameEtag(ledger, record))
  if (etag === undefined) {
    throw new DeployctlError('ledger.conflict', {
      message: `The record of release ${record.number} was changed by somebody else.`,
    })
  }
  return { record, etag }
}

/** Writes a record that is closed anew; one that somebody changed meanwhile stays as they left it. */
export async function replaceRelease(ledger: Ledger, record: ReleaseRecord): Promise<void> {
  const key = keyOf(record.number)
  const stored = await ledger.read<ReleaseRecord>(key)
  if (stored) await ledger.replace(key, record, stored.etag)
}

/** Marks what a run that died left open. For the holder of the lock only: the lock proves that its owner is gone. */
export async function closeAbandoned(ledger: Ledger, records: readonly ReleaseRecord[]): Promise<void> {
  for (const { number, outcome } of records) {
    if (outcome !== 'in-progress') continue
    const stored = await ledger.read<ReleaseRecord>(keyOf(number))
    const cause = 'The run that made it ended without finishing it.'
    if (stored?.value.outcome === 'in-progress')
      await ledger.replace(keyOf(number), { ...stored.value, outcome: 'interrupted', cause }, stored.etag)
  }
}

/** Sorted by name, which is sorted by number: six digits each. */
async function numbersIn(ledger: Ledger): Promise<number[]> {
  const keys = await ledger.list(prefix)
  return keys.map(key => Number.parseInt(key.slice(prefix.length), 10)).filter(Number.isInteger)
}

/** A put whose answer was lost is refused when repeated, though it succeeded. */
async function ownEtag(ledger: Ledger, { number, run }: ReleaseRecord): Promise<string | undefined> {
  const stored = await ledger.read<ReleaseRecord>(keyOf(number))
  return stored?.value.run === run ? stored.etag : undefined
}

async function sameEtag(ledger: Ledger, record: ReleaseRecord): Promise<string | undefined> {
  const stored = await ledger.read<ReleaseRecord>(keyOf(record.number))
  return JSON.stringify(stored?.value) === JSON.stringify(record) ? stored?.etag : undefined
}

function keyOf(number: number): string {
  return `${prefix}${String(number).padStart(6, '0')}.json`
}
