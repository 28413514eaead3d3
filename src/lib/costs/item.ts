import type { Manifest } from '../manifest/schema/manifest.ts'
import type { Month } from './month.ts'
import type { PriceKey } from './prices/catalogue.ts'
import type { AssumptionName } from './usage.ts'

/** AWS prices by the hour; a month is a twelfth of a year. */
export const hoursPerMonth = 730

/** The parts of a bill, in the order in which they are shown. */
export const sections = ['compute', 'network', 'data', 'operations'] as const

/** A quantity of something that has a price. */
export interface Part {
  readonly price: PriceKey
  /** In the unit of the price, for a month. */
  readonly quantity: number
  /** Taken off the price: 0.7 for Spot. */
  readonly discount?: number
}

/** One line of an estimate, before it is priced. Which lines there are follows from the manifest alone; how much, from the month. */
export interface Item {
  readonly section: (typeof sections)[number]
  /** Where the manifest asks for it: `services.api`. */
  readonly subject: string
  /** What AWS bills: `Fargate, 2 × 0.5 vCPU, 1 GB`. */
  readonly what: string
  readonly parts: readonly Part[]
  /** What was assumed about it. */
  readonly assumes?: readonly AssumptionName[]
}

/** What one part of a manifest costs in a month. Pure. */
export type Lines = (manifest: Manifest, month: Month) => readonly Item[]
