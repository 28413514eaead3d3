import { describe, expect, test } from 'vitest'
import type { DeploymentSnapshot } from '../../../src/lib/runbooks/live/deployments.ts'
import { decide } from '../../../src/lib/runbooks/rollout/decide.ts'

function snapshot(change: Partial<DeploymentSnapshot> = {}): DeploymentSnapshot {
  const base = { arn: 'ours', status: 'IN_PROGRESS', createdAt: 0, requested: 2, running: 0, leaving: 2 }
  return { ...base, predecessor: true, ...change }
}

const breaker = (status: string, failures: number) => ({ status, failures, threshold: 3 })

describe('a deployment has ended', () => {
  test('well only when it is SUCCESSFUL itself', () => {
    expect(decide(snapshot({ status: 'SUCCESSFUL', running: 2 }))).toEqual({
      state: 'ended',
      outcome: 'succeeded',
    })
  })

  test('well, and having proven nothing, at a count of 0', () => {
    expect(decide(snapshot({ status: 'SUCCESSFUL', requested: 0 }))).toEqual({
      state: 'ended',
      outcome: 'succeeded',
      detail: 'no task runs: the count is 0',
    })
  })

  test('rolled back, for the reason that ECS gives', () => {
    const rolledBack = snapshot({ status: 'ROLLBACK_SUCCESSFUL', rollbackReason: 'tasks failed to start' })
    expect(decide(rolledBack)).toEqual({
      state: 'ended',
      outcome: 'rolled-back',
      detail: 'tasks failed to start',
    })
  })

  test('not even rolled back', () => {
    expect(decide(snapshot({ status: 'ROLLBACK_FAILED', statusReason: 'no capacity' }))).toEqual({
      state: 'ended',
      outcome: 'rollback-failed',
      detail: 'no capacity',
    })
  })

  test('stopped, by hand or by another deployment', () => {
    const stopped = snapshot({ status: 'STOPPED', statusReason: 'stopped by ada' })
    expect(decide(stopped, 'ours')).toEqual({ state: 'ended', outcome: 'stopped', detail: 'stopped by ada' })
    expect(decide(stopped, 'another')).toEqual({
      state: 'ended',
      outcome: 'replaced',
      detail: 'another deployment of this service took its place',
    })
  })

  test('stalled, where the breaker tripped and ECS begins no rollback', () => {
    const tripped = snapshot({ breaker: breaker('TRIGGERED', 3) })
    expect(decide(tripped, undefined, 170)).toMatchObject({ state: 'moving' })
    expect(decide(tripped, undefined, 181)).toEqual({
      state: 'ended',
      outcome: 'stalled',
      detail: '3 tasks failed, and ECS has begun no rollback',
    })
  })

  test('stalled, where the breaker tripped and nothing came before', () => {
    const first = snapshot({ predecessor: false, leaving: 0, breaker: breaker('TRIGGERED', 3) })
    expect(decide(first)).toEqual({
      state: 'ended',
      outcome: 'stalled',
      detail: '3 tasks failed, and there is no earlier revision to return to',
    })
  })
})

describe('a deployment is moving', () => {
  test('while AWS does not show it', () => {
    expect(decide(undefined)).toEqual({ state: 'moving', detail: 'not visible yet' })
  })

  test('while its tasks start', () => {
    expect(decide(snapshot())).toEqual({ state: 'moving' })
    expect(decide(snapshot({ status: 'PENDING' }))).toEqual({ state: 'moving' })
  })

  test('while old tasks drain, however slowly', () => {
    expect(decide(snapshot({ running: 2, leaving: 2 }))).toEqual({ state: 'moving' })
  })

  test('while some tasks fail', () => {
    expect(decide(snapshot({ breaker: breaker('MONITORING', 2) }))).toEqual({
      state: 'moving',
      detail: '2 of at most 3 tasks failed',
    })
  })

  test('when the breaker tripped and there is something to return to', () => {
    expect(decide(snapshot({ breaker: breaker('TRIGGERED', 3) })).state).toBe('moving')
  })

  test('while ECS rolls it back or stops it', () => {
    const back = snapshot({ status: 'ROLLBACK_IN_PROGRESS', rollbackReason: 'tasks failed' })
    expect(decide(back)).toEqual({ state: 'moving', detail: 'ECS is rolling back: tasks failed' })
    expect(decide(snapshot({ status: 'STOP_REQUESTED' }))).toEqual({
      state: 'moving',
      detail: 'being stopped',
    })
  })

  test('in a state that AWS has yet to invent', () => {
    expect(decide(snapshot({ status: 'BAKING' }))).toEqual({ state: 'moving' })
  })
})
