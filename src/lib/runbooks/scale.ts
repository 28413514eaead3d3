import { DeployctlError } from '../errors/index.ts'
import { step } from '../events/index.ts'
import type { Context } from './context.ts'
import { readScaled, type Settled, setCounts, untilSteady } from './live/counts.ts'
import { chosenServices, readLive } from './live/standing.ts'
import { underLock } from './under-lock.ts'

export interface ScaleResult {
  readonly services: Settled
  /** Services whose count autoscaling may change again. */
  readonly autoscaled: readonly string[]
}

/**
 * Sets the number of tasks of services by hand, and waits until they have them.
 * @throws DeployctlError `release.unknown-service`, `release.not-deployed`
 */
export async function scale(
  context: Context,
  counts: Readonly<Record<string, number>>,
): Promise<ScaleResult> {
  const names = chosenServices(context.manifest, Object.keys(counts))
  return underLock(context, async locked => {
    const [live, autoscaled] = await Promise.all([readLive(locked, names), readScaled(locked, names)])
    const missing = names.filter(name => !live.has(name))
    if (missing.length > 0) {
      throw new DeployctlError('release.not-deployed', {
        message: `${missing.join(', ')} does not stand yet.`,
      })
    }
    const services = await step(locked, 'scale', async () => {
      await setCounts(locked, live, counts)
      return untilSteady(locked, counts)
    })
    return { services, autoscaled }
  })
}
