import type { Cloud } from './cloud/index.ts'
import type { Notes, Wake } from './cloud/notes.ts'
import type { Settings } from './settings.ts'

/** Milliseconds for which nobody begins a second wake; one whose owner died is begun anew after that. */
const lease = 60_000
const minute = 60_000

export type WakeOutcome = 'begun' | 'under-way' | 'too-many'

/**
 * Starts what sleeps. Of any number of callers at once one does it: whoever writes the notes first. Safe to repeat.
 * Services that need a database are started once it is there: see `goOn`.
 * @param by who asked: `visit`, `command`
 */
export async function wake(cloud: Cloud, settings: Settings, by: string, now: number): Promise<WakeOutcome> {
  const { notes, etag } = await cloud.notes.read()
  if (notes.wake && notes.wake.until > now) return 'under-way'
  const recent = (notes.recentWakes ?? []).filter(at => at > now - minute)
  if (recent.length >= settings.wakesPerMinute) return 'too-many'
  const awaits = settings.databases.length > 0 ? { awaitsDatabases: true as const } : {}
  const begun = { at: now, until: now + lease, by, ...awaits }
  if (!(await cloud.notes.write({ ...notes, wake: begun, recentWakes: [...recent, now] }, etag)))
    return 'under-way'
  if (begun.awaitsDatabases) await goOn(cloud, settings, now)
  else await startServices(cloud, settings)
  return 'begun'
}

/**
 * Goes on with a wake that waits for databases, once they are available: they take minutes, and whoever asks for the
 * status meanwhile comes by here. Again only one of many starts the services.
 */
export async function goOn(cloud: Cloud, settings: Settings, now: number): Promise<void> {
  const before = await cloud.notes.read()
  if (!before.notes.wake?.awaitsDatabases || !(await cloud.startDatabases())) return
  const { awaitsDatabases: _, ...wake } = before.notes.wake
  const databases = Math.round((now - wake.at) / 1000)
  const going: Wake = { ...wake, at: now, until: now + lease, databases }
  const notes: Notes = { ...before.notes, wake: going }
  if (await cloud.notes.write(notes, before.etag)) await startServices(cloud, settings)
}

async function startServices(cloud: Cloud, settings: Settings): Promise<void> {
  const remembered = await cloud.notes.readCounts()
  const counts = settings.services.map(({ name, count }) => [name, remembered[name] || count])
  await cloud.tasks.setCounts(Object.fromEntries(counts))
  // Scaling is let go of only now: before, it would hold the services at nothing.
  await cloud.holdScaling(false)
  await cloud.notes.writeCounts({})
}
