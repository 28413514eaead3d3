import { isAurora } from '../manifest/database-engine.ts'
import type { Manifest, Service } from '../manifest/schema/manifest.ts'
import { onDemandServices } from '../resources/on-demand/on-demand-names.ts'
import { scheduledDuty } from './scheduled-duty.ts'
import { type Usage, unused } from './usage.ts'

/** How much of a service runs, on the average of a month. */
export interface Duty {
  readonly tasks: number
  /** Share of the month in which at least one task runs. */
  readonly awake: number
}

/** A month to price: how long what runs, and how much it is used. */
export interface Month {
  readonly usage: Usage
  duty(service: string): Duty
  /** Share of the month in which a database is not stopped, and one of Aurora is used. */
  databaseAwake(database: string): number
}

/** How the expected month was found. */
export interface Expectation {
  /**
   * `given`: by `--hours-per-day`; `measured`: as it was lately; `on-demand`: assumed of what a request wakes; `schedule`: the manifest's;
   * `always`: nothing ever stops.
   */
  readonly basis: 'given' | 'measured' | 'on-demand' | 'schedule' | 'always'
  /** Of what runs least of what sleeps at all. */
  readonly hoursPerDay: number
}

/** How long a day somebody uses what runs on demand, until it is known better. */
const onDemandHours = 2.5

/** A service's tasks while it is awake; between its bounds, by the assumed load. */
export function tasksAt({ min, max }: { min: number; max: number }, load: number): number {
  return min + (max - min) * load
}

/** A month in which everything runs all day. */
export function awakeMonth(manifest: Manifest, usage: Usage): Month {
  return sleeping(manifest, usage, 1)
}

/**
 * A month after `deployctl sleep`, or one in which nobody wakes what runs on demand: nobody comes, and what is
 * stored stays.
 */
export function asleepMonth(manifest: Manifest, usage: Usage): Month {
  return { ...sleeping(manifest, usage, 0), usage: unused(usage) }
}

/** A month as it is likely to be: awake for so many hours a day, on demand, or by the manifest's schedule. */
export function expectedMonth(
  manifest: Manifest,
  usage: Usage,
  hoursPerDay: number | undefined,
): Month & { expectation: Expectation } {
  if (hoursPerDay !== undefined || manifest.onDemand) {
    const hours = hoursPerDay ?? onDemandHours
    const basis = hoursPerDay === undefined ? 'on-demand' : 'given'
    return { ...sleeping(manifest, usage, hours / 24), expectation: { basis, hoursPerDay: hours } }
  }
  return scheduled(manifest, usage)
}

/** Awake for a share of the month, as far as it sleeps at all: where something runs on demand, the rest never does. */
function sleeping(manifest: Manifest, usage: Usage, share: number): Month {
  const { services, databases, onDemand } = manifest
  const sleepers = onDemand ? onDemandServices(manifest) : Object.keys(services)
  return {
    usage,
    duty: name => {
      const sleeps = sleepers.includes(name)
      const { tasks, awake } = fullDuty(services[name]!, usage, onDemand && sleeps ? 1 : 0)
      const part = sleeps ? share : 1
      return { tasks: tasks * part, awake: awake * part }
    },
    databaseAwake: name => {
      // Aurora follows what uses it; nothing stops an instance but being on demand.
      const follows = onDemand ? onDemand.databases.includes(name) : isAurora(databases[name]!.engine)
      return follows ? share : 1
    },
  }
}

function scheduled(manifest: Manifest, usage: Usage): Month & { expectation: Expectation } {
  const duties = new Map(
    Object.entries(manifest.services).map(([name, service]) => [
      name,
      scheduledDuty(manifest, name, usage.load) ?? fullDuty(service, usage),
    ]),
  )
  const least = Math.min(1, ...[...duties.values()].map(({ awake }) => awake))
  // Whatever runs keeps its connections open.
  const most = duties.size > 0 ? Math.max(...[...duties.values()].map(({ awake }) => awake)) : 1
  const basis = manifest.schedule.length > 0 ? 'schedule' : 'always'
  return {
    usage,
    duty: name => duties.get(name)!,
    databaseAwake: name => (isAurora(manifest.databases[name]!.engine) ? most : 1),
    expectation: { basis, hoursPerDay: least * 24 },
  }
}

/** @param least what runs on demand has one task while it is awake, though its fewest may be none */
function fullDuty({ count }: Service, { load }: Usage, least = 0): Duty {
  const tasks = Math.max(least, tasksAt(count, load))
  return { tasks, awake: tasks > 0 ? 1 : 0 }
}
