import type { Cloud } from './cloud/index.ts'
import { OutrunError, type Wake } from './cloud/notes.ts'
import { insist } from './insist.ts'
import type { Settings } from './settings.ts'

/** Milliseconds for which nobody begins a second wake; one whose owner died is begun anew after that. */
const lease = 60_000
const minute = 60_000

export type WakeOutcome = 'begun' | 'under-way' | 'too-many'

/**
 * Starts what sleeps. Of any number of callers at once one does it: whoever writes the notes first. Safe to repeat.
 * Services that need a database are started once it is there: see `goOn`.
 * @param by who asked: `visit`, `command`
 * @throws OutrunError
 */
export async function wake(cloud: Cloud, settings: Settings, by: string, now: number): Promise<WakeOutcome> {
  // Whoever wrote first may have noted something else, such as the idler its decision: then it is still to be woken.
  const outcome = await insist(() => begin(cloud, settings, by, now))
  if (outcome === undefined) throw new OutrunError('A wake')
  if (outcome !== 'begun') return outcome
  if (settings.databases.length > 0) await goOn(cloud, settings, now)
  else await startServices(cloud, settings)
  return 'begun'
}

async function begin(
  cloud: Cloud,
  settings: Settings,
  by: string,
  now: number,
): Promise<WakeOutcome | undefined> {
  const { notes, etag } = await cloud.notes.read()
  if (notes.wake && notes.wake.until > now) return 'under-way'
  const recent = (notes.recentWakes ?? []).filter(at => at > now - minute)
  if (recent.length >= settings.wakesPerMinute) return 'too-many'
  const awaits = settings.databases.length > 0 ? { awaitsDatabases: true as const } : {}
  const begun = { at: now, until: now + lease, by, ...awaits }
  const isOurs = await cloud.notes.write({ ...notes, wake: begun, recentWakes: [...recent, now] }, etag)
  return isOurs ? 'begun' : undefined
}

/**
 * Goes on with a wake that waits for databases, once they are available: they take minutes, and whoever asks for the
 * status meanwhile comes by here. Again only one of many starts the services.
 * @throws OutrunError
 */
export async function goOn(cloud: Cloud, settings: Settings, now: number): Promise<void> {
  const { notes } = await cloud.notes.read()
  if (!notes.wake?.awaitsDatabases || !(await cloud.startDatabases())) return
  const outcome = await insist(() => noteDatabases(cloud, now))
  if (outcome === undefined) throw new OutrunError('A wake')
  if (outcome === 'ours') await startServices(cloud, settings)
}

/** Whose it is to start the services. */
async function noteDatabases(cloud: Cloud, now: number): Promise<'ours' | 'theirs' | undefined> {
  const { notes, etag } = await cloud.notes.read()
  if (!notes.wake?.awaitsDatabases) return 'theirs'
  const { awaitsDatabases: _, ...wake } = notes.wake
  const databases = Math.round((now - wake.at) / 1000)
  const going: Wake = { ...wake, at: now, until: now + lease, databases }
  return (await cloud.notes.write({ ...notes, wake: going }, etag)) ? 'ours' : undefined
}

async function startServices(cloud: Cloud, settings: Settings): Promise<void> {
  const remembered = await cloud.notes.readCounts()
  const counts = settings.services.map(({ name, count }) => [name, remembered[name] || count])
  await cloud.tasks.setCounts(Object.fromEntries(counts))
  // Scaling is let go of only now: before, it would hold the services at nothing.
  await cloud.holdScaling(false)
  await cloud.notes.writeCounts({})
}
