import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Ledger, openLedger } from '../../src/lib/releases/ledger.ts'
import { ensureLedger } from '../../src/lib/releases/ledger-bucket.ts'
import {
  closeAbandoned,
  listReleases,
  openRelease,
  readRelease,
  updateRelease,
} from '../../src/lib/releases/records.ts'
import { type Bench, release, scope, startBench } from './bench.ts'

let bench: Bench
let ledger: Ledger

beforeEach(async () => {
  bench = await startBench()
  await ensureLedger(scope, bench.ports.s3)
  ledger = openLedger(scope, bench.ports.s3)
})
afterEach(() => bench.sandbox.close())

function draft(run: string) {
  const { version: _, number: __, outcome: ___, ...rest } = release(0)
  return { ...rest, run }
}

test('releases that begin at once get distinct numbers', async () => {
  const runs = ['a', 'b', 'c', 'd', 'e']
  const opened = await Promise.all(runs.map(run => openRelease(ledger, draft(run))))
  expect(opened.map(({ record }) => record.number).toSorted()).toEqual([1, 2, 3, 4, 5])
  expect((await listReleases(ledger)).map(({ number }) => number)).toEqual([5, 4, 3, 2, 1])
})

test('a number whose answer was lost is not given twice', async () => {
  bench.sandbox.faults.add({ calls: [{ kind: 'reset-after', operation: 'PutObject', on: { first: 1 } }] })
  const { record } = await openRelease(ledger, draft('a'))
  expect(record.number).toBe(1)
  expect(await listReleases(ledger)).toEqual([record])
})

test('a record is finished in place', async () => {
  const open = await openRelease(ledger, draft('a'))
  expect(open.record.outcome).toBe('in-progress')
  const done = await updateRelease(ledger, open, { outcome: 'succeeded' })
  expect(await readRelease(ledger, 1)).toEqual(done.record)
})

test('a record that somebody else changed is not overwritten', async () => {
  const open = await openRelease(ledger, draft('a'))
  await closeAbandoned(ledger, [open.record])
  await expect(updateRelease(ledger, open, { outcome: 'succeeded' })).rejects.toMatchObject({
    code: 'ledger.conflict',
  })
  expect((await readRelease(ledger, 1))?.outcome).toBe('interrupted')
})

test('an update whose answer was lost is known again', async () => {
  const open = await openRelease(ledger, draft('a'))
  bench.sandbox.faults.add({ calls: [{ kind: 'reset-after', operation: 'PutObject', on: { first: 1 } }] })
  const done = await updateRelease(ledger, open, { outcome: 'succeeded' })
  expect(await readRelease(ledger, 1)).toEqual(done.record)
})

test('only what is open is closed as abandoned', async () => {
  const finished = await updateRelease(ledger, await openRelease(ledger, draft('a')), { outcome: 'failed' })
  const open = await openRelease(ledger, draft('b'))
  await closeAbandoned(ledger, [finished.record, open.record])
  const outcomes = (await listReleases(ledger)).map(({ outcome }) => outcome)
  expect(outcomes).toEqual(['interrupted', 'failed'])
})

test('the newest alone are read where that is enough', async () => {
  for (const run of ['a', 'b', 'c']) await openRelease(ledger, draft(run))
  expect((await listReleases(ledger, 2)).map(({ number }) => number)).toEqual([3, 2])
  expect(await readRelease(ledger, 9)).toBeUndefined()
})
