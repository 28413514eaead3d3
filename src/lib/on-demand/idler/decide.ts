/** What the idler knows when it decides. Times are milliseconds since the epoch. */
export interface IdleFacts {
  readonly now: number
  readonly desired: number
  /** When it was last woken or deployed; undefined where nobody wrote it down. */
  readonly awakeSince: number | undefined
  /** Requests of users in the time that counts; undefined where the metric cannot be read. */
  readonly requests: number | undefined
  /** Connections that are open, such as WebSockets. */
  readonly connections: number
  /** A rollout is under way. */
  readonly deploying: boolean
  /** What runs beside the services: migrations, jobs, `run`. */
  readonly oneOffTasks: number
  /** Somebody holds the environment's lock: who. */
  readonly lockedBy: string | undefined
  /** Kept awake on purpose until then. */
  readonly heldUntil: number | undefined
  /** Somebody woke it, and its services wait for their databases. */
  readonly awaitsDatabases: boolean
  /** The schedule of the manifest keeps it awake now. */
  readonly scheduledAwake: boolean
}

export interface IdleRules {
  /** Seconds without enough requests. */
  readonly after: number
  readonly fewerRequestsThan: number
  /** Seconds after a wake in which nothing is stopped. */
  readonly minimumAwake: number
}

export interface Decision {
  readonly action: 'keep' | 'stop' | 'stay-stopped' | 'wake'
  /** In a sentence, for the log and for `status`. */
  readonly reason: string
}

/**
 * Whether what runs is to be stopped. In doubt it is kept: a wrong stop costs somebody their work, a wrong keep a
 * few cents. Pure.
 */
export function decide(facts: IdleFacts, rules: IdleRules): Decision {
  if (facts.desired === 0 && facts.awaitsDatabases)
    return { action: 'keep', reason: 'Its databases are on their way.' }
  if (facts.desired === 0 && facts.lockedBy !== undefined)
    return { action: 'keep', reason: `${facts.lockedBy} is at work on it.` }
  if (facts.desired === 0 && facts.scheduledAwake)
    return { action: 'wake', reason: 'The schedule wants it awake.' }
  if (facts.desired === 0) return { action: 'stay-stopped', reason: 'Nothing runs.' }
  const keep = reasonToKeep(facts, rules)
  if (keep) return { action: 'keep', reason: keep }
  const minutes = Math.round(rules.after / 60)
  return {
    action: 'stop',
    reason: `${requests(facts.requests!)} in ${minutes} minutes, and no open connection.`,
  }
}

function reasonToKeep(facts: IdleFacts, rules: IdleRules): string | undefined {
  const { now, awakeSince, heldUntil, lockedBy, connections, oneOffTasks } = facts
  if (heldUntil !== undefined && heldUntil > now) return `Held awake until ${minuteOf(heldUntil)}.`
  if (facts.scheduledAwake) return 'The schedule keeps it awake.'
  if (lockedBy !== undefined) return `${lockedBy} is at work on it.`
  if (facts.deploying) return 'A deployment is in progress.'
  if (oneOffTasks > 0) return `${oneOffTasks} one-off ${oneOffTasks === 1 ? 'task runs' : 'tasks run'}.`
  if (awakeSince !== undefined && now - awakeSince < rules.minimumAwake * 1000)
    return `Awake for less than ${Math.round(rules.minimumAwake / 60)} minutes.`
  if (connections > 0)
    return `${connections} ${connections === 1 ? 'connection is' : 'connections are'} open.`
  if (facts.requests === undefined) return 'The number of requests cannot be read.'
  if (facts.requests >= rules.fewerRequestsThan)
    return `${requests(facts.requests)} in ${Math.round(rules.after / 60)} minutes.`
  return undefined
}

function requests(count: number): string {
  return count === 1 ? '1 request' : `${count} requests`
}

/** `2026-11-21 12:01 UTC`. */
function minuteOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
