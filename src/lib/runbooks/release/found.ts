import type { Manifest } from '../../manifest/schema/manifest.ts'
import { readCounts } from '../../releases/counts.ts'
import type { Ledger } from '../../releases/ledger.ts'
import { proveByNotes } from '../../releases/proof.ts'
import type { ReleaseRecord } from '../../releases/record.ts'
import { listReleases } from '../../releases/records.ts'
import { resources } from '../../resources/index.ts'
import { inspectWorld, type World } from '../../resources/world.ts'
import type { Context } from '../context.ts'
import { readLive } from '../live/standing.ts'
import type { ReleaseImages } from './obtain-images.ts'
import { differing, type ReadyPart, type WantedPart, wantedParts } from './parts/prepare.ts'
import { pinnedTo, planDefinitions, planRunning } from './plan-release.ts'
import type { TimedSteps } from './timed-steps.ts'

/** A release with all that it needs: from here on things move. */
export interface Releasing {
  readonly context: Context
  readonly ledger: Ledger
  readonly steps: TimedSteps
  readonly images: ReleaseImages
  readonly parts: readonly ReadyPart[]
  readonly secrets: ReleaseRecord['secrets']
  /** Leaves what a failed release moved as it is. */
  readonly keep: boolean
}

/** What stands and what was, as a release finds it. */
export interface Found {
  readonly world: World
  readonly records: readonly ReleaseRecord[]
  readonly wanted: readonly WantedPart[]
  /** Put to sleep by `sleep`, and not woken since. */
  readonly asleep: boolean
}

/** Reads what stands and what was, for a release under the lock. */
export async function findStanding({ context, ledger, images, parts }: Releasing): Promise<Found> {
  const { manifest, scope, ports } = context
  const [world, records, remembered] = await Promise.all([
    inspectWorld(resources, scope, ports, manifest),
    readReleases(manifest, ledger),
    readCounts(ledger),
  ])
  const pinned = pinnedTo(manifest, images)
  const wanted = await wantedParts(parts, { world, pinned, records })
  return { world, records, wanted, asleep: Object.keys(remembered).length > 0 }
}

/** Whether everything is as wanted, and the last release proved it; anything unfinished is to be seen to its end. */
export async function isSettled(
  { context, images }: Releasing,
  { world, records, wanted, asleep }: Found,
): Promise<boolean> {
  const pinned = pinnedTo(context.manifest, images)
  const planned = [...planDefinitions(pinned, world), ...planRunning(pinned, world, asleep)]
  if (planned.length > 0 || differing(wanted) || records[0]?.outcome !== 'succeeded') return false
  const live = await readLive(context, [...images.keys()])
  return [...live.values()].every(({ rollout }) => rollout === 'COMPLETED')
}

/** Of what sleeps on demand, the waker has seen more than the records tell. */
async function readReleases(
  { onDemand, releases }: Manifest,
  ledger: Ledger,
): Promise<readonly ReleaseRecord[]> {
  const records = await listReleases(ledger, releases.keep + 20)
  return onDemand ? await proveByNotes(ledger, records) : records
}
