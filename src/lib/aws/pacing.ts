import type { Clock } from '../events/index.ts'

/** A token bucket: `burst` calls at once, then `perSecond` a second. */
export interface Limit {
  readonly burst: number
  readonly perSecond: number
}

export type Limits<Operation extends string> = { readonly [Name in Operation]?: Limit }

/**
 * Holds calls back to what AWS allows, because retries alone run out of quota under a burst.
 * Waits are first come, first served: each call takes its token, in debt if need be, and sleeps the debt off.
 */
export function pacer<Operation extends string>(limits: Limits<Operation>, clock: Clock) {
  const buckets = new Map<Operation, { tokens: number; at: number }>()
  return async (operation: Operation, signal?: AbortSignal): Promise<void> => {
    const limit = limits[operation]
    if (!limit) return
    const now = clock.now()
    const bucket = buckets.get(operation) ?? { tokens: limit.burst, at: now }
    const refilled = bucket.tokens + ((now - bucket.at) / 1000) * limit.perSecond
    const tokens = Math.min(limit.burst, refilled) - 1
    buckets.set(operation, { tokens, at: now })
    if (tokens < 0) await clock.sleep((-tokens / limit.perSecond) * 1000, signal)
  }
}
