import { expect, test } from 'vitest'
import { diagnose } from '../../../src/lib/runbooks/status/diagnose.ts'
import type { ServiceStatus, Snapshot } from '../../../src/lib/runbooks/status/snapshot.ts'

const well = { desired: 2, running: 2, pending: 0, rollout: 'COMPLETED', taskDefinition: 'api:1' }
const stopped = {
  task: '7c1e',
  at: '2026-11-20T20:00:00.000Z',
  code: 'EssentialContainerExited',
  reason: 'exited',
  plain: 'The task ran out of memory.',
  next: 'raise services.api.memory',
}

function of(service: Partial<ServiceStatus>, rest: Partial<Snapshot> = {}): ReturnType<typeof diagnose> {
  const api = { service: 'api', live: well, events: [], stopped: [], ...service }
  return diagnose({ services: [api], parts: [], asleep: false, alarms: [], ...rest }, 'prod')
}

test('nothing is wrong where everything runs, or sleeps', () => {
  expect(of({})).toEqual([])
  expect(of({ live: { ...well, desired: 0, running: 0 } })).toEqual([])
})

test('missing tasks are told with the reason of the last that stopped', () => {
  expect(of({ live: { ...well, running: 1 }, stopped: [stopped] })).toEqual([
    {
      service: 'api',
      message: '1 of 2 tasks run. The task ran out of memory.',
      next: 'raise services.api.memory',
    },
  ])
})

test('a service that does not stand wants a deploy', () => {
  const { live: _, ...absent } = { service: 'api', live: well, events: [], stopped: [] }
  expect(diagnose({ services: [absent], parts: [], asleep: false, alarms: [] }, 'prod')).toEqual([
    { service: 'api', message: 'It does not stand yet.', next: 'deployctl deploy prod' },
  ])
})

test('an unhealthy target is told with its reason; one that is starting is not', () => {
  const health = (state: string) => ({
    healthy: 1,
    draining: 0,
    waiting: [{ target: '10.0.0.4:8080', state, reason: 'Target.Timeout' }],
  })
  expect(of({ health: health('unhealthy') })).toEqual([
    {
      service: 'api',
      message: 'The load balancer finds 10.0.0.4:8080 unhealthy: Target.Timeout.',
      next: 'deployctl logs prod api',
    },
  ])
  expect(of({ health: health('initial') })).toEqual([])
})

test('a release that nobody finishes wants one, or a way back', () => {
  const release = { number: 7, kind: 'deploy', user: 'ada', startedAt: '' } as const
  const next = (outcome: 'failed' | 'interrupted' | 'in-progress' | 'rolled-back') =>
    of({}, { release: { ...release, outcome } }).map(trouble => trouble.next)
  expect(next('failed')).toEqual(['deployctl rollback prod'])
  expect(next('interrupted')).toEqual(['deployctl deploy prod'])
  expect(next('in-progress')).toEqual(['deployctl deploy prod'])
  expect(next('rolled-back')).toEqual([])
})

test('alarms and a certificate that is not issued are told', () => {
  const certificate = { domain: 'prod.example.com', status: 'PENDING_VALIDATION' }
  const alarms = [{ name: 'shop-prod-cpu', reason: 'Threshold crossed' }]
  expect(of({}, { certificate, alarms }).map(({ message }) => message)).toEqual([
    'The certificate of prod.example.com is PENDING_VALIDATION.',
    'The alarm shop-prod-cpu is in ALARM: Threshold crossed',
  ])
})

test('what stands beside the services is told where it is not well, or not there', () => {
  const part = { what: 'database', name: 'main', well: false }
  expect(of({}, { parts: [{ ...part, status: 'available', well: true }] })).toEqual([])
  expect(of({}, { parts: [{ ...part, status: 'storage-full' }] })).toEqual([
    { message: 'The database main is storage-full.', next: 'deployctl doctor prod' },
  ])
  expect(of({}, { parts: [{ ...part, status: 'missing' }] })).toEqual([
    { message: 'The database main does not stand yet.', next: 'deployctl bootstrap prod' },
  ])
})
