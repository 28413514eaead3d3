import type { Manifest, Service } from '../manifest/schema/manifest.ts'
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
}

/** How the expected month was found. */
export interface Expectation {
  /** `given`: by `--hours-per-day`; `schedule`: the manifest's; `always`: nothing ever stops. */
  readonly basis: 'given' | 'schedule' | 'always'
  /** Of the service that runs longest. */
  readonly hoursPerDay: number
}

/** A service's tasks while it is awake; between its bounds, by the assumed load. */
export function tasksAt({ min, max }: { min: number; max: number }, load: number): number {
  return min + (max - min) * load
}

/** A month in which everything runs all day. */
export function awakeMonth({ services }: Manifest, usage: Usage): Month {
  return { usage, duty: name => fullDuty(services[name]!, usage) }
}

/** A month after `deployctl sleep`: nothing runs and nobody comes, and what is stored stays. */
export function asleepMonth(_manifest: Manifest, usage: Usage): Month {
  return { usage: unused(usage), duty: () => ({ tasks: 0, awake: 0 }) }
}

/** A month as it is likely to be: awake for so many hours a day, or by the manifest's schedule. */
export function expectedMonth(
  manifest: Manifest,
  usage: Usage,
  hoursPerDay: number | undefined,
): Month & { expectation: Expectation } {
  const duties = Object.fromEntries(
    Object.entries(manifest.services).map(([name, service]) => {
      const duty = fullDuty(service, usage)
      if (hoursPerDay !== undefined) return [name, scaled(duty, hoursPerDay / 24)]
      return [name, scheduledDuty(manifest, name, usage.load) ?? duty]
    }),
  )
  const longest = Math.max(0, ...Object.values(duties).map(({ awake }) => awake))
  const basis =
    hoursPerDay !== undefined ? 'given' : manifest.schedule.length > 0 ? 'schedule' : ('always' as const)
  return {
    usage,
    duty: name => duties[name]!,
    expectation: { basis, hoursPerDay: hoursPerDay ?? longest * 24 },
  }
}

function fullDuty({ count }: Service, { load }: Usage): Duty {
  const tasks = tasksAt(count, load)
  return { tasks, awake: tasks > 0 ? 1 : 0 }
}

function scaled({ tasks, awake }: Duty, share: number): Duty {
  return { tasks: tasks * share, awake: awake * share }
}
