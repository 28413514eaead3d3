import type { Cloud, Seen } from './cloud/index.ts'
import type { Notes } from './cloud/notes.ts'

/**
 * Leads the front door to the service as soon as it answers, and to the waker as soon as no task runs. Whoever notices
 * first does it: a visitor's poll, or an event of ECS. A task that is merely unwell changes nothing, so that the door
 * does not flap.
 * @returns where the door leads now
 */
export async function settle(cloud: Cloud, seen: Seen, notes: Notes, now: number): Promise<Seen['leads']> {
  const { situation, leads, ecs } = seen
  const isStopping = notes.stopping !== undefined && notes.stopping.until > now
  if (leads === 'waker' && situation.status === 'running' && !isStopping) {
    await cloud.door.turn('service')
    await cloud.notes.change(current => notesAwake(seen.ecs, current, now))
    return 'service'
  }
  if (leads === 'service' && ecs.addresses.length === 0) {
    await cloud.door.turn('waker')
    return 'waker'
  }
  return leads
}

/**
 * The notes once it answers: since when, and where the seconds of its start went, of which the last part ends now. What
 * a visitor kept from being stopped did not start, but is left alone for as long as if it had. Pure.
 */
export function notesAwake(
  { breakdown, startedAt }: Pick<Seen['ecs'], 'breakdown' | 'startedAt'>,
  notes: Notes,
  now: number,
): Notes {
  const { awakeSince, wake } = notes
  const isNew = startedAt !== undefined && (awakeSince === undefined || startedAt > awakeSince)
  if (!breakdown || !isNew) return { ...notes, awakeSince: now }
  const health = Math.max(0, Math.round((now - startedAt) / 100) / 10)
  const databases = wake?.databases === undefined ? {} : { databases: wake.databases }
  return { ...notes, awakeSince: now, lastStart: { ...databases, ...breakdown, health, at: now } }
}
