import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  failureThreshold,
  isTripped,
  restartDelayMs,
} from '../../../src/lib/sandbox/services/ecs/circuit-breaker.ts'
import { nextProvider } from '../../../src/lib/sandbox/services/ecs/placement.ts'
import { type PlannedTask, planTasks } from '../../../src/lib/sandbox/services/ecs/planner.ts'

const usual = { minimumHealthyPercent: 100, maximumPercent: 200, mayStart: true, mayReplace: true }

function task(id: string, isPrimary: boolean, healthy = true): PlannedTask {
  return { id, isPrimary, healthy, createdAt: 0 }
}

test('a service without tasks gets all of them', () => {
  expect(planTasks({ ...usual, desired: 3, tasks: [] })).toEqual({ start: 3, stop: [], stuck: false })
})

test('new ones are started beside the old ones, which stay until the new ones are healthy', () => {
  const old = [task('a', false), task('b', false)]
  expect(planTasks({ ...usual, desired: 2, tasks: old })).toEqual({ start: 2, stop: [], stuck: false })
  const starting = [...old, task('c', true, false), task('d', true, false)]
  expect(planTasks({ ...usual, desired: 2, tasks: starting })).toEqual({ start: 0, stop: [], stuck: false })
  const one = [...old, task('c', true), task('d', true, false)]
  expect(planTasks({ ...usual, desired: 2, tasks: one })).toEqual({ start: 0, stop: ['a'], stuck: false })
})

test('without room above, old ones go first, down to the minimum', () => {
  const tasks = ['a', 'b', 'c', 'd'].map(id => task(id, false))
  const tight = { ...usual, minimumHealthyPercent: 50, maximumPercent: 100, desired: 4, tasks }
  expect(planTasks(tight)).toEqual({ start: 0, stop: ['a', 'b'], stuck: false })
})

test('percentages that leave no room at all are said to', () => {
  const tight = { ...usual, maximumPercent: 150, desired: 1, tasks: [task('a', false)] }
  expect(planTasks(tight)).toEqual({ start: 0, stop: [], stuck: true })
})

test('a failed deployment starts nothing and leaves the old ones alone', () => {
  const tasks = [task('a', false), task('b', false)]
  const failed = { ...usual, mayStart: false, mayReplace: false, desired: 2, tasks }
  expect(planTasks(failed)).toEqual({ start: 0, stop: [], stuck: false })
})

test('never more than the maximum, never fewer healthy ones than the minimum', () => {
  const planned = fc.record({ isPrimary: fc.boolean(), healthy: fc.boolean() })
  const percent = fc.record({
    minimum: fc.integer({ min: 0, max: 100 }),
    maximum: fc.integer({ min: 100, max: 400 }),
  })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      percent,
      fc.array(planned, { maxLength: 40 }),
      (desired, { minimum, maximum }, some) => {
        const tasks = some.map((one, index) => ({ ...one, id: String(index), createdAt: index }))
        const mine = tasks.filter(({ isPrimary }) => isPrimary)
        fc.pre(mine.length <= desired)
        const situation = {
          ...usual,
          minimumHealthyPercent: minimum,
          maximumPercent: maximum,
          desired,
          tasks,
        }
        const { start, stop } = planTasks(situation)
        const upper = Math.floor((desired * maximum) / 100)
        const lower = Math.ceil((desired * minimum) / 100)
        const healthy = tasks.filter(one => one.healthy)
        const left = healthy.filter(({ id }) => !stop.includes(id))
        expect(start === 0 || tasks.length + start <= upper).toBe(true)
        expect(left.length).toBeGreaterThanOrEqual(Math.min(healthy.length, lower))
      },
    ),
  )
})

test.each([
  [1, 3],
  [6, 3],
  [7, 4],
  [100, 50],
  [1000, 200],
])('of %i tasks, %i may fail', (desired, threshold) => {
  expect(failureThreshold({}, desired)).toBe(threshold)
})

test('the threshold can be configured', () => {
  const breaker = { enable: true, rollback: true }
  const by = (type: 'COUNT' | 'BOUNDED_PERCENT' | 'UNBOUNDED_PERCENT', value: number) => ({
    deploymentCircuitBreaker: { ...breaker, thresholdConfiguration: { type, value } },
  })
  expect(failureThreshold(by('COUNT', 1), 10)).toBe(1)
  expect(failureThreshold(by('BOUNDED_PERCENT', 10), 10)).toBe(3)
  expect(failureThreshold(by('UNBOUNDED_PERCENT', 10), 10)).toBe(1)
  expect(isTripped(by('COUNT', 2), 10, 1)).toBe(false)
  expect(isTripped(by('COUNT', 2), 10, 2)).toBe(true)
  expect(isTripped({}, 10, 100)).toBe(false)
})

test('restarts slow down to every 27 minutes', () => {
  expect([9, 10, 11, 20].map(restartDelayMs)).toEqual([0, 60_000, 120_000, 27 * 60_000])
})

test('bases are filled first, then weights shared out', () => {
  const strategy = [
    { capacityProvider: 'FARGATE', weight: 1, base: 1 },
    { capacityProvider: 'FARGATE_SPOT', weight: 4 },
  ]
  const counts: Record<string, number> = {}
  const order = Array.from({ length: 11 }, () => {
    const provider = nextProvider(strategy, counts)!
    counts[provider] = (counts[provider] ?? 0) + 1
    return provider === 'FARGATE' ? 'F' : 'S'
  })
  expect(order.join('')).toBe('FSSSFSSSSFS')
  expect(counts).toEqual({ FARGATE: 3, FARGATE_SPOT: 8 })
})
