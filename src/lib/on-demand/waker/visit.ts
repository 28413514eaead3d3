import { timingSafeEqual } from 'node:crypto'
import { type Cloud, look } from '../cloud/index.ts'
import type { Notes } from '../cloud/notes.ts'
import { tellFailure } from '../failure.ts'
import type { Settings } from '../settings.ts'
import { settle } from '../settle.ts'
import type { Situation } from '../situation.ts'
import { goToSleep } from '../sleep.ts'
import { notesStaying } from '../stopping.ts'
import { goOn, wake } from '../wake.ts'
import { type Answer, json, unavailable } from './answer.ts'
import { isForPeople, wishOf } from './choose.ts'
import { contentSecurityPolicy, waitingPage } from './page/index.ts'
import { saying } from './page/words.ts'
import type { Visit } from './request.ts'

/** Answers one visit, and does what it asks for. */
export async function answerVisit(
  visit: Visit,
  cloud: Cloud,
  settings: Settings,
  now: number,
): Promise<Answer> {
  const wish = wishOf(visit, settings.ignore)
  if (wish === 'ignored') return unavailable({ status: 'stopped' })
  const needsToken = wish === 'shutdown' || (wish !== 'status' && settings.protectWake)
  if (needsToken && !(await showsToken(visit, cloud))) return json(401, { error: 'A token is needed.' })
  if (wish === 'shutdown') return await shutDown(visit, cloud, settings, now)
  const { notes } = await cloud.notes.read()
  if (notes.wake?.awaitsDatabases) await goOn(cloud, settings, now)
  const seen = await look(cloud, notes, now)
  await tellFailure(cloud, seen, settings, now)
  if (wish !== 'status') await cancelStop(cloud, notes)
  const current = wish === 'status' ? notes : notesStaying(notes)
  const ready = (await settle(cloud, seen, current, now)) === 'service'
  if (wish === 'status') return status(seen.situation, settings, ready)
  if (seen.situation.status !== 'stopped') return tell(visit, seen.situation, settings, ready)
  if ((await wake(cloud, settings, 'visit', now)) === 'too-many')
    return json(429, { error: 'Too many wakes.' }, { 'retry-after': '60' })
  const stage = settings.databases.length > 0 ? 'database' : 'capacity'
  return tell(visit, { status: 'starting', stage }, settings, false)
}

/** Stops at once, without looking whether anybody is there: whoever has the token knows what they want. */
async function shutDown({ method }: Visit, cloud: Cloud, settings: Settings, now: number): Promise<Answer> {
  if (method !== 'POST') return json(405, { error: 'Send a POST.' }, { allow: 'POST' })
  // Whoever writes the notes at the very same time must not make it come to nothing.
  for (let attempt = 0; attempt < mostStops; attempt++)
    if ((await goToSleep(cloud, settings, now, async () => {})) !== 'cancelled') break
  return json(202, { status: 'stopping' })
}

const mostStops = 5

async function showsToken({ headers }: Visit, cloud: Cloud): Promise<boolean> {
  const token = Buffer.from((await cloud.token()) ?? '')
  const shown = Buffer.from(headers.authorization?.replace(/^Bearer /i, '') ?? '')
  return token.length > 0 && shown.length === token.length && timingSafeEqual(shown, token)
}

/** A visitor wants what the idler is about to stop: then it is not idle. */
async function cancelStop(cloud: Cloud, notes: Notes): Promise<void> {
  if (notes.stopping) await cloud.notes.change(notesStaying)
}

function status(situation: Situation, { title }: Titled, ready: boolean): Answer {
  return json(200, { ...situation, ...saying(situation, title), ready })
}

/** What is said where nothing could be found out; whoever asks may well ask again. */
export function apologise(visit: Visit, settings: Titled): Answer {
  const reason = 'It could not be looked up. The owner has been told.'
  const situation = { status: 'failed', reason } as const
  if (visit.path === '/status') return { ...status(situation, settings, false), status: 503 }
  if (visit.path === '/wake' && !isForPeople(visit)) return unavailable({ ...situation, ready: false })
  return tell(visit, situation, settings, false)
}

type Titled = Pick<Settings, 'title' | 'databases'>

/** A person sees the page, a program is told when to come back. */
function tell(visit: Visit, situation: Situation, { title, databases }: Titled, ready: boolean): Answer {
  if (!isForPeople(visit)) {
    if (visit.path === '/wake') return json(202, { ...situation, ready })
    return unavailable({ ...situation, ready })
  }
  const target = visit.path === '/wake' ? '/' : visit.path + visit.query
  const goesOn = visit.method === 'GET'
  const hasDatabases = databases.length > 0
  const body = waitingPage({ title, situation, target, goesOn, poll: '/status', hasDatabases })
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    'retry-after': '5',
  }
  return { status: 503, headers, body }
}
