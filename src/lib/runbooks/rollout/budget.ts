import type { Clock } from '../../events/index.ts'

/** How many calls watching may make: one a second for each ten services, counted from the start. */
export interface Budget {
  /** Whether one more call fits now; if so it is counted. */
  take(): boolean
  /** Counts calls that have to be made. */
  spend(calls: number): void
}

export function callBudget(services: number, clock: Clock): Budget {
  const perSecond = Math.ceil(services / 10)
  const started = clock.now()
  let spent = 0
  return {
    take() {
      if (spent + 1 > ((clock.now() - started) / 1000) * perSecond) return false
      spent += 1
      return true
    },
    spend(calls) {
      spent += calls
    },
  }
}
