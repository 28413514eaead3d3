import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../src/lib/events/index.ts'
import type { Sandbox } from '../../src/lib/sandbox/index.ts'

/** Turns of the event loop without a call after which everybody is taken to be asleep. */
const idleTurns = 4

interface Sleeper {
  readonly until: number
  wake(): void
}

/**
 * A clock that stands still while there is work, and jumps to the next sleeper's time when everybody sleeps: a run
 * takes no longer than its calls, and no lease ends because the machine was busy. The sandbox's own clock must
 * stand still as well (`speed: 0`); it is moved along.
 */
export class IdleClock implements Clock {
  readonly #sandbox: Sandbox
  readonly #sleepers = new Set<Sleeper>()
  #working = 0
  #waiting = false
  #stopped = false

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
  }

  now(): number {
    return this.#sandbox.clock.now()
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      const sleeper = { until: this.now() + ms, wake: resolve }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper)
        reject(signal.reason)
      })
      void this.#passTime()
    })
  }

  /** Nobody falls asleep for good while this goes on. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#working += 1
    try {
      return await work()
    } finally {
      this.#working -= 1
      void this.#passTime()
    }
  }

  /** This clock for what sleeps in the middle of work, as a call does that waits for its turn. */
  get withinWork(): Clock {
    return {
      now: () => this.now(),
      sleep: async (ms, signal) => {
        this.#working -= 1
        await this.sleep(ms, signal).finally(() => {
          this.#working += 1
        })
      },
    }
  }

  /** Wakes nobody any more. */
  stop(): void {
    this.#stopped = true
  }

  async #passTime(): Promise<void> {
    if (this.#waiting) return
    this.#waiting = true
    for (let turn = 0; turn < idleTurns; turn++) {
      await setImmediate()
      if (this.#working > 0) turn = idleTurns
    }
    this.#waiting = false
    const [next] = [...this.#sleepers].toSorted((a, b) => a.until - b.until)
    if (this.#working > 0 || this.#stopped || !next) return
    this.#sleepers.delete(next)
    await this.#sandbox.advance(Math.max(0, next.until - this.now()))
    next.wake()
    void this.#passTime()
  }
}
