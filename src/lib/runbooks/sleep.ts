import { DeployctlError } from '../errors/index.ts'
import { step } from '../events/index.ts'
import { readCounts, writeCounts } from '../releases/counts.ts'
import { openLedger } from '../releases/ledger.ts'
import type { Context } from './context.ts'
import { readScaled, setCounts, suspendScaling, untilSteady } from './live/counts.ts'
import type { ServiceSnapshot } from './live/services.ts'
import { readLive } from './live/standing.ts'
import { stopDatabases } from './on-demand/databases.ts'
import { turnDoor } from './on-demand/door.ts'
import { noteAsleep } from './on-demand/start.ts'
import { underLock } from './under-lock.ts'

export interface SleepResult {
  readonly outcome: 'asleep' | 'unchanged'
  /** What `wake` will go back to, by service. */
  readonly remembered: Readonly<Record<string, number>>
  readonly seconds: number
}

/**
 * Takes every service to zero tasks, remembering how many there were; autoscaling and schedules are held back
 * until `wake`. Safe to repeat: what is remembered is never overwritten by zero.
 * @throws DeployctlError `release.not-deployed`
 */
export async function sleep(context: Context): Promise<SleepResult> {
  const started = context.clock.now()
  const [outcome, remembered] = await underLock(context, async locked => {
    const ledger = openLedger(locked.scope, locked.ports.s3)
    const live = await standing(locked)
    const services = [...live.keys()]
    const remembered = remember(await readCounts(ledger), live)
    // Remembered first: a run that dies after this line has lost nothing.
    await step(locked, 'remember', () => writeCounts(ledger, remembered))
    // Whoever comes from here on meets the waker, and not a service that is about to go.
    if (locked.manifest.onDemand) await step(locked, 'close the door', () => turnDoor(locked, 'waker'))
    await step(locked, 'hold autoscaling', async () =>
      suspendScaling(locked, await readScaled(locked, services), true),
    )
    const zero = Object.fromEntries(services.map(service => [service, 0]))
    await step(locked, 'stop', async () => {
      await setCounts(locked, live, zero)
      await untilSteady(locked, zero)
    })
    if (locked.manifest.onDemand) {
      await stopDatabases(locked)
      await noteAsleep(locked)
    }
    const awake = [...live.values()].some(({ desired, running }) => desired > 0 || running > 0)
    return [awake ? ('asleep' as const) : ('unchanged' as const), remembered] as const
  })
  return { outcome, remembered, seconds: (context.clock.now() - started) / 1000 }
}

/** The services that stand. @throws DeployctlError `release.not-deployed` */
export async function standing(context: Context): Promise<ReadonlyMap<string, ServiceSnapshot>> {
  const live = await readLive(context, Object.keys(context.manifest.services))
  if (live.size > 0) return live
  throw new DeployctlError('release.not-deployed', { message: 'No service of this environment stands.' })
}

/** What runs now, and what was remembered of those that sleep already. Pure. */
export function remember(
  before: Readonly<Record<string, number>>,
  live: ReadonlyMap<string, Pick<ServiceSnapshot, 'desired'>>,
): Record<string, number> {
  const entries = [...live].map(([service, { desired }]) => [
    service,
    desired > 0 ? desired : (before[service] ?? 0),
  ])
  return Object.fromEntries(entries)
}
