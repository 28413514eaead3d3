import { z } from 'zod'
import { DeployctlError } from '../../errors/index.ts'
import { suggest } from '../../manifest/nearest-name.ts'
import { meaningOf, priceKeys } from './catalogue.ts'
import type { PriceList } from './price-list.ts'

const schema = z.strictObject({
  date: z.iso.date('write the day of the prices, such as 2025-06-01'),
  region: z.string('write the region of the prices, such as eu-north-1'),
  prices: z.record(
    z.string(),
    z
      .number('write a price in US dollars, as a number')
      .min(0, 'a price is never below zero')
      .max(1_000_000, 'a price is never above a million'),
    'write the prices by key',
  ),
})

/**
 * Reads a file of `--prices`: `{"date", "region", "prices": {KEY: DOLLARS}}`, as those that come with deployctl.
 * @throws DeployctlError `cost.invalid-prices` with everything that is wrong
 */
export function parsePrices(text: string, file: string): PriceList {
  const parsed = schema.safeParse(json(text, file), { reportInput: true })
  const shape = (parsed.error?.issues ?? []).map(({ path, message }) => ({
    path: path.join('.'),
    message: `${message[0]!.toUpperCase()}${message.slice(1)}.`,
    remedy: 'See docs/costs.md.',
  }))
  const unknown = Object.keys(parsed.data?.prices ?? {})
    .filter(key => !meaningOf(key))
    .map(key => ({
      path: `prices.${key}`,
      message: 'This is no price that an estimate asks for.',
      remedy: suggest(key, Object.keys(priceKeys)),
    }))
  const problems = [...shape, ...unknown].map(problem => ({ file, ...problem }))
  if (parsed.data && problems.length === 0) return parsed.data
  throw new DeployctlError('cost.invalid-prices', { message: `${file} holds no prices.`, problems })
}

function json(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const message = `${file} is no JSON: ${(cause as Error).message}.`
    throw new DeployctlError('cost.invalid-prices', { message, cause })
  }
}
