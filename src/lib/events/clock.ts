import { setTimeout } from 'node:timers/promises'

/** Milliseconds since the epoch, and sleep. The composition root gives one that runs at the sandbox's speed where there is one. */
export interface Clock {
  now(): number
  /** Resolves after `ms` of this clock; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** A clock that begins at `now` and runs `speed` times as fast as the wall's; on real AWS it is the wall's. */
export function makeClock(speed = 1, now = Date.now()): Clock {
  const started = Date.now()
  return {
    now: () => now + (Date.now() - started) * speed,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      await setTimeout(ms / speed, undefined, { signal }).catch(error => {
        throw signal?.reason ?? error
      })
    },
  }
}
