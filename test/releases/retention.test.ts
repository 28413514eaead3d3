import { describe, expect, test } from 'vitest'
import {
  lastProven,
  outlived,
  retained,
  rollbackTarget,
  servingRelease,
} from '../../src/lib/releases/retention.ts'
import { release, service } from './bench.ts'

const failed = (number: number) => release(number, { outcome: 'failed' })
const numbers = (records: readonly { number: number }[]) => records.map(({ number }) => number)
const asleep = (number: number) => release(number, { services: { api: service(number, { desired: 0 }) } })

describe('what is retained', () => {
  test('the newest that were proven healthy, however many failed in between', () => {
    const records = [release(1), release(2), failed(3), release(4), failed(5), release(6)]
    expect(numbers(retained(records, 2))).toEqual([6, 4])
  })

  test('everything newer than the last healthy one, since it may be what serves', () => {
    const records = [release(1), release(2), failed(3), release(4, { outcome: 'interrupted' })]
    expect(numbers(retained(records, 1))).toEqual([4, 3, 2])
  })

  test('a release without tasks proves nothing', () => {
    expect(numbers(retained([release(1), asleep(2)], 1))).toEqual([2, 1])
  })
})

describe('what a release outlives', () => {
  test('only what no retained release needs', () => {
    const shared = release(2, { services: { api: service(2), web: service(1) } })
    const gone = outlived([release(1), shared, release(3)], release(4), 3)
    expect(gone).toEqual({ taskDefinitions: new Set(), images: new Set() })
    const more = outlived([release(1), shared, release(3), release(4)], release(5), 3)
    expect(more.taskDefinitions).toEqual(new Set(['api:1', 'api:2']))
  })

  test('nothing, where the release failed', () => {
    expect(outlived([release(1), release(2)], failed(3), 2).taskDefinitions).toEqual(new Set())
  })
})

describe('where a rollback goes', () => {
  const target = (...records: ReturnType<typeof release>[]) => rollbackTarget(records)?.number

  test('to the last healthy release before the one that serves', () => {
    expect(target(release(1), release(2), release(3))).toBe(2)
  })

  test('past releases that failed or were rolled back', () => {
    expect(target(release(1), failed(2), release(3, { outcome: 'rolled-back' }), release(4))).toBe(1)
  })

  test('to the last healthy one where what serves is half a release', () => {
    expect(target(release(1), release(2), failed(3))).toBe(2)
  })

  test('past a release that failed before it moved anything', () => {
    expect(target(release(1), release(2), release(3, { outcome: 'failed', services: {} }))).toBe(1)
  })

  test('further back after a rollback, not to and fro', () => {
    const rollback = release(4, { kind: 'rollback', restores: 2 })
    expect(target(release(1), release(2), release(3), rollback)).toBe(1)
  })

  test('further back after two rollbacks', () => {
    const first = release(4, { kind: 'rollback', restores: 3 })
    const second = release(5, { kind: 'rollback', restores: 4 })
    expect(target(release(1), release(2), release(3), first, second)).toBe(2)
  })

  test('nowhere from the first release', () => {
    expect(target(release(1))).toBeUndefined()
    expect(target()).toBeUndefined()
  })
})

test('what serves is the newest release that moved anything and was not undone', () => {
  expect(servingRelease([release(1), release(2, { outcome: 'rolled-back' })])?.number).toBe(1)
  expect(lastProven([release(1), failed(2)])?.number).toBe(1)
})
