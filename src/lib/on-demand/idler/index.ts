import { setTimeout } from 'node:timers/promises'
import { type Cloud, look, openCloud } from '../cloud/index.ts'
import { tellFailure } from '../failure.ts'
import { stopLeftOver } from '../left-over.ts'
import { log } from '../log.ts'
import { readSettings, type Settings } from '../settings.ts'
import { settle } from '../settle.ts'
import { goToSleep } from '../sleep.ts'
import { notesStaying } from '../stopping.ts'
import { goOn, wake } from '../wake.ts'
import { type Decision, decide, type IdleFacts } from './decide.ts'
import { isAwakeBySchedule } from './schedule.ts'

let opened: { readonly settings: Settings; readonly cloud: Cloud } | undefined

/** What Lambda calls by the clock. @returns the decision, for whoever invokes it by hand */
export async function handler(): Promise<Decision> {
  opened ??= open()
  const { settings, cloud } = opened
  return await review(cloud, settings, Date.now(), () => setTimeout(settings.drain * 1000, undefined))
}

/** Looks, decides, acts, and says why. */
export async function review(
  cloud: Cloud,
  settings: Settings,
  now: number,
  drain: () => Promise<void>,
): Promise<Decision> {
  // Where nobody waits at the page, the wake is seen to its end here.
  await goOn(cloud, settings, now)
  const facts = await gather(cloud, settings, now)
  const decision = decide(facts, settings.idle)
  const done = await act(decision, facts, cloud, settings, drain)
  log('idle-check', { ...done, facts })
  await cloud.notes.change(notes => ({ ...notes, lastDecision: { ...done, at: now } }))
  return done
}

async function act(
  decision: Decision,
  facts: IdleFacts,
  cloud: Cloud,
  settings: Settings,
  drain: () => Promise<void>,
): Promise<Decision> {
  const { now } = facts
  if (decision.action === 'stop') return await stop(decision, cloud, settings, now, drain)
  if (decision.action === 'keep') return decision
  if (decision.action === 'wake') {
    await wake(cloud, settings, 'schedule', now)
    return decision
  }
  await cloud.notes.change(({ wake, ...notes }) => (wake?.awaitsDatabases ? notes : { ...notes, wake }))
  const reason = await stopLeftOver(cloud, facts, now)
  return reason === undefined ? decision : { ...decision, reason }
}

async function stop(
  decision: Decision,
  cloud: Cloud,
  settings: Settings,
  now: number,
  drain: () => Promise<void>,
): Promise<Decision> {
  let lockedBy: string | undefined
  const outcome = await goToSleep(cloud, settings, now, async () => {
    await drain()
    lockedBy = await cloud.notes.lockHolder(now)
    if (lockedBy !== undefined) await stay(cloud)
  })
  if (outcome !== 'cancelled') return decision
  if (lockedBy !== undefined) return { action: 'keep', reason: `${lockedBy} is at work on it.` }
  return { action: 'keep', reason: 'Somebody came while it was about to stop.' }
}

/** Whoever began a deploy meanwhile needs what runs, and the door as it was. */
async function stay(cloud: Cloud): Promise<void> {
  await cloud.notes.change(notesStaying)
  await cloud.door.turn('service')
}

async function gather(cloud: Cloud, settings: Settings, now: number): Promise<IdleFacts> {
  const { notes } = await cloud.notes.read()
  const [seen, traffic, oneOffTasks, lockedBy] = await Promise.all([
    look(cloud, notes, now),
    cloud.traffic(now),
    cloud.tasks.oneOff(),
    cloud.notes.lockHolder(now),
  ])
  await tellFailure(cloud, seen, settings, now)
  // Nobody may have come since it answers: what the schedule woke, or what came up again by itself.
  const leads = await settle(cloud, seen, notes, now)
  const openedAt = leads === 'service' && seen.leads === 'waker' ? now : undefined
  const { desired, deploying } = seen.ecs
  return {
    now,
    desired,
    // A wake that nobody has seen the end of counts from its beginning.
    awakeSince: latest(notes.awakeSince, notes.wake?.at, openedAt),
    ...traffic,
    deploying,
    oneOffTasks,
    lockedBy,
    heldUntil: notes.heldUntil,
    awaitsDatabases: seen.situation.status === 'starting' && seen.situation.stage === 'database',
    scheduledAwake: isAwakeBySchedule(settings.schedule, now),
  }
}

function latest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter(time => time !== undefined)
  return known.length > 0 ? Math.max(...known) : undefined
}

function open() {
  const settings = readSettings(process.env.SETTINGS)
  return { settings, cloud: openCloud(settings) }
}
