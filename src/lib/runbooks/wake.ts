import { step } from '../events/index.ts'
import { stoppedOnDemand } from '../manifest/database-engine.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { readCounts, writeCounts } from '../releases/counts.ts'
import { openLedger } from '../releases/ledger.ts'
import { rememberHealthy } from '../releases/proof.ts'
import { listReleases } from '../releases/records.ts'
import type { Context } from './context.ts'
import { readScaled, type Settled, setCounts, suspendScaling, untilSteady } from './live/counts.ts'
import type { ServiceSnapshot } from './live/services.ts'
import { beginDatabases, startDatabases } from './on-demand/databases.ts'
import { turnDoor, untilFound } from './on-demand/door.ts'
import { type ColdStart, lastColdStart, noteAwake, noteStay, noteWake } from './on-demand/start.ts'
import { standing } from './sleep.ts'
import { underLock } from './under-lock.ts'

export interface WakeResult {
  /** `begun`: it goes on by itself, and nobody waits for it. */
  readonly outcome: 'awake' | 'begun' | 'unchanged'
  readonly services: Settled
  readonly seconds: number
  /** Of what sleeps on demand: where the seconds went. */
  readonly start?: ColdStart
}

export interface WakeOptions {
  /** Whether to wait until everything answers. */
  readonly waits: boolean
}

/** The one that serves is nearly always among them. */
const newestToRead = 10

/**
 * Takes every sleeping service back to the tasks that it had, and waits until they run. Safe to repeat: what is
 * remembered is forgotten only once they do.
 * @throws DeployctlError `release.not-deployed`
 */
export async function wake(context: Context, { waits }: WakeOptions = { waits: true }): Promise<WakeResult> {
  const started = context.clock.now()
  const woken = await underLock(context, async locked => {
    const ledger = openLedger(locked.scope, locked.ports.s3)
    const [live, remembered] = await Promise.all([standing(locked), readCounts(ledger)])
    const counts = countsToWake(locked.manifest, remembered, live)
    const asleep = [...live].some(([service, { desired }]) => desired !== counts[service])
    if (locked.manifest.onDemand) {
      const isReady = await prepare(locked, { asleep, waits })
      if (!isReady) return { outcome: 'begun' as const, services: settledOf(live) }
    }
    const services = await step(locked, 'start', async () => {
      await setCounts(locked, live, counts)
      return waits ? await untilSteady(locked, counts) : settledOf(await standing(locked))
    })
    await step(locked, 'resume autoscaling', async () =>
      suspendScaling(locked, await readScaled(locked, [...live.keys()]), false),
    )
    await step(locked, 'forget', () => writeCounts(ledger, {}))
    if (!waits) return { outcome: asleep ? ('begun' as const) : ('unchanged' as const), services }
    await open(locked)
    await rememberHealthy(ledger, await listReleases(ledger, newestToRead), locked.clock.now())
    return { outcome: asleep ? ('awake' as const) : ('unchanged' as const), services }
  })
  const start = woken.outcome === 'awake' ? await startOf(context) : undefined
  return { ...woken, seconds: (context.clock.now() - started) / 1000, ...(start && { start }) }
}

/**
 * What sleeps on demand needs its databases first.
 * @returns false where nobody waits for them: then the functions go on with the wake once they are there
 */
async function prepare(
  locked: Context,
  { asleep, waits }: WakeOptions & { readonly asleep: boolean },
): Promise<boolean> {
  if (asleep) await noteWake(locked)
  else await noteStay(locked)
  if (stoppedOnDemand(locked.manifest).length === 0) return true
  if (!waits && asleep) {
    const areThere = await step(locked, 'start databases', () => beginDatabases(locked))
    if (!areThere) await noteWake(locked, { awaitsDatabases: true })
    return areThere
  }
  const started = locked.clock.now()
  await step(locked, 'start databases', () => startDatabases(locked))
  if (asleep) await noteWake(locked, { databases: Math.round((locked.clock.now() - started) / 1000) })
  return true
}

/** What sleeps on demand has a front door, which leads to the waker until somebody turns it. */
async function open(locked: Context): Promise<void> {
  if (!locked.manifest.onDemand) return
  await step(locked, 'open the door', async () => {
    await untilFound(locked)
    await turnDoor(locked, 'service')
    await noteAwake(locked)
  })
}

async function startOf(context: Context): Promise<ColdStart | undefined> {
  return context.manifest.onDemand ? await lastColdStart(context) : undefined
}

function settledOf(live: ReadonlyMap<string, ServiceSnapshot>): Settled {
  return Object.fromEntries([...live].map(([name, { desired, running }]) => [name, { desired, running }]))
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
