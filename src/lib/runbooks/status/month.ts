import { DeployctlError } from '../../errors/index.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'

/** What an environment is likely to cost in a month, by its manifest; `cost` shows how it is found. */
export interface MonthlyCost {
  readonly usd: number
  /** The day of which the prices are. */
  readonly prices: string
}

/** Undefined where deployctl brings no prices of the region. */
export async function monthlyCost(manifest: Manifest): Promise<MonthlyCost | undefined> {
  const [{ expectedCents }, { dollars }, { priceListFor }, { usageWith }] = await Promise.all([
    import('../../costs/estimate.ts'),
    import('../../costs/money.ts'),
    import('../../costs/prices/price-list.ts'),
    import('../../costs/usage.ts'),
  ])
  try {
    const prices = await priceListFor(manifest.region)
    return { usd: dollars(expectedCents(manifest, { prices, usage: usageWith() })), prices: prices.date }
  } catch (error) {
    if (error instanceof DeployctlError && error.code === 'cost.unknown-region') return undefined
    throw error
  }
}
