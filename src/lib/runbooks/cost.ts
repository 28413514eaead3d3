import { readFile } from 'node:fs/promises'
import { type Estimate, estimate } from '../costs/estimate.ts'
import { parseAssumptionFile, parseAssumptions } from '../costs/given-usage.ts'
import { hoursPerMonth } from '../costs/item.ts'
import { dollars } from '../costs/money.ts'
import type { Expectation } from '../costs/month.ts'
import { meaningOf } from '../costs/prices/catalogue.ts'
import { parsePrices } from '../costs/prices/given-prices.ts'
import { type PriceList, priceListFor } from '../costs/prices/price-list.ts'
import { type Savings, savingsOf } from '../costs/savings/index.ts'
import { type AssumptionName, assumptions, type Usage, usageWith } from '../costs/usage.ts'
import { DeployctlError, type ErrorCode } from '../errors/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import type { ActualHours } from './on-demand/hours.ts'

export interface CostRequest {
  /** File of prices that go before deployctl's own. */
  readonly prices?: string | undefined
  /** `NAME=NUMBER` pairs. */
  readonly assume: readonly string[]
  /** File of more of them; the pairs go before. */
  readonly assumptions?: string | undefined
  readonly hoursPerDay?: number | undefined
  /** What was measured, in place of `hoursPerDay`. */
  readonly actual?: ActualHours | undefined
  /** Why nothing was measured, where it was tried. */
  readonly unmeasured?: string | undefined
}

/** US dollars in a month. */
interface Months {
  readonly awake: number
  readonly asleep: number
  readonly expected: number
}

export interface CostLine extends Months, Omit<Estimate['lines'][number], 'cents'> {}

export interface CostResult {
  readonly project: string
  readonly environment: string
  readonly region: string
  readonly prices: { readonly date: string; readonly file?: string }
  readonly hoursPerMonth: number
  /** With the days that were looked at, where it was measured; with the reason, in a sentence, where it could not be. */
  readonly expectation: Expectation & { readonly days?: number; readonly unmeasured?: string }
  readonly month: Months & { readonly atMost: number; readonly allowances: number }
  readonly lines: readonly CostLine[]
  readonly assumptions: readonly {
    readonly name: AssumptionName
    readonly value: number
    readonly unit: string
    readonly means: string
    readonly given: boolean
  }[]
  /** In no sum, for want of a price. */
  readonly unpriced: readonly {
    readonly subject: string
    readonly price: string
    readonly unit: string
    readonly source: string
  }[]
  readonly savings: {
    readonly each: readonly (Omit<Savings['each'][number], 'cents'> & { readonly usd: number })[]
    readonly together: { readonly usd: number; readonly ids: readonly string[] }
  }
}

/**
 * What an environment costs in a month, by its manifest and what is known of its hours. Asks AWS nothing.
 * @throws DeployctlError `cost.unknown-region`, `cost.invalid-prices`, `cost.invalid-assumption`
 */
export async function cost(manifest: Manifest, request: CostRequest): Promise<CostResult> {
  const [prices, given] = await Promise.all([pricesFor(manifest, request), givenUsage(request)])
  const basis = {
    prices,
    usage: usageWith(given),
    hoursPerDay: request.actual?.hoursPerDay ?? request.hoursPerDay,
  }
  const estimated = estimate(manifest, basis)
  const { project, environment, region } = manifest
  const { awake, asleep, expected, atMost, allowances } = estimated.cents
  return {
    project,
    environment,
    region,
    prices: { date: prices.date, ...(request.prices ? { file: request.prices } : {}) },
    hoursPerMonth,
    expectation: expectationOf(estimated, request),
    month: inDollars({ awake, asleep, expected, atMost, allowances }),
    lines: estimated.lines.map(({ cents, ...line }) => ({ ...line, ...inDollars(cents) })),
    assumptions: usedAssumptions(estimated, basis.usage, given),
    unpriced: estimated.unpriced.map(one => ({ ...one, ...meaningOf(one.price)! })),
    savings: savingsInDollars(savingsOf(manifest, basis)),
  }
}

function expectationOf(
  { expectation }: Estimate,
  { actual, unmeasured }: CostRequest,
): CostResult['expectation'] {
  if (actual) return { ...expectation, basis: 'measured', days: actual.days }
  return { ...expectation, ...(unmeasured !== undefined && { unmeasured }) }
}

async function pricesFor({ region }: Manifest, { prices: file }: CostRequest): Promise<PriceList> {
  if (file === undefined) return priceListFor(region)
  return priceListFor(region, parsePrices(await read(file, 'cost.invalid-prices'), file))
}

async function givenUsage({ assume, assumptions: file }: CostRequest): Promise<Partial<Usage>> {
  const filed =
    file === undefined ? {} : parseAssumptionFile(await read(file, 'cost.invalid-assumption'), file)
  return { ...filed, ...parseAssumptions(assume) }
}

async function read(file: string, code: ErrorCode): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new DeployctlError(code, { message: `${file} cannot be read.`, cause })
  }
}

/** Only those that a line was made with, in the order of the list. */
function usedAssumptions(
  { lines }: Estimate,
  usage: Usage,
  given: Partial<Usage>,
): CostResult['assumptions'] {
  const used = new Set(lines.flatMap(({ assumes }) => assumes))
  const names = Object.keys(assumptions) as AssumptionName[]
  return names
    .filter(name => used.has(name))
    .map(name => {
      const { unit, means } = assumptions[name]
      return { name, value: usage[name], unit, means, given: given[name] !== undefined }
    })
}

function inDollars<Cents extends Readonly<Record<string, number>>>(cents: Cents): Cents {
  return Object.fromEntries(Object.entries(cents).map(([name, amount]) => [name, dollars(amount)])) as Cents
}

function savingsInDollars({ each, together }: Savings): CostResult['savings'] {
  return {
    each: each.map(({ cents, ...saving }) => ({ ...saving, usd: dollars(cents) })),
    together: { usd: dollars(together.cents), ids: together.ids },
  }
}
