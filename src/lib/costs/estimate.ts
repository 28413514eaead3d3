import type { Manifest } from '../manifest/schema/manifest.ts'
import type { Item, Part } from './item.ts'
import { allLines } from './lines/index.ts'
import { centsOf } from './money.ts'
import { asleepMonth, awakeMonth, type Expectation, expectedMonth, type Month } from './month.ts'
import { allowances } from './prices/allowances.ts'
import { meaningOf, type PriceKey } from './prices/catalogue.ts'
import type { PriceList } from './prices/price-list.ts'
import type { AssumptionName, Usage } from './usage.ts'

/** What an estimate is made with, besides the manifest. */
export interface Basis {
  readonly prices: PriceList
  readonly usage: Usage
  /** How long a day everything runs; by the manifest where absent. */
  readonly hoursPerDay?: number | undefined
}

/** The months that an estimate compares. */
export const monthNames = ['awake', 'asleep', 'expected'] as const
export type ByMonth<T> = Readonly<Record<(typeof monthNames)[number], T>>

export interface PricedPart {
  readonly price: PriceKey
  readonly unit: string
  /** US dollars for one unit; undefined where the table has none. */
  readonly usd: number | undefined
  readonly discount?: number
  readonly quantity: ByMonth<number>
}

export interface Line extends Omit<Item, 'parts' | 'assumes'> {
  readonly cents: ByMonth<number>
  readonly parts: readonly PricedPart[]
  readonly assumes: readonly AssumptionName[]
}

export interface Estimate {
  readonly lines: readonly Line[]
  readonly cents: ByMonth<number> & {
    /** As `expected`, with every autoscaled service at its most tasks, and Aurora at its most ACUs. */
    readonly atMost: number
    /** What the account's free allowances take off `expected`, where nothing else in the account uses them. */
    readonly allowances: number
  }
  readonly expectation: Expectation
  /** What has no price in the table, and is in no sum. */
  readonly unpriced: readonly { readonly subject: string; readonly price: PriceKey }[]
}

/** What an environment costs in a month, line by line. Pure. */
export function estimate(manifest: Manifest, basis: Basis): Estimate {
  const expected = expectedMonth(manifest, basis.usage, basis.hoursPerDay)
  const months: ByMonth<Month> = {
    awake: awakeMonth(manifest, basis.usage),
    asleep: asleepMonth(manifest, basis.usage),
    expected,
  }
  const lines = pricedLines(manifest, months, basis.prices)
  const unpriced = lines.flatMap(({ subject, parts }) =>
    parts.filter(({ usd }) => usd === undefined).map(({ price }) => ({ subject, price })),
  )
  return {
    lines,
    cents: {
      ...byMonth(month => sum(lines.map(({ cents }) => cents[month]))),
      atMost: expectedCents(manifest, { ...basis, usage: { ...basis.usage, load: 1 } }),
      allowances: allowanceCents(lines),
    },
    expectation: expected.expectation,
    unpriced,
  }
}

/** The sum of the expected month alone. */
export function expectedCents(manifest: Manifest, basis: Basis): number {
  const month = expectedMonth(manifest, basis.usage, basis.hoursPerDay)
  const parts = itemsOf(manifest, month).map(({ parts }) => parts)
  return sum(parts.map(ofOneLine => sum(ofOneLine.map(part => partCents(part, basis.prices)))))
}

function pricedLines(manifest: Manifest, months: ByMonth<Month>, prices: PriceList): Line[] {
  const items = byMonth(month => itemsOf(manifest, months[month]))
  return items.awake.map(({ section, subject, what, parts, assumes = [] }, index) => ({
    section,
    subject,
    what,
    assumes,
    cents: byMonth(month => sum(items[month][index]!.parts.map(part => partCents(part, prices)))),
    parts: parts.map(({ price, discount }, place) => ({
      price,
      unit: meaningOf(price)!.unit,
      usd: prices.prices[price],
      ...(discount === undefined ? {} : { discount }),
      quantity: byMonth(month => items[month][index]!.parts[place]!.quantity),
    })),
  }))
}

function itemsOf(manifest: Manifest, month: Month): Item[] {
  return allLines.flatMap(lines => lines(manifest, month))
}

function partCents({ price, quantity, discount = 0 }: Part, { prices }: PriceList): number {
  return centsOf(quantity, (prices[price] ?? 0) * (1 - discount))
}

function allowanceCents(lines: readonly Line[]): number {
  const parts = lines.flatMap(({ parts }) => parts)
  return sum(
    allowances.map(({ keys, quantity }) => {
      const used = parts.filter(({ price }) => keys.includes(price))
      const total = sum(used.map(part => part.quantity.expected))
      const full = sum(used.map(({ usd = 0, quantity }) => centsOf(quantity.expected, usd)))
      return total <= quantity ? full : Math.round((full * quantity) / total)
    }),
  )
}

function byMonth<T>(of: (month: keyof ByMonth<T>) => T): ByMonth<T> {
  return { awake: of('awake'), asleep: of('asleep'), expected: of('expected') }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
