import type { Clock } from './clock.ts'
import type { Emit } from './events.ts'

/**
 * What a step's line says of its result. `failed` is for a result that is bad news without being an error:
 * the runbook goes on, and the line must not look like a success.
 */
export type Told = string | undefined | { readonly failed: string }

/** Runs one named step of a runbook and tells how it went. Rethrows what `work` throws, after telling. */
export async function step<T>(
  { emit, clock }: { emit: Emit; clock: Clock },
  name: string,
  work: () => Promise<T>,
  describe: (result: T) => Told = () => undefined,
): Promise<T> {
  const started = clock.now()
  const seconds = () => (clock.now() - started) / 1000
  emit({ type: 'step.started', step: name })
  try {
    const result = await work()
    const told = describe(result)
    if (typeof told === 'object')
      emit({ type: 'step.failed', step: name, detail: told.failed, seconds: seconds() })
    else emit({ type: 'step.finished', step: name, detail: told, seconds: seconds() })
    return result
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    emit({ type: 'step.failed', step: name, error: message, seconds: seconds() })
    throw error
  }
}
