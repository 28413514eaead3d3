import type { Cloud } from './cloud/index.ts'
import type { Settings } from './settings.ts'

/** Milliseconds for which nobody begins a second wake; one whose owner died is begun anew after that. */
const lease = 60_000
const minute = 60_000

export type WakeOutcome = 'begun' | 'under-way' | 'too-many'

/**
 * Starts what sleeps. Of any number of callers at once one does it: whoever writes the notes first. Safe to repeat.
 * @param by who asked: `visit`, `command`
 */
export async function wake(cloud: Cloud, settings: Settings, by: string, now: number): Promise<WakeOutcome> {
  const { notes, etag } = await cloud.notes.read()
  if (notes.wake && notes.wake.until > now) return 'under-way'
  const recent = (notes.recentWakes ?? []).filter(at => at > now - minute)
  if (recent.length >= settings.wakesPerMinute) return 'too-many'
  const begun = { ...notes, wake: { at: now, until: now + lease, by }, recentWakes: [...recent, now] }
  if (!(await cloud.notes.write(begun, etag))) return 'under-way'
  const remembered = await cloud.notes.readCounts()
  await cloud.startDatabases()
  const counts = settings.services.map(({ name, count }) => [name, remembered[name] || count])
  await cloud.tasks.setCounts(Object.fromEntries(counts))
  // Scaling is let go of only now: before, it would hold the services at nothing.
  await cloud.holdScaling(false)
  await cloud.notes.writeCounts({})
  return 'begun'
}
