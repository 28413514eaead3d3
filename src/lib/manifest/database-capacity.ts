import type { Manifest } from './schema/manifest.ts'

/** What each instance of an Aurora cluster may grow and shrink to, in ACUs. */
export interface Capacity {
  readonly min: number
  readonly max: number
  /** Seconds without a connection after which it pauses; undefined where it never does. */
  readonly pauseAfter: number | undefined
}

/** The smallest capacity that AWS gives to what does not pause. */
const smallest = 0.5
const defaultPause = 5 * 60

/** The capacity of a database, with what nobody wrote: one that sleeps on demand pauses. Pure. */
export function capacityOf(
  { databases, onDemand }: Pick<Manifest, 'databases' | 'onDemand'>,
  name: string,
): Capacity {
  const { min: given, max = 2, pauseAfter = defaultPause } = databases[name]?.capacity ?? {}
  const min = given ?? (onDemand?.databases.includes(name) ? 0 : smallest)
  return { min, max, pauseAfter: min === 0 ? pauseAfter : undefined }
}

/** In words: `0 to 4 ACUs`. */
export function capacityInWords({ min, max }: Pick<Capacity, 'min' | 'max'>): string {
  return min === max ? `${max} ACUs` : `${min} to ${max} ACUs`
}
