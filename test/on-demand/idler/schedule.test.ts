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
