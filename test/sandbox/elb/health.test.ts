import { expect, test } from 'vitest'
import { healthAt } from '../../../src/lib/sandbox/services/elb/health.ts'

const check = { intervalMs: 10, healthyThreshold: 2, unhealthyThreshold: 3, deregistrationDelayMs: 50 }

function over(target: Partial<Parameters<typeof healthAt>[1]>, moments: number[]) {
  const whole = { registeredAt: 0, upFrom: null, downFrom: null, ...target }
  return moments.map(now => {
    const { State, Reason } = healthAt(now, whole, check) ?? {}
    return Reason ?? State
  })
}

test('a target that answers is healthy after its threshold of checks', () => {
  expect(over({ upFrom: 0 }, [5, 15, 19, 20])).toEqual([
    'Elb.RegistrationInProgress',
    'Elb.InitialHealthChecking',
    'Elb.InitialHealthChecking',
    'healthy',
  ])
})

test('one that starts slowly is unhealthy in between', () => {
  expect(over({ upFrom: 45 }, [25, 30, 59, 60])).toEqual([
    'Elb.InitialHealthChecking',
    'Target.Timeout',
    'Target.Timeout',
    'healthy',
  ])
})

test('one that answers with a wrong code says so', () => {
  expect(over({ code: 503 }, [30])).toEqual(['Target.ResponseCodeMismatch'])
})

test('one that falls ill is unhealthy after its threshold of checks', () => {
  expect(over({ upFrom: 0, downFrom: 100 }, [119, 120])).toEqual(['healthy', 'Target.Timeout'])
})

test('one that drains is gone after the delay', () => {
  expect(over({ upFrom: 0, deregisteredAt: 100 }, [149, 150])).toEqual([
    'Target.DeregistrationInProgress',
    undefined,
  ])
})
