import type { Cloud, Seen } from './cloud/index.ts'
import { count } from './log.ts'
import type { Settings } from './settings.ts'

/** Tells once of each wake that came to nothing: in the notes, for `status`, and as a metric, for the alarm. */
export async function tellFailure(
  cloud: Cloud,
  { situation, ecs }: Seen,
  { ownPrefix }: Settings,
  now: number,
): Promise<void> {
  if (situation.status !== 'failed') return
  const { notes, etag } = await cloud.notes.read()
  const wake = notes.wake?.at ?? 0
  if (notes.lastFailure?.wake === wake) return
  const { reason } = situation
  const isFirst = await cloud.notes.write({ ...notes, lastFailure: { at: now, wake, reason } }, etag)
  // AWS's own words are for the owner alone.
  const said = ecs.stopped[0]?.stoppedReason
  if (isFirst) count('WakeFailed', ownPrefix, now, { event: 'wake-failed', reason, said })
}
