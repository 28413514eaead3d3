import { DeployctlError } from '../../errors/index.ts'

/** Prices of one region in US dollars, by key. */
export interface PriceList {
  /** The day of which the prices are: `2025-06-01`. */
  readonly date: string
  readonly region: string
  readonly prices: Readonly<Record<string, number>>
}

type Load = () => Promise<{ readonly default: PriceList }>

const lists: Readonly<Record<string, Load>> = {
  'ap-southeast-2': () => import('./ap-southeast-2.json', { with: { type: 'json' } }),
  'eu-central-1': () => import('./eu-central-1.json', { with: { type: 'json' } }),
  'eu-west-1': () => import('./eu-west-1.json', { with: { type: 'json' } }),
  'us-east-1': () => import('./us-east-1.json', { with: { type: 'json' } }),
  'us-east-2': () => import('./us-east-2.json', { with: { type: 'json' } }),
  'us-west-2': () => import('./us-west-2.json', { with: { type: 'json' } }),
}

export const pricedRegions: readonly string[] = Object.keys(lists)

/**
 * The prices of a region that come with deployctl; those of `given` go before them.
 * @throws DeployctlError `cost.unknown-region` where neither has any, `cost.invalid-prices` for another region's
 */
export async function priceListFor(region: string, given?: PriceList): Promise<PriceList> {
  if (given && given.region !== region) {
    throw new DeployctlError('cost.invalid-prices', {
      message: `The prices given are those of ${given.region}, and this environment is in ${region}.`,
    })
  }
  const known = Object.hasOwn(lists, region) ? (await lists[region]!()).default : undefined
  if (known && given) return { ...given, prices: { ...known.prices, ...given.prices } }
  const list = given ?? known
  if (list) return list
  throw new DeployctlError('cost.unknown-region', {
    message: `deployctl brings no prices of ${region}: it has those of ${pricedRegions.join(', ')}.`,
  })
}
