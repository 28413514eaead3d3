import { DeployctlError } from '../errors/index.ts'
import type { Clock } from '../events/index.ts'

export interface Patience {
  readonly clock: Clock
  readonly signal?: AbortSignal | undefined
  /** What is waited for, as the deadline's message names it: `NAT gateway nat-0abc to be available`. */
  readonly what: string
  /** Seconds. */
  readonly within: number
}

/**
 * Asks until the answer is defined. The pause grows with the time already waited, 1 to 5 seconds,
 * so that a slow thing costs few calls and a quick one is noticed at once.
 * @throws DeployctlError `run.deadline` once `within` seconds have gone
 */
export async function until<T>(patience: Patience, ask: () => Promise<T | undefined>): Promise<T> {
  const { clock, signal, what, within } = patience
  const started = clock.now()
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    const waited = (clock.now() - started) / 1000
    if (waited > within) {
      throw new DeployctlError('run.deadline', { message: `Waited ${Math.round(waited)} s for ${what}.` })
    }
    await clock.sleep(Math.min(5, Math.max(1, waited * 0.05)) * 1000, signal)
  }
}
