import { expect, test } from 'vitest'
import { hoursOf } from '../../../src/lib/runbooks/on-demand/hours.ts'

const now = Date.UTC(2026, 10, 21)
const day = 86_400_000
const minute = 60_000

/** Samples of five minutes, from so long ago, for so many hours. */
function awake(ago: number, hours: number, tasks = 1) {
  return Array.from({ length: hours * 12 }, (_, index) => ({
    at: now - ago + index * 5 * minute,
    count: 5 * tasks,
  }))
}

test('the hours of a month with two evenings in it', () => {
  const samples = [...awake(30 * day, 3), ...awake(3 * day, 3)]
  expect(hoursOf(samples, now)).toEqual({ hoursPerDay: 0.2, days: 30 })
})

test('two tasks at once are awake only once', () => {
  expect(hoursOf(awake(10 * day, 20, 2), now)).toEqual({ hoursPerDay: 2, days: 10 })
})

test('a beginning that is hours ago is not taken for every day', () => {
  expect(hoursOf(awake(0.25 * day, 3), now)).toEqual({ hoursPerDay: 3, days: 1 })
})

test('where nothing ever ran, nothing is known', () => {
  expect(hoursOf([], now)).toBeUndefined()
})
