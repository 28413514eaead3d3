import { expect, test } from 'vitest'
import { scheduledDuty } from '../../src/lib/costs/scheduled-duty.ts'
import { plain } from './pricing.ts'

const entry = (at: string, count: number, more: object = {}) => ({ at, count, ...more })

function duty(count: unknown, schedule: object[], load = 0) {
  const services = { web: { image: 'x', count, subnets: 'public' } }
  return scheduledDuty(plain({ services, schedule }), 'web', load)
}

test('nights off', () => {
  const nights = [entry('0 21 * * *', 0), entry('0 6 * * *', 2)]
  expect(duty(2, nights)).toEqual({ tasks: (2 * 15) / 24, awake: 15 / 24 })
})

test('office hours on working days, in a zone of their own', () => {
  const timezone = 'Australia/Brisbane'
  const office = [entry('0 8 * * 1-5', 3, { timezone }), entry('0 18 * * 1-5', 1, { timezone })]
  // Three of them for 50 hours of 168, one for the rest.
  expect(duty(1, office)!.tasks).toBeCloseTo((3 * 50 + 118) / 168, 10)
})

test('the first of a month', () => {
  const { tasks, awake } = duty(1, [entry('0 0 1 * *', 1), entry('0 0 2 * *', 0)])!
  expect(tasks).toBeCloseTo(12 / 364, 10)
  expect(awake).toBe(tasks)
})

test('within the bounds of autoscaling there is room to grow', () => {
  const day = [entry('0 0 * * *', 4), entry('0 12 * * *', 0)]
  expect(duty({ min: 2, max: 8, cpu: 70 }, day)!.tasks).toBe(2)
  expect(duty({ min: 2, max: 8, cpu: 70 }, day, 1)!.tasks).toBe(4)
})

test('a schedule of other services says nothing', () => {
  expect(duty(1, [entry('0 0 * * *', 0, { services: ['other'] })])).toBeUndefined()
})
