import { type Basis, type Estimate, estimate } from '../../src/lib/costs/estimate.ts'
import { priceListFor } from '../../src/lib/costs/prices/price-list.ts'
import { type Usage, usageWith } from '../../src/lib/costs/usage.ts'
import { manifestOf } from '../resources/manifest.ts'

/** Nobody comes, nothing is stored. */
export const nothing = usageWith(
  Object.fromEntries(
    Object.keys(usageWith()).map(name => [name, name === 'spotDiscount' ? 0.7 : 0]),
  ) as Usage,
)

/** A manifest in us-east-1, with nothing beside what is written, and without Container Insights. */
export function plain(sections: object) {
  return manifestOf({
    region: 'us-east-1',
    network: { nat: 'none' },
    ingress: 'none',
    cluster: { containerInsights: false },
    ...sections,
  })
}

export async function basisFor(usage: Partial<Usage> = {}, hoursPerDay?: number): Promise<Basis> {
  return { prices: await priceListFor('us-east-1'), usage: { ...nothing, ...usage }, hoursPerDay }
}

/** The lines that cost something, as `subject: what = $awake/$asleep/$expected`. */
export function read({ lines }: Estimate): string[] {
  return lines
    .filter(({ cents }) => Math.max(cents.awake, cents.asleep, cents.expected) > 0)
    .map(({ subject, what, cents }) => {
      const amounts = [cents.awake, cents.asleep, cents.expected].map(
        amount => `$${(amount / 100).toFixed(2)}`,
      )
      return `${subject}: ${what} = ${amounts.join('/')}`
    })
}

export async function linesOf(sections: object, usage?: Partial<Usage>, hoursPerDay?: number) {
  return read(estimate(plain(sections), await basisFor(usage, hoursPerDay)))
}
