import type { Manifest } from '../../manifest/schema/manifest.ts'
import { type Basis, expectedCents } from '../estimate.ts'
import { insightsOff, nights, onDemand } from './hours.ts'
import { endpoints, publicSubnets, singleNat } from './network.ts'
import type { Option } from './option.ts'
import { arm64, half, smallest, spot } from './services.ts'
import {
  gravitonCaches,
  gravitonDatabases,
  noProxy,
  noReaders,
  pause,
  singleNode,
  singleZone,
  valkey,
} from './stores.ts'

const options: readonly Option[] = [
  spot,
  arm64,
  half,
  smallest,
  singleNat,
  endpoints,
  publicSubnets,
  nights,
  onDemand,
  singleZone,
  noProxy,
  noReaders,
  pause,
  gravitonDatabases,
  gravitonCaches,
  singleNode,
  valkey,
  insightsOff,
]

export interface Saving extends Pick<Option, 'id' | 'title' | 'tradeOff'> {
  /** What it takes off the expected month by itself. */
  readonly cents: number
  readonly write: readonly string[]
}

export interface Savings {
  /** The largest first. They do not add up: what Spot saves of half a task is half as much. */
  readonly each: readonly Saving[]
  /** What the best of each goal save when all are taken. */
  readonly together: { readonly cents: number; readonly ids: readonly string[] }
}

/** What each change to a manifest would save, found by pricing the changed manifest. Pure. */
export function savingsOf(manifest: Manifest, basis: Basis): Savings {
  const now = expectedCents(manifest, basis)
  const found = options
    .map(option => ({ option, saving: priced(option, manifest, basis, now) }))
    .filter((one): one is { option: Option; saving: Saving } => one.saving !== undefined)
    .toSorted((a, b) => b.saving.cents - a.saving.cents)
  const best = [...Map.groupBy(found, ({ option }) => option.goal).values()].map(([first]) => first!)
  const ids = best.map(({ saving }) => saving.id)
  return {
    each: found.map(({ saving }) => saving),
    together: { cents: now - expectedCents(withOptions(manifest, ids), basis), ids },
  }
}

function priced(option: Option, manifest: Manifest, basis: Basis, now: number): Saving | undefined {
  const proposal = option.propose(manifest)
  if (!proposal) return undefined
  const { id, title, tradeOff } = option
  const cents = now - expectedCents(proposal.manifest, basis)
  return cents > 0 ? { id, title, tradeOff, cents, write: proposal.write } : undefined
}

/** The manifest with these options taken, one upon the other: an earlier one may leave a later one nothing to do. */
export function withOptions(manifest: Manifest, ids: readonly string[]): Manifest {
  let changed = manifest
  for (const id of ids) {
    const option = options.find(one => one.id === id)
    changed = option?.propose(changed)?.manifest ?? changed
  }
  return changed
}
