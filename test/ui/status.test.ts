import { expect, test } from 'vitest'
import type { Status } from '../../src/lib/runbooks/status.ts'
import { plainTheme } from '../../src/lib/ui/format.ts'
import { presentStatus } from '../../src/lib/ui/present/status.ts'

const at = '2026-11-20T12:00:00.000Z'
const live = { desired: 2, running: 2, pending: 0, rollout: 'COMPLETED', taskDefinition: 'api:1' }
const status: Status = {
  project: 'shop',
  environment: 'prod',
  account: '123456789012',
  region: 'eu-west-1',
  at,
  services: [
    { service: 'api', live, events: [], stopped: [], health: { healthy: 2, waiting: [], draining: 0 } },
  ],
  parts: [
    {
      what: 'database',
      name: 'main',
      status: 'available',
      well: true,
      detail: 'postgres 16.4, db.t4g.micro',
    },
    { what: 'cache', name: 'main', status: 'creating', well: false },
  ],
  url: 'https://www.example.com',
  asleep: false,
  alarms: [],
  certificate: { domain: 'www.example.com', status: 'PENDING_VALIDATION' },
  release: {
    number: 7,
    kind: 'deploy',
    outcome: 'succeeded',
    user: 'ada',
    startedAt: '2026-11-20T11:57:00.000Z',
  },
  month: { usd: 124.4, prices: '2026-11-01' },
  troubles: [],
}
const present = (change: Partial<Status> = {}) => presentStatus({ ...status, ...change }, plainTheme)

test('one screen shows all of a system', () => {
  expect(present()).toEqual([
    'status prod · shop · 123456789012 · eu-west-1',
    '  release 7, succeeded, 3 minutes ago, by ada',
    '  https://www.example.com',
    '',
    '  ✔ api  2/2 running  2 healthy',
    '',
    '  ✔ database main  available           postgres 16.4, db.t4g.micro',
    '  ✖ cache main     creating',
    '  ✖ certificate    pending validation  www.example.com',
    '',
    '  about $124 a month: deployctl cost prod',
    '',
    '✔ All is well.',
  ])
})

test('trouble points at what examines it, and sleep at what wakes', () => {
  const troubles = [{ service: 'api', message: '1 of 2 tasks run.', next: 'deployctl logs prod api' }]
  expect(present({ troubles, asleep: true }).filter(line => /deployctl|✖ api/.test(line))).toEqual([
    '  asleep: deployctl wake prod',
    '  about $124 a month: deployctl cost prod',
    '✖ api: 1 of 2 tasks run.',
    '  → deployctl logs prod api',
    '  More of what is behind it: deployctl doctor prod',
  ])
})
