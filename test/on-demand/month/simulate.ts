import {
  type Decision,
  decide,
  type IdleFacts,
  type IdleRules,
} from '../../../src/lib/on-demand/idler/decide.ts'
import { type ServiceFacts, situationOf } from '../../../src/lib/on-demand/situation.ts'
import { minute, type Trace } from './trace.ts'

export interface World {
  readonly trace: Trace
  readonly from: number
  readonly to: number
  readonly rules: IdleRules
  /** Milliseconds. */
  readonly checkEvery: number
  /** Milliseconds from a wake until it answers. */
  readonly start: number
}

/** A time from a wake to the stop after it. */
export interface Awake {
  readonly from: number
  readonly to: number
  /** When the rules would have let it be stopped, had somebody looked all the time. */
  readonly ideal: number
}

export interface Lived {
  readonly awake: readonly Awake[]
  /** Requests that met the waiting page. */
  readonly waited: number
  readonly decisions: readonly (Decision & { readonly at: number })[]
}

/** One second after the other: visitors come, the waker wakes by its situations, the idler looks by the clock and decides. */
export function live({ trace, from, to, rules, checkEvery, start }: World): Lived {
  const awake: Awake[] = []
  const decisions: Lived['decisions'][number][] = []
  const served: number[] = []
  let wokenAt: number | undefined
  let next = 0
  let waited = 0
  const second = 1000
  for (let now = from; now < to; now += second) {
    for (; next < trace.requests.length && trace.requests[next]! <= now; next++) {
      const situation = situationOf(factsOf(wokenAt, now, start))
      if (situation.status === 'running') served.push(trace.requests[next]!)
      else waited++
      if (situation.status === 'stopped') wokenAt = now
    }
    if ((now - from) % checkEvery !== 0) continue
    const decision = decide(idleFacts(served, wokenAt, now, rules), rules)
    decisions.push({ ...decision, at: now })
    if (decision.action !== 'stop') continue
    awake.push({ from: wokenAt!, to: now, ideal: idealStop(served, wokenAt!, now, rules) })
    wokenAt = undefined
  }
  return { awake, waited, decisions }
}

function factsOf(wokenAt: number | undefined, now: number, start: number): ServiceFacts {
  if (wokenAt === undefined)
    return { desired: 0, running: 0, pending: 0, tasks: [], stopped: [], answering: false }
  const answering = now - wokenAt >= start
  const tasks = [{ lastStatus: answering ? 'RUNNING' : 'PENDING' }]
  return { desired: 1, running: answering ? 1 : 0, pending: answering ? 0 : 1, tasks, stopped: [], answering }
}

/** As the idler gathers them; there is nothing but visitors here. */
function idleFacts(
  served: readonly number[],
  wokenAt: number | undefined,
  now: number,
  { after }: IdleRules,
): IdleFacts {
  const since = now - after * 1000
  return {
    now,
    desired: wokenAt === undefined ? 0 : 1,
    awakeSince: wokenAt,
    requests: served.filter(at => at > since && at <= now).length,
    connections: 0,
    deploying: false,
    oneOffTasks: 0,
    lockedBy: undefined,
    heldUntil: undefined,
    awaitsDatabases: false,
    scheduledAwake: false,
  }
}

/** The first minute from which on the rules let it be stopped, up to the stop. */
function idealStop(served: readonly number[], wokenAt: number, stopped: number, rules: IdleRules): number {
  let ideal = stopped
  for (let at = stopped; at > wokenAt; at -= minute) {
    if (decide(idleFacts(served, wokenAt, at, rules), rules).action !== 'stop') break
    ideal = at
  }
  return ideal
}
