import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { estimate } from '../../src/lib/costs/estimate.ts'
import { priceListFor } from '../../src/lib/costs/prices/price-list.ts'
import { usageWith } from '../../src/lib/costs/usage.ts'
import { loadManifest } from '../../src/lib/manifest/load.ts'
import { resolveManifest } from '../../src/lib/manifest/resolve.ts'
import type { Manifest } from '../../src/lib/manifest/schema/manifest.ts'
import { type Lived, live } from './month/simulate.ts'
import { hour, minute, type Trace, traceOf } from './month/trace.ts'

const root = path.resolve(import.meta.dirname, '../..')
const days = 30
const from = Date.UTC(2026, 10, 1)
const to = from + days * 24 * hour
const document = readFile(path.join(root, 'docs/on-demand.md'), 'utf8')

/** One person's month with the template, by the very functions that decide on AWS. */
describe.each([1, 2, 3])('month %i', seed => {
  let manifest: Manifest
  let trace: Trace
  let lived: Lived
  let hoursPerDay: number

  beforeAll(async () => {
    const source = await loadManifest(path.join(root, 'templates/on-demand/deployctl.yml'))
    manifest = resolveManifest(source, 'production', { env: {}, gitSha: () => undefined })
    const { after, fewerRequestsThan, minimumAwake = after, checkEvery } = manifest.onDemand!.idle
    const rules = { after, fewerRequestsThan, minimumAwake }
    trace = traceOf(seed, from, days)
    lived = live({ trace, from, to, rules, checkEvery: checkEvery * 1000, start: 45_000 })
    hoursPerDay = sum(lived.awake.map(one => one.to - one.from)) / hour / days
  }, 60_000)

  test('is an ordinary one', () => {
    expect(trace.sessions.length).toBeGreaterThan(40)
    expect(hoursPerDay).toBeGreaterThan(2)
    expect(hoursPerDay).toBeLessThan(3)
  })

  test('nobody at work is ever cut off', () => {
    const cut = lived.awake.filter(({ to }) =>
      trace.sessions.some(session => session.from <= to && to <= session.to),
    )
    expect(cut).toEqual([])
  })

  test('nothing runs for longer than one check after it may be stopped', () => {
    const late = lived.awake.map(({ to, ideal }) => (to - ideal) / minute)
    expect(Math.max(...late)).toBeLessThanOrEqual(15)
    expect(lived.awake.length).toBeLessThanOrEqual(trace.sessions.length)
  })

  test('only who comes first waits', () => {
    const perWake = lived.waited / lived.awake.length
    // A page with what belongs to it, and perhaps one more try.
    expect(perWake).toBeLessThan(8)
  })

  test('costs what the runbook says', async () => {
    const usage = usageWith({ requests: 1_000_000, transferGb: 1, logsGb: 0.5, fileGb: 5 })
    const prices = await priceListFor(manifest.region)
    const { cents } = estimate(manifest, { prices, usage, hoursPerDay })
    expect(cents.expected).toBeGreaterThan(400)
    expect(cents.expected).toBeLessThan(900)
    const row = [
      seed,
      trace.sessions.length,
      trace.requests.length,
      lived.awake.length,
      hoursPerDay.toFixed(2),
      (sum(lived.awake.map(({ to, ideal }) => to - ideal)) / minute / lived.awake.length).toFixed(1),
      `$${(cents.expected / 100).toFixed(2)}`,
    ]
    expect(await document).toContain(`| ${row.join(' | ')} |`)
  })
})

test('a rule that asks for too much would cut somebody off, and be seen here', () => {
  const trace = traceOf(1, from, days)
  const rules = { after: 600, fewerRequestsThan: 20, minimumAwake: 600 }
  const { awake } = live({ trace, from, to, rules, checkEvery: 300_000, start: 45_000 })
  const cut = awake.filter(({ to }) => trace.sessions.some(one => one.from <= to && to <= one.to))
  expect(cut.length).toBeGreaterThan(0)
})

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
