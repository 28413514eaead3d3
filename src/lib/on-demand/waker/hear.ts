import { type Cloud, look } from '../cloud/index.ts'
import { tellFailure } from '../failure.ts'
import { stopLeftOver } from '../left-over.ts'
import { log } from '../log.ts'
import type { Settings } from '../settings.ts'
import { settle } from '../settle.ts'
import { goOn } from '../wake.ts'

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-cloudwatch-events.sample.html */
interface DatabaseEvent {
  readonly source: 'aws.rds'
  readonly detail: { readonly EventID: string; readonly SourceIdentifier: string }
}

/** AWS begins to start an instance that was stopped for seven days; it cannot be stopped before it has started. */
const overdue = 'RDS-EVENT-0154'

/** Hears from EventBridge what became of a task or of a database, where perhaps nobody asks. */
export async function hear(event: unknown, cloud: Cloud, settings: Settings, now: number): Promise<void> {
  if (isOfDatabase(event)) return await hearOfDatabase(event, cloud, settings, now)
  const { notes } = await cloud.notes.read()
  const seen = await look(cloud, notes, now)
  await tellFailure(cloud, seen, settings, now)
  const leads = await settle(cloud, seen, notes, now)
  log('settled', { situation: seen.situation, leads })
}

/**
 * A database has started: what waits for it is started now, and where nothing does, it is stopped again. RDS tells of
 * it only as best it can, so that the idler looks as well.
 */
async function hearOfDatabase(
  { detail: { EventID, SourceIdentifier: database } }: DatabaseEvent,
  cloud: Cloud,
  settings: Settings,
  now: number,
): Promise<void> {
  if (EventID === overdue) return log('database-overdue', { database })
  await goOn(cloud, settings, now)
  const { notes } = await cloud.notes.read()
  const [{ situation }, lockedBy] = await Promise.all([
    look(cloud, notes, now),
    // Whoever wakes it by hand starts the databases first.
    cloud.notes.lockHolder(now),
  ])
  const rests = situation.status === 'stopped' || situation.status === 'stopping'
  const reason = rests && !lockedBy ? await stopLeftOver(cloud, notes, now) : undefined
  log('database-started', { database, situation, lockedBy, reason })
  if (reason === undefined) return
  const lastDecision = { action: 'stay-stopped', reason, at: now } as const
  await cloud.notes.change(current => ({ ...current, lastDecision }))
}

function isOfDatabase(event: unknown): event is DatabaseEvent {
  const { source, detail } = Object(event)
  return source === 'aws.rds' && typeof detail?.SourceIdentifier === 'string'
}
