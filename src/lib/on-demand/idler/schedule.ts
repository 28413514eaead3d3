import { Cron } from 'croner'

/** An entry of the manifest's `schedule` that is about the services which sleep. */
export interface ScheduleEntry {
  /** Cron with five fields. */
  readonly at: string
  /** IANA name. */
  readonly timezone: string
  readonly count: number
}

/** How far back an entry is looked for: it may come once a month. */
const runsBack = 1
const second = 1000

/**
 * Whether the entry that came last keeps the services awake. One of count zero ends that; what runs then is stopped
 * once it is idle, as at any other time. Of two that come at once, the one that keeps awake counts. Pure.
 */
export function isAwakeBySchedule(schedule: readonly ScheduleEntry[], now: number): boolean {
  const last = schedule
    .map(({ at, timezone, count }) => {
      // A second later, for an entry that comes at this very moment.
      const until = new Date(now + second)
      const [run] = new Cron(at, { timezone, paused: true }).previousRuns(runsBack, until)
      return { at: run?.getTime() ?? Number.NEGATIVE_INFINITY, count }
    })
    .toSorted((a, b) => b.at - a.at || b.count - a.count)[0]
  return last !== undefined && last.at > Number.NEGATIVE_INFINITY && last.count > 0
}
