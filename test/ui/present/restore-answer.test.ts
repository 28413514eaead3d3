import { expect, test } from 'vitest'
import { plainTheme } from '../../../src/lib/ui/format.ts'
import { presentRestoreAnswer, restoreQuestion } from '../../../src/lib/ui/present/restore-answer.ts'

const about = { project: 'shop', environment: 'prod', database: 'main' }
const copy = { ...about, source: 'shop-prod-main', at: '2026-11-21T03:12:00.000Z', instance: 'copy' }
const change = { ...about, from: 'shop-prod-main', to: 'copy', services: [], sleepsOnDemand: false }
const removal = { ...about, remove: 'copy' }

test('a copy is asked for only where everything is', () => {
  expect(restoreQuestion(copy, false)).toBeUndefined()
  expect(restoreQuestion(copy, true)).toEqual({ text: 'Make it in prod?', typed: 'prod' })
})

test('a switch wants a yes, and the name where the environment is protected', () => {
  expect(restoreQuestion(change, false)).toEqual({ text: 'Switch main to copy?' })
  expect(restoreQuestion(change, true)).toEqual({ text: 'Switch main to copy?', typed: 'prod' })
})

test('a removal always wants the name of what goes', () => {
  for (const isProtected of [false, true])
    expect(restoreQuestion(removal, isProtected)).toEqual({ text: 'Delete copy?', typed: 'copy' })
})

test('each answer is told as what it is', () => {
  const heads = [
    { ...about, snapshots: [], instances: [] },
    copy,
    { ...copy, outcome: 'restored' as const, seconds: 1 },
    change,
    { ...change, outcome: 'unchanged' as const, endpoint: 'host:5432/app', seconds: 1 },
    removal,
    { ...removal, outcome: 'removed' as const, seconds: 1 },
  ].map(answer => presentRestoreAnswer(answer, plainTheme)[0])
  expect(heads).toEqual([
    'main of prod',
    'Would make copy, a copy of main as it was at 2026-11-21T03:12:00.000Z, from shop-prod-main.',
    '✔ copy stands, after 1.0s: main as it was at 2026-11-21T03:12:00.000Z, from shop-prod-main.',
    'main of prod: shop-prod-main → copy',
    '✔ main is copy already: host:5432/app.',
    'copy, which main of prod does not need',
    '✔ copy is gone, after 1.0s.',
  ])
})
