import { expect, test } from 'vitest'
import type { Checked, Doctor } from '../../src/lib/runbooks/doctor.ts'
import { plainTheme } from '../../src/lib/ui/format.ts'
import { presentDoctor } from '../../src/lib/ui/present/doctor.ts'

const about = {
  project: 'shop',
  environment: 'prod',
  account: '123456789012',
  region: 'eu-west-1',
  at: '2026-11-20T12:00:00.000Z',
} as const
const services: Checked = {
  name: 'services',
  title: 'Every service has its tasks',
  area: 'tasks',
  result: 'ok',
  looked: '2 services',
  findings: [],
}
const images: Checked = {
  name: 'images',
  title: 'Images are in their registries',
  area: 'tasks',
  result: 'problem',
  looked: '2 images',
  findings: [
    {
      level: 'problem',
      message: 'The image of api is not in its registry: no task can start.',
      evidence: ['shop/api@sha256:91af', 'a\u001b[31m line of a log'],
      next: 'deployctl deploy prod api',
    },
  ],
}
const alarms: Checked = {
  name: 'alarms',
  title: 'No alarm rings',
  area: 'account',
  result: 'warning',
  looked: 'the alarms',
  findings: [{ level: 'warning', message: 'It might.', evidence: [], next: 'wait' }],
}
const skipped = (name: string, why: string): Checked => ({
  name,
  title: name,
  area: 'stores',
  result: 'skipped',
  why,
  findings: [],
})
const present = (outcome: Doctor['outcome'], checks: readonly Checked[]) =>
  presentDoctor({ ...about, outcome, checks }, plainTheme)

test('a tree of what was looked at, and below it what was found, how it shows, and what to type next', () => {
  const none = 'the manifest has none'
  const lines = present('problems', [
    services,
    images,
    alarms,
    skipped('caches', none),
    skipped('databases', none),
  ])
  expect(lines).toEqual([
    'doctor prod · shop · 123456789012 · eu-west-1',
    '',
    'Tasks',
    '  ✔ Every service has its tasks     2 services',
    '  ✖ Images are in their registries  2 images',
    '      The image of api is not in its registry: no task can start.',
    '      · shop/api@sha256:91af',
    '      · a line of a log',
    '      → deployctl deploy prod api',
    '',
    'Account',
    '  ! No alarm rings  the alarms',
    '      It might.',
    '      → wait',
    '',
    'Not examined',
    '  caches, databases: the manifest has none',
    '',
    '✖ 1 problem and 1 warning in 3 checks.',
  ])
})

test('the last line says how it is', () => {
  expect(present('well', [services]).at(-1)).toBe('✔ All is well: 1 check.')
  expect(present('warnings', [alarms]).at(-1)).toBe('! 1 warning in 1 check.')
})
