import type { Cloud } from './cloud/index.ts'
import type { Settings } from './settings.ts'
import { notesAsleep } from './stopping.ts'

/** Milliseconds after which a stop whose owner died no longer counts as under way. */
const lease = 5 * 60_000

export type SleepOutcome = 'stopped' | 'cancelled' | 'under-way'

/**
 * Stops what runs, in the order that costs no visitor an answer: first new visitors are led to the waker, then what is
 * in hand is let finish, then the tasks go. A visitor who comes in between cancels it. Safe to repeat after any failure.
 * @param drain resolves when what is in hand has had its time
 */
export async function goToSleep(
  cloud: Cloud,
  settings: Settings,
  now: number,
  drain: () => Promise<void>,
): Promise<SleepOutcome> {
  const { notes, etag } = await cloud.notes.read()
  if (notes.stopping && notes.stopping.until > now) return 'under-way'
  const isOurs = await cloud.notes.write({ ...notes, stopping: { at: now, until: now + lease } }, etag)
  // Somebody wrote at the very same time: a visitor, or another stop. Neither is gone against.
  if (!isOurs) return 'cancelled'
  await cloud.door.turn('waker')
  await drain()
  if ((await cloud.notes.read()).notes.stopping?.at !== now) return 'cancelled'
  const [counts, remembered] = await Promise.all([cloud.tasks.counts(), cloud.notes.readCounts()])
  const kept = Object.entries(counts).map(([name, count]) => [name, count || remembered[name] || 0])
  // Remembered first: who dies after this line has lost nothing.
  await cloud.notes.writeCounts(Object.fromEntries(kept))
  await cloud.holdScaling(true)
  await cloud.tasks.setCounts(Object.fromEntries(settings.services.map(({ name }) => [name, 0])))
  await cloud.stopDatabases()
  await cloud.notes.change(notesAsleep)
  return 'stopped'
}
