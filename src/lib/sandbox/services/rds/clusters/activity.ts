import { timings } from '../../../timings.ts'
import type { Scaling } from './tables.ts'

/** How much a cluster's members computed since when, and what is to become of it. Moments are virtual ms. */
export interface Activity {
  /** In Aurora capacity units; 0 is paused, and null is no member that serves. The oldest first. */
  changes: readonly { readonly at: number; readonly units: number | null }[]
  /** Since when nobody is connected. */
  idleSince?: number | undefined
  /** When what was paused answers again. */
  resumesAt?: number | undefined
}

export interface Facts {
  readonly now: number
  readonly serves: boolean
  readonly isConnected: boolean
  readonly scaling: Scaling
}

export interface Outlook {
  readonly activity: Activity
  /** When there is something to decide, if nothing happens before. */
  readonly lookAt?: number | undefined
}

/** What a member takes that has next to nothing to do. */
const leastAwake = 0.5
/** As many changes as are remembered. */
const kept = 1_000

/**
 * Without a connection for as long as the cluster waits, its members pause; the next one resumes them.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2-auto-pause.html
 */
export function settled(before: Activity, facts: Facts): Outlook {
  const { now, serves, isConnected } = facts
  if (!serves) return { activity: { changes: changed(before, now, null) } }
  const { min, pauseAfter = 0 } = facts.scaling
  const awake = Math.max(min, leastAwake)
  const last = before.changes.at(-1)?.units ?? null
  if (last === 0 && min === 0 && !(before.resumesAt! <= now)) return paused(before, facts)
  const isFresh = last === null || last === 0
  const idleSince = isConnected ? undefined : isFresh ? now : (before.idleSince ?? now)
  const pausesAt = min === 0 && idleSince !== undefined ? idleSince + pauseAfter * 1000 : undefined
  const isPausing = pausesAt !== undefined && pausesAt <= now
  const activity = { changes: changed(before, now, isPausing ? 0 : awake), idleSince }
  return { activity, lookAt: isPausing ? undefined : pausesAt }
}

function paused(before: Activity, { now, isConnected }: Facts): Outlook {
  if (!isConnected || before.resumesAt !== undefined) return { activity: before, lookAt: before.resumesAt }
  const resumesAt = now + timings.databaseResumed
  return { activity: { ...before, resumesAt }, lookAt: resumesAt }
}

function changed({ changes }: Activity, at: number, units: number | null): Activity['changes'] {
  return (changes.at(-1)?.units ?? null) === units ? changes : [...changes, { at, units }].slice(-kept)
}

/** What was in force at a moment; null where nothing served. */
export function unitsAt({ changes }: Activity, moment: number): number | null {
  return changes.findLast(({ at }) => at <= moment)?.units ?? null
}
