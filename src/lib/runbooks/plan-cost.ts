import { estimate } from '../costs/estimate.ts'
import { dollars } from '../costs/money.ts'
import { priceListFor } from '../costs/prices/price-list.ts'
import { unused, usageWith } from '../costs/usage.ts'
import { DeployctlError } from '../errors/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import type { World } from '../resources/world.ts'
import { standingManifest } from './standing-manifest.ts'

/** US dollars a month, always awake, with what `deployctl cost` assumes. */
export interface PlanCost {
  /** Of what stands. */
  readonly now: number
  /** Of what the manifest wants. */
  readonly after: number
  /** The day of the prices. */
  readonly prices: string
  /** Something has no price in the table, and is in neither sum. */
  readonly partial: boolean
}

/** What a plan does to the bill; undefined where no prices of the region are known. */
export async function planCost(manifest: Manifest, world: World): Promise<PlanCost | undefined> {
  const prices = await knownPrices(manifest.region)
  if (!prices) return undefined
  const usage = usageWith()
  const standing = standingManifest(manifest, world)
  const runs = Object.values(standing.services).some(({ count }) => count.max > 0)
  const isUsed = runs || Object.keys(standing.functions).length > 0
  const now = estimate(standing, { prices, usage: isUsed ? usage : unused(usage) })
  const after = estimate(manifest, { prices, usage })
  return {
    now: dollars(now.cents.awake),
    after: dollars(after.cents.awake),
    prices: prices.date,
    partial: now.unpriced.length + after.unpriced.length > 0,
  }
}

async function knownPrices(region: string) {
  try {
    return await priceListFor(region)
  } catch (error) {
    if (error instanceof DeployctlError && error.code === 'cost.unknown-region') return undefined
    throw error
  }
}
