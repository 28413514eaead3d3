import type { Clock } from './clock.ts'
import type { Emit } from './events.ts'

/**
 * Runs one named step of a runbook and tells how it went. `work` may return a detail for the step's line.
 * Rethrows what `work` throws, after telling.
 */
export async function step<T>(
  { emit, clock }: { emit: Emit; clock: Clock },
  name: string,
  work: () => Promise<T>,
  describe: (result: T) => string | undefined = () => undefined,
): Promise<T> {
  const started = clock.now()
  const seconds = () => (clock.now() - started) / 1000
  emit({ type: 'step.started', step: name })
  try {
    const result = await work()
    emit({ type: 'step.finished', step: name, detail: describe(result), seconds: seconds() })
    return result
  } catch (error) {
    emit({
      type: 'step.failed',
      step: name,
      detail: error instanceof Error ? error.message : String(error),
      seconds: seconds(),
    })
    throw error
  }
}
