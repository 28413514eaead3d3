const minute = 60_000

/** Whole minutes from a moment until before another, in virtual ms since the epoch. */
export function minutesIn(from: number, until: number): number[] {
  const first = Math.ceil(from / minute)
  const count = Math.max(0, Math.ceil(until / minute) - first)
  return Array.from({ length: count }, (_, index) => (first + index) * minute)
}

/** The minute that a moment is in. */
export function minuteOf(moment: number): number {
  return moment - (moment % minute)
}
