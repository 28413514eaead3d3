import type { Clock } from '../../src/lib/events/index.ts'

/** A clock that moves only by sleeping on it, and remembers for how long. */
export function fakeClock(): Clock & { readonly slept: number[] } {
  let now = 0
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      slept.push(ms)
      now += ms
    },
  }
}
