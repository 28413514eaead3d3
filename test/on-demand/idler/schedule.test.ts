import { expect, test } from 'vitest'
import { isAwakeBySchedule } from '../../../src/lib/on-demand/idler/schedule.ts'

const timezone = 'Australia/Sydney'
const hours = [
  { at: '0 6 * * 1-5', timezone, count: 2 },
  { at: '0 21 * * *', timezone, count: 0 },
]

// Sydney is eleven hours ahead of UTC in November.
test.each([
  ['Friday 12:00', Date.UTC(2026, 10, 20, 1), true],
  ['Friday 20:59', Date.UTC(2026, 10, 20, 9, 59), true],
  ['Friday 21:01', Date.UTC(2026, 10, 20, 10, 1), false],
  ['Saturday 12:00', Date.UTC(2026, 10, 21, 1), false],
  ['Monday 05:59', Date.UTC(2026, 10, 22, 18, 59), false],
  ['Monday 06:01', Date.UTC(2026, 10, 22, 19, 1), true],
])('%s', (_when, now, awake) => {
  expect(isAwakeBySchedule(hours, now)).toBe(awake)
})

test('without a schedule nothing is kept awake', () => {
  expect(isAwakeBySchedule([], Date.UTC(2026, 10, 20))).toBe(false)
})

/** An entry that keeps awake, and one that ends it. */
const between = (from: string, to: string, timezone: string) => [
  { at: from, timezone, count: 1 },
  { at: to, timezone, count: 0 },
]

test.each([
  ['21:59', Date.UTC(2026, 10, 20, 21, 59), false],
  ['22:00, to the second', Date.UTC(2026, 10, 20, 22), true],
  ['23:59', Date.UTC(2026, 10, 20, 23, 59), true],
  ['00:01', Date.UTC(2026, 10, 21, 0, 1), true],
  ['05:59', Date.UTC(2026, 10, 21, 5, 59), true],
  ['06:00, to the second', Date.UTC(2026, 10, 21, 6), false],
])('a night from 22:00 to 06:00, at %s', (_when, now, awake) => {
  expect(isAwakeBySchedule(between('0 22 * * *', '0 6 * * *', 'UTC'), now)).toBe(awake)
})

// Berlin is one hour ahead of UTC in winter and two in summer.
test.each([
  ['a winter morning before', Date.UTC(2027, 2, 27, 6, 59), false],
  ['a winter morning after', Date.UTC(2027, 2, 27, 7, 1), true],
  ['the morning of the change before', Date.UTC(2027, 2, 28, 5, 59), false],
  ['the morning of the change after', Date.UTC(2027, 2, 28, 6, 1), true],
  ['the evening of the change', Date.UTC(2027, 2, 28, 18, 1), false],
  ['the autumn morning of the change before', Date.UTC(2027, 9, 31, 6, 59), false],
  ['the autumn morning of the change after', Date.UTC(2027, 9, 31, 7, 1), true],
])('eight to eight in Berlin goes by the clock on the wall: %s', (_when, now, awake) => {
  expect(isAwakeBySchedule(between('0 8 * * *', '0 20 * * *', 'Europe/Berlin'), now)).toBe(awake)
})

test.each([
  ['before the hour that is left out', 'Europe/Berlin', Date.UTC(2027, 2, 28, 0, 59), false],
  ['in place of it', 'Europe/Berlin', Date.UTC(2027, 2, 28, 1, 1), true],
  ['before the hour that comes twice', 'America/New_York', Date.UTC(2026, 10, 1, 5, 29), true],
  ['the first time', 'America/New_York', Date.UTC(2026, 10, 1, 5, 31), false],
  ['the second time', 'America/New_York', Date.UTC(2026, 10, 1, 6, 31), false],
])('an entry within the hour of the change: %s', (_when, timezone, now, awake) => {
  const entries =
    timezone === 'Europe/Berlin'
      ? between('30 2 * * *', '0 9 * * *', timezone)
      : between('30 0 * * *', '30 1 * * *', timezone)
  expect(isAwakeBySchedule(entries, now)).toBe(awake)
})

test('each entry has its own zone', () => {
  const entries = [
    { at: '0 9 * * *', timezone: 'Australia/Sydney', count: 1 },
    { at: '0 17 * * *', timezone: 'Europe/London', count: 0 },
  ]
  expect(isAwakeBySchedule(entries, Date.UTC(2026, 10, 20, 21, 59))).toBe(false)
  expect(isAwakeBySchedule(entries, Date.UTC(2026, 10, 20, 22, 1))).toBe(true)
  expect(isAwakeBySchedule(entries, Date.UTC(2026, 10, 21, 16, 59))).toBe(true)
  expect(isAwakeBySchedule(entries, Date.UTC(2026, 10, 21, 17, 1))).toBe(false)
})

test('of two entries at once the one that keeps awake counts', () => {
  const at = { at: '0 6 * * *', timezone: 'UTC' }
  const both = [
    { ...at, count: 0 },
    { ...at, count: 1 },
  ]
  const now = Date.UTC(2026, 10, 21, 7)
  expect([isAwakeBySchedule(both, now), isAwakeBySchedule(both.toReversed(), now)]).toEqual([true, true])
})

test('an entry that comes once a year is remembered for as long', () => {
  const fair = between('0 6 1 3 *', '0 6 1 12 *', 'UTC')
  expect(isAwakeBySchedule(fair, Date.UTC(2026, 10, 30))).toBe(true)
  expect(isAwakeBySchedule(fair, Date.UTC(2027, 1, 28))).toBe(false)
})
