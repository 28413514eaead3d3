import { type Clock, type Emit, step, type Told } from '../../events/index.ts'
import type { ReleaseRecord } from '../../releases/record.ts'

type Timing = ReleaseRecord['timings'][number]

/** Runs the steps of a release, and remembers how long each took. */
export interface TimedSteps {
  readonly timings: readonly Timing[]
  step<T>(name: string, work: () => Promise<T>, describe?: (result: T) => Told): Promise<T>
}

export function timedSteps(run: { emit: Emit; clock: Clock }): TimedSteps {
  const timings: Timing[] = []
  return {
    timings,
    async step(name, work, describe) {
      const started = run.clock.now()
      try {
        return await step(run, name, work, describe)
      } finally {
        timings.push({ step: name, seconds: Math.round((run.clock.now() - started) / 100) / 10 })
      }
    },
  }
}
