import { step } from '../events/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { readCounts, writeCounts } from '../releases/counts.ts'
import { openLedger } from '../releases/ledger.ts'
import { rememberHealthy } from '../releases/proof.ts'
import { listReleases } from '../releases/records.ts'
import type { Context } from './context.ts'
import { readScaled, type Settled, setCounts, suspendScaling, untilSteady } from './live/counts.ts'
import type { ServiceSnapshot } from './live/services.ts'
import { standing } from './sleep.ts'
import { underLock } from './under-lock.ts'

export interface WakeResult {
  readonly outcome: 'awake' | 'unchanged'
  readonly services: Settled
  readonly seconds: number
}

/** The one that serves is nearly always among them. */
const newestToRead = 10

/**
 * Takes every sleeping service back to the tasks that it had, and waits until they run. Safe to repeat: what is
 * remembered is forgotten only once they do.
 * @throws DeployctlError `release.not-deployed`
 */
export async function wake(context: Context): Promise<WakeResult> {
  const started = context.clock.now()
  const [outcome, services] = await underLock(context, async locked => {
    const ledger = openLedger(locked.scope, locked.ports.s3)
    const [live, remembered] = await Promise.all([standing(locked), readCounts(ledger)])
    const counts = countsToWake(locked.manifest, remembered, live)
    const asleep = [...live].some(([service, { desired }]) => desired !== counts[service])
    const settled = await step(locked, 'start', async () => {
      await setCounts(locked, live, counts)
      return untilSteady(locked, counts)
    })
    await step(locked, 'resume autoscaling', async () =>
      suspendScaling(locked, await readScaled(locked, [...live.keys()]), false),
    )
    await step(locked, 'forget', () => writeCounts(ledger, {}))
    await rememberHealthy(ledger, await listReleases(ledger, newestToRead), locked.clock.now())
    return [asleep ? ('awake' as const) : ('unchanged' as const), settled] as const
  })
  return { outcome, services, seconds: (context.clock.now() - started) / 1000 }
}

/** What runs stays; what sleeps goes back to what was remembered of it, or else to the manifest's count. Pure. */
export function countsToWake(
  { services }: Pick<Manifest, 'services'>,
  remembered: Readonly<Record<string, number>>,
  live: ReadonlyMap<string, Pick<ServiceSnapshot, 'desired'>>,
): Record<string, number> {
  const entries = [...live].map(([service, { desired }]) => [
    service,
    desired > 0 ? desired : remembered[service] || services[service]!.count.min,
  ])
  return Object.fromEntries(entries)
}
