import { describe, expect, test } from 'vitest'
import { meaningOf, priceKeys } from '../../src/lib/costs/prices/catalogue.ts'
import { parsePrices } from '../../src/lib/costs/prices/given-prices.ts'
import { pricedRegions, priceListFor } from '../../src/lib/costs/prices/price-list.ts'
import { thrown } from '../manifest/reading.ts'

const byClass = ['rds.ENGINE.CLASS.hour', 'elasticache.ENGINE.CLASS.hour']

describe.each(pricedRegions)('the prices of %s', region => {
  test('have a date, and each price that is not by class', async () => {
    const { date, prices, region: written } = await priceListFor(region)
    expect(written).toBe(region)
    expect(date).toMatch(/^20\d\d-\d\d-\d\d$/)
    const missing = Object.keys(priceKeys).filter(key => !byClass.includes(key) && prices[key] === undefined)
    expect(missing).toEqual([])
  })

  test('hold nothing that no estimate asks for, and are never absurd', async () => {
    const { prices } = await priceListFor(region)
    const wrong = Object.entries(prices).filter(([key, price]) => !meaningOf(key) || price <= 0 || price > 10)
    expect(wrong).toEqual([])
  })

  test('are the lower the smaller, and lower on Graviton', async () => {
    const { prices } = await priceListFor(region)
    for (const kind of ['rds.postgres.db', 'rds.mysql.db', 'elasticache.redis.cache'])
      for (const family of ['t3', 't4g']) {
        const sizes = ['micro', 'small', 'medium'].map(size => prices[`${kind}.${family}.${size}.hour`]!)
        expect(sizes).toEqual(sizes.toSorted((a, b) => a - b))
        expect(prices[`${kind}.t4g.micro.hour`]).toBeLessThanOrEqual(prices[`${kind}.t3.micro.hour`]!)
      }
  })
})

test('every price has a unit, and a page of AWS to compare it with', () => {
  for (const { unit, source } of Object.values(priceKeys)) {
    expect(unit).not.toBe('')
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z0-9/-]+\/$/)
  }
})

describe('prices that are given', () => {
  const file = (prices: object, more: object = {}) =>
    JSON.stringify({ date: '2026-11-01', region: 'us-east-1', prices, ...more })
  const parsed = (text: string) => parsePrices(text, 'mine.json')
  const problems = (text: string) =>
    thrown(() => parsed(text)).problems.map(({ path, message, remedy }) => `${path}: ${message} ${remedy}`)

  test('go before those of deployctl, and leave the others', async () => {
    const list = await priceListFor('us-east-1', parsed(file({ 'alb.hour': 0.02 })))
    expect(list.date).toBe('2026-11-01')
    expect(list.prices['alb.hour']).toBe(0.02)
    expect(list.prices['alb.lcu-hour']).toBe(0.008)
  })

  test('make a region known that deployctl does not know', async () => {
    const given = parsed(file({ 'alb.hour': 0.03 }, { region: 'eu-north-1' }))
    expect((await priceListFor('eu-north-1', given)).prices).toEqual({ 'alb.hour': 0.03 })
    await expect(priceListFor('us-east-1', given)).rejects.toMatchObject({
      code: 'cost.invalid-prices',
      message: 'The prices given are those of eu-north-1, and this environment is in us-east-1.',
    })
  })

  test('may be of any instance class', () => {
    const prices = { 'rds.mysql.db.x9g.large.hour': 1, 'elasticache.valkey.cache.x9g.large.hour': 1 }
    expect(parsed(file(prices)).prices).toEqual(prices)
  })

  test('are refused with everything that is wrong', () => {
    expect(problems(file({ 'alb.hourly': 1 }))).toEqual([
      'prices.alb.hourly: This is no price that an estimate asks for. Did you mean `alb.hour`?',
    ])
    expect(problems(file({ 'alb.hour': '1', 'efs.gb-month': -1 }))).toEqual([
      'prices.alb.hour: Write a price in US dollars, as a number. See docs/costs.md.',
      'prices.efs.gb-month: A price is never below zero. See docs/costs.md.',
    ])
    expect(problems('{"prices": {}}')).toEqual([
      'date: Write the day of the prices, such as 2025-06-01. See docs/costs.md.',
      'region: Write the region of the prices, such as eu-north-1. See docs/costs.md.',
    ])
    expect(thrown(() => parsed('nonsense')).message).toMatch(/^mine\.json is no JSON/)
  })
})

test('an unknown region is refused, with what to do', async () => {
  await expect(priceListFor('eu-north-1')).rejects.toMatchObject({
    code: 'cost.unknown-region',
    message: expect.stringMatching(
      /^deployctl brings no prices of eu-north-1: it has those of ap-southeast-2, /,
    ),
    hint: expect.stringContaining('--prices FILE'),
  })
})
