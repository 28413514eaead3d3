import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readCounts, writeCounts } from '../../src/lib/releases/counts.ts'
import { openLedger } from '../../src/lib/releases/ledger.ts'
import { ensureLedger, inspectLedger, removeLedger } from '../../src/lib/releases/ledger-bucket.ts'
import { type Bench, scope, startBench } from './bench.ts'

const bucket = 'deployctl-shop-123456789012-eu-west-1'
let bench: Bench

beforeEach(async () => {
  bench = await startBench()
})
afterEach(() => bench.sandbox.close())

const ledgerOf = (environment = 'prod') => openLedger({ ...scope, environment }, bench.ports.s3)
const writes = () => bench.sandbox.calls.records.filter(({ mutating }) => mutating)

describe('the bucket', () => {
  test('does not stand at first', async () => {
    expect(await inspectLedger(scope, bench.ports.s3)).toBeUndefined()
    expect(await ledgerOf().read('lock.json')).toBeUndefined()
    expect(await ledgerOf().list('releases/')).toEqual([])
    await expect(ledgerOf().create('lock.json', {})).rejects.toMatchObject({ code: 'ledger.missing' })
  })

  test('is made with every setting, and then left alone', async () => {
    await ensureLedger(scope, bench.ports.s3)
    const settled = { bucket, unsettled: [], environments: [] }
    expect(await inspectLedger(scope, bench.ports.s3)).toEqual(settled)
    const before = writes().length
    expect(await ensureLedger(scope, bench.ports.s3)).toEqual(settled)
    expect(writes()).toHaveLength(before)
  })

  test('gets what it lacks', async () => {
    await bench.ports.s3.createBucket({
      Bucket: bucket,
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    })
    const found = await inspectLedger(scope, bench.ports.s3)
    expect(found?.unsettled).toContain('versioning')
    await ensureLedger(scope, bench.ports.s3)
    expect((await inspectLedger(scope, bench.ports.s3))?.unsettled).toEqual([])
  })

  test('goes only with its last environment', async () => {
    await ensureLedger(scope, bench.ports.s3)
    await ledgerOf('prod').create('counts.json', {})
    await ledgerOf('staging').create('counts.json', {})
    expect(await removeLedger(scope, bench.ports.s3)).toBe('kept')
    expect((await inspectLedger(scope, bench.ports.s3))?.environments).toEqual(['staging'])
    expect(await removeLedger({ ...scope, environment: 'staging' }, bench.ports.s3)).toBe('removed')
    expect(await inspectLedger(scope, bench.ports.s3)).toBeUndefined()
    expect(await removeLedger(scope, bench.ports.s3)).toBe('removed')
  })
})

describe('a document', () => {
  beforeEach(() => ensureLedger(scope, bench.ports.s3))

  test('is created once, and replaced only in the version that was read', async () => {
    const ledger = ledgerOf()
    const first = await ledger.create('one.json', { n: 1 })
    expect(await ledger.create('one.json', { n: 2 })).toBeUndefined()
    const second = await ledger.replace('one.json', { n: 3 }, first!)
    expect(await ledger.replace('one.json', { n: 4 }, first!)).toBeUndefined()
    expect(await ledger.read('one.json')).toEqual({ value: { n: 3 }, etag: second })
  })

  test('that is gone is not replaced', async () => {
    expect(await ledgerOf().replace('none.json', {}, '"0"')).toBeUndefined()
  })

  test('that somebody else changed is not removed', async () => {
    const ledger = ledgerOf()
    const first = await ledger.create('one.json', { n: 1 })
    await ledger.replace('one.json', { n: 2 }, first!)
    await ledger.remove('one.json', first!)
    expect((await ledger.read('one.json'))?.value).toEqual({ n: 2 })
  })

  test('that is not JSON says so', async () => {
    await bench.ports.s3.putObject({ Bucket: bucket, Key: 'prod/one.json', Body: '{' })
    await expect(ledgerOf().read('one.json')).rejects.toMatchObject({ code: 'ledger.unreadable' })
  })
})

test('counts are remembered, replaced and forgotten', async () => {
  await ensureLedger(scope, bench.ports.s3)
  const ledger = ledgerOf()
  expect(await readCounts(ledger)).toEqual({})
  await writeCounts(ledger, { api: 2 })
  await writeCounts(ledger, { api: 3 })
  expect(await readCounts(ledger)).toEqual({ api: 3 })
  await writeCounts(ledger, {})
  expect(await readCounts(ledger)).toEqual({})
})
