import type { Ledger } from './ledger.ts'

/** How many tasks each service had when it was put to sleep. Autoscaling keeps its own bounds: it is only suspended. */
export type RememberedCounts = Readonly<Record<string, number>>

const key = 'counts.json'

/** What `sleep` remembered, by service; {} when awake. */
export async function readCounts(ledger: Ledger): Promise<RememberedCounts> {
  return (await ledger.read<RememberedCounts>(key))?.value ?? {}
}

/** Replaces what is remembered; {} forgets. For the holder of the lock only. */
export async function writeCounts(ledger: Ledger, counts: RememberedCounts): Promise<void> {
  const stored = await ledger.read<RememberedCounts>(key)
  if (stored) await ledger.replace(key, counts, stored.etag)
  else await ledger.create(key, counts)
}
