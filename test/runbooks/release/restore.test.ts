import { expect, test } from 'vitest'
import type { ServiceSnapshot } from '../../../src/lib/runbooks/live/services.ts'
import {
  changedSecrets,
  lastGood,
  requireHealthy,
  restoredServices,
} from '../../../src/lib/runbooks/release/restore.ts'
import { release, service } from '../../releases/bench.ts'

function live(taskDefinition: string, change: Partial<ServiceSnapshot> = {}): ServiceSnapshot {
  const counts = { desired: 4, running: 4, pending: 0, failedTasks: 0 }
  const about = { serviceName: 'shop-prod-api', arn: 'arn:aws:ecs', rollout: 'COMPLETED', events: [] }
  return { ...counts, ...about, taskDefinition, ...change }
}

test('a service goes back with its image, and keeps the count that it has now', () => {
  const target = release(1, { services: { api: service(1, { tag: 'abc', seconds: 80 }) } })
  expect(restoredServices(target, new Map([['api', live('api:2')]]))).toEqual({
    api: {
      image: 'registry/api@sha256:1',
      tag: 'abc',
      taskDefinition: 'api:1',
      desired: 4,
      outcome: 'pending',
    },
  })
})

test('what runs it already is left alone, unless something is under way', () => {
  const target = release(1)
  const outcome = (snapshot: ServiceSnapshot) =>
    restoredServices(target, new Map([['api', snapshot]])).api?.outcome
  expect(outcome(live('api:1'))).toBe('unchanged')
  expect(outcome(live('api:1', { rollout: 'IN_PROGRESS' }))).toBe('pending')
  expect(outcome(live('api:1', { rollout: 'FAILED' }))).toBe('pending')
})

test('what does not stand any more is not restored', () => {
  expect(restoredServices(release(1), new Map())).toEqual({})
})

test('secrets that have another value now are named', () => {
  const target = release(1, { secrets: { token: 'a', key: 'b', gone: 'c' } })
  expect(changedSecrets(target, release(2, { secrets: { token: 'x', key: 'b', late: 'd' } }))).toEqual([
    'secret token',
  ])
  expect(changedSecrets(target, undefined)).toEqual([])
})

test('only a release that was seen healthy is returned to', () => {
  expect(lastGood([release(1), release(2)]).number).toBe(1)
  expect(() => lastGood([release(1)])).toThrow(expect.objectContaining({ code: 'release.no-target' }))
  expect(requireHealthy(release(1), 1).number).toBe(1)
  expect(() => requireHealthy(undefined, 7)).toThrow(expect.objectContaining({ code: 'release.unknown' }))
  expect(() => requireHealthy(release(7, { outcome: 'failed' }), 7)).toThrow(
    expect.objectContaining({ code: 'release.unproven' }),
  )
})
