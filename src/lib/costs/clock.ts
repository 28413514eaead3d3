import { Cron } from 'croner'

const week = 7 * 86_400_000

/** Any Monday will do: an average does not depend on when it begins. */
const start = Date.UTC(2024, 0, 1)

/** More runs than this in the time looked at are no schedule that anybody means. */
const mostRuns = 50_000

export interface CronLine {
  readonly at: string
  readonly timezone: string
}

/** A stretch of time in which schedules show all that they do; epoch milliseconds. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Four weeks for what repeats by the week; months and their days need a year. */
export function spanFor(lines: readonly CronLine[]): Span {
  const byTheWeek = lines.every(({ at }) => /^\S+\s+\S+\s+\*\s+\*\s/.test(at.trim()))
  return { start, end: start + (byTheWeek ? 4 : 52) * week }
}

/** When a cron line is due within a span. */
export function runsIn({ start, end }: Span, { at, timezone }: CronLine): number[] {
  const cron = new Cron(at, { timezone, paused: true })
  const runs: number[] = []
  // A millisecond earlier, for what is due at the very start.
  let next = cron.nextRun(new Date(start - 1))
  while (next && next.getTime() < end && runs.length < mostRuns) {
    runs.push(next.getTime())
    next = cron.nextRun(next)
  }
  return runs
}
