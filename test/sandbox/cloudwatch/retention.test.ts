import { expect, test } from 'vitest'
import { toldFrom } from '../../../src/lib/sandbox/services/cloudwatch/retention.ts'

const now = Date.parse('2026-11-21T12:00:00Z')
const at = (from: string, period: number) => new Date(toldFrom(Date.parse(from), period, now)).toISOString()

test.each([
  ['2026-11-21T11:30:59Z', 60, '2026-11-21T11:30:00.000Z'],
  ['2026-10-30T11:34:10Z', 300, '2026-10-30T11:30:00.000Z'],
  ['2026-08-30T11:34:10Z', 3600, '2026-08-30T11:00:00.000Z'],
])('%s is rounded down', (from, period, told) => {
  expect(at(from, period)).toBe(told)
})

test.each([
  [10, '2026-11-21T09:00:00.000Z'],
  [60, '2026-11-06T12:00:00.000Z'],
  [300, '2026-09-19T12:00:00.000Z'],
  [3600, '2025-08-23T12:00:00.000Z'],
])('data of %i seconds are kept since %s', (period, since) => {
  expect(at('1970-01-01T00:00:00Z', period)).toBe(since)
})
