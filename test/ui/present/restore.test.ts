import { expect, test } from 'vitest'
import { plainTheme } from '../../../src/lib/ui/format.ts'
import {
  presentBackups,
  presentRemoval,
  presentRestore,
  presentSwitch,
  presentSwitchPreview,
} from '../../../src/lib/ui/present/restore.ts'

const about = { project: 'shop', environment: 'prod', database: 'main' }
const copy = 'shop-prod-main-restored-20261121t031200'

test('how far back it can go, and from what', () => {
  const window = { from: '2026-11-14T03:00:00.000Z', to: '2026-11-21T03:10:00.000Z' }
  const list = {
    ...about,
    snapshots: [
      { id: 'rds:a', type: 'automated', status: 'available', at: '2026-11-21', version: '16.4', storage: 20 },
      { id: 'b', type: 'manual', status: 'creating', version: '16.4', storage: 100 },
    ],
    instances: [
      { instance: 'shop-prod-main', role: 'current', status: 'available', madeAt: '2026-01-01', window },
      { instance: copy, role: 'restored', status: 'available', window },
      { instance: 'old', role: 'replaced', status: 'available', window: { from: 'a', to: 'b' } },
    ],
  } as const
  expect(presentBackups(list, plainTheme)).toEqual([
    'main of prod',
    '  ● shop-prod-main                           current   available  2026-01-01',
    `  ○ ${copy}  restored  available`,
    '  ○ old                                      replaced  available',
    '',
    'Any moment from 2026-11-14T03:00:00.000Z to 2026-11-21T03:10:00.000Z',
    'Any moment from a to b',
    '  deployctl restore prod main --to "15m ago"',
    '',
    '2 snapshots',
    '  rds:a  automated  2026-11-21  16.4  20 GiB',
    '  b      manual                 16.4  100 GiB  creating',
    '  deployctl restore prod main --snapshot ID',
  ])
  expect(presentBackups({ ...about, snapshots: [], instances: [] }, plainTheme)).toEqual([
    'main of prod',
    '',
    'No moment: automated backups are off, or have not begun.',
    '',
    'No snapshots.',
  ])
})

test('what was restored is used by nobody yet, and how that changes', () => {
  const at = '2026-11-21T03:12:00.000Z'
  const result = {
    ...about,
    source: 'shop-prod-main',
    at,
    instance: copy,
    outcome: 'restored',
    seconds: 500,
  } as const
  expect(presentRestore(result, plainTheme)).toEqual([
    `✔ ${copy} stands, after 8m 20s: main as it was at ${at}, from shop-prod-main.`,
    '  Nothing uses it yet, and it costs as much as the one that serves.',
    `  Switch to it:  deployctl restore prod main --switch-to ${copy}`,
    `  Or remove it:  deployctl restore prod main --remove ${copy}`,
  ])
})

test('a switch says what it is about, and the way back', () => {
  const preview = {
    ...about,
    from: 'shop-prod-main',
    to: copy,
    services: ['api', 'worker'],
    sleepsOnDemand: false,
  }
  expect(presentSwitchPreview(preview, plainTheme)).toEqual([
    `main of prod: shop-prod-main → ${copy}`,
    `  The secret of main, and its proxy where it has one, will lead to ${copy}.`,
    '  api, worker: from the next deploy on; until then what runs stays where it is connected.',
    '  shop-prod-main stays as it is, and what was written to it does not come along.',
  ])
  expect(presentSwitchPreview({ ...preview, sleepsOnDemand: true }, plainTheme)[2]).toBe(
    `  From now on it is ${copy} that starts and stops with what sleeps on demand.`,
  )
  const result = { ...preview, outcome: 'switched', endpoint: 'h:5432/app', seconds: 61 } as const
  expect(presentSwitch(result, plainTheme)).toEqual([
    `✔ main is ${copy} now, after 1m 01s: h:5432/app.`,
    '  Let api, worker use it:  deployctl deploy prod',
    '  Go back:    deployctl restore prod main --switch-to shop-prod-main',
    '  Once sure:  deployctl restore prod main --remove shop-prod-main',
  ])
  expect(presentSwitch({ ...result, from: copy, outcome: 'unchanged', services: [] }, plainTheme)).toEqual([
    `✔ main is ${copy} already: h:5432/app.`,
  ])
})

test('a removal names what stays', () => {
  const result = {
    ...about,
    remove: copy,
    outcome: 'removed',
    snapshot: `${copy}-final`,
    seconds: 300,
  } as const
  expect(presentRemoval(result, plainTheme)).toEqual([
    `✔ ${copy} is gone, after 5m 00s.`,
    `  What was in it stays in its last snapshot, ${copy}-final.`,
  ])
})
