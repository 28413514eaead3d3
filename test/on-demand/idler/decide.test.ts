import { expect, test } from 'vitest'
import { decide, type IdleFacts } from '../../../src/lib/on-demand/idler/decide.ts'

const now = Date.UTC(2026, 10, 21, 12)
const minutes = 60_000
const rules = { after: 1800, fewerRequestsThan: 5, minimumAwake: 1800 }
const idle: IdleFacts = {
  now,
  desired: 1,
  awakeSince: now - 60 * minutes,
  requests: 4,
  connections: 0,
  deploying: false,
  oneOffTasks: 0,
  lockedBy: undefined,
  heldUntil: undefined,
  awaitsDatabases: false,
  scheduledAwake: false,
}

test('what is idle is stopped, with the reason', () => {
  expect(decide(idle, rules)).toEqual({
    action: 'stop',
    reason: '4 requests in 30 minutes, and no open connection.',
  })
})

test.each<[Partial<IdleFacts>, string]>([
  [{ requests: 5 }, '5 requests in 30 minutes.'],
  [{ requests: undefined }, 'The number of requests cannot be read.'],
  [{ connections: 1 }, '1 connection is open.'],
  [{ awakeSince: now - 29 * minutes }, 'Awake for less than 30 minutes.'],
  [{ oneOffTasks: 2 }, '2 one-off tasks run.'],
  [{ deploying: true }, 'A deployment is in progress.'],
  [{ lockedBy: 'ada' }, 'ada is at work on it.'],
  [{ scheduledAwake: true }, 'The schedule keeps it awake.'],
  [{ heldUntil: now + minutes }, 'Held awake until 2026-11-21 12:01 UTC.'],
])('with %o it is kept: %s', (facts, reason) => {
  expect(decide({ ...idle, ...facts }, rules)).toEqual({ action: 'keep', reason })
})

test('once its schedule is over, what people use is kept all the same', () => {
  expect(decide({ ...idle, requests: 5, scheduledAwake: false }, rules).action).toBe('keep')
})

test('a hold that is over holds nothing', () => {
  expect(decide({ ...idle, heldUntil: now - 1 }, rules).action).toBe('stop')
})

test('what sleeps stays asleep', () => {
  expect(decide({ ...idle, desired: 0 }, rules)).toEqual({ action: 'stay-stopped', reason: 'Nothing runs.' })
})

test('what should be awake by now is woken', () => {
  const facts = { ...idle, desired: 0, scheduledAwake: true }
  expect(decide(facts, rules)).toEqual({ action: 'wake', reason: 'The schedule wants it awake.' })
})

test('what waits for its databases is not put back to sleep', () => {
  const facts = { ...idle, desired: 0, awaitsDatabases: true }
  expect(decide(facts, rules)).toEqual({ action: 'keep', reason: 'Its databases are on their way.' })
})

test('what somebody is waking by hand is left to them', () => {
  const facts = { ...idle, desired: 0, lockedBy: 'ada' }
  expect(decide(facts, rules)).toEqual({ action: 'keep', reason: 'ada is at work on it.' })
})
