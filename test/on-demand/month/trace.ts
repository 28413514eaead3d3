export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** Somebody at work with it: from their first request to their last. */
export interface Session {
  readonly from: number
  readonly to: number
}

export interface Trace {
  /** Milliseconds since the epoch, ascending. */
  readonly requests: readonly number[]
  /** Ascending; they do not overlap. */
  readonly sessions: readonly Session[]
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** When somebody sits down with it, as a rule: hour of the day, how likely, and for how many minutes at the most. */
const habits = [
  { at: 7.5, chance: 0.75, longest: 25, weekdays: true },
  { at: 12.5, chance: 0.75, longest: 30, weekdays: true },
  { at: 20, chance: 0.9, longest: 90, weekdays: false },
  // Now and then somebody cannot sleep.
  { at: 2, chance: 0.07, longest: 15, weekdays: false },
]
/** Minutes between two requests of somebody at work: a page with what belongs to it, then reading and writing. */
const longestPause = 5

/** What one person asks of it in so many days. */
export function traceOf(seed: number, from: number, days: number): Trace {
  const random = seeded(seed)
  const sessions: Session[] = []
  const requests: number[] = []
  for (let index = 0; index < days; index++) {
    const midnight = from + index * day
    const isWeekend = [0, 6].includes(new Date(midnight).getUTCDay())
    for (const { at, chance, longest, weekdays } of habits.toSorted((a, b) => a.at - b.at)) {
      if (random() > (weekdays && isWeekend ? chance / 3 : chance)) continue
      const begins = midnight + at * hour + (random() - 0.5) * 80 * minute
      const session = { from: begins, to: begins + (0.3 + 0.7 * random()) * longest * minute }
      const asked = requestsIn(session, random)
      sessions.push({ from: asked[0]!, to: asked.at(-1)! })
      requests.push(...asked)
    }
  }
  return { requests, sessions }
}

function requestsIn({ from, to }: Session, random: () => number): number[] {
  const all: number[] = []
  for (let at = from; at <= to; at += (0.2 + 0.8 * random()) * longestPause * minute) {
    const together = 1 + Math.floor(random() * 4)
    for (let one = 0; one < together; one++) all.push(at + one * 200)
  }
  return all
}
