import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Clock, Event } from '../../src/lib/events/index.ts'
import { type Ledger, openLedger } from '../../src/lib/releases/ledger.ts'
import { ensureLedger } from '../../src/lib/releases/ledger-bucket.ts'
import { breakLock, expired, readLock, withLock } from '../../src/lib/releases/lock.ts'
import { type Bench, scope, startBench } from './bench.ts'

let bench: Bench
let ledger: Ledger
let notices: string[]

beforeEach(async () => {
  bench = await startBench()
  await ensureLedger(scope, bench.ports.s3)
  ledger = openLedger(scope, bench.ports.s3)
  notices = []
})
afterEach(() => bench.sandbox.close())

/** A clock that stands still until it is moved; sleepers wake as it passes them. */
function handClock(now = 1_000_000): Clock & { move(ms: number): Promise<void> } {
  const sleepers = new Set<{ until: number; wake: () => void }>()
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleepers.add({ until: now + ms, wake: resolve })
        signal?.addEventListener('abort', () => reject(signal.reason))
      }),
    async move(ms) {
      now += ms
      for (const sleeper of [...sleepers].filter(({ until }) => until <= now)) {
        sleepers.delete(sleeper)
        sleeper.wake()
      }
      await setTimeout(20)
    },
  }
}

const holder = (id: string) => ({ id, user: 'ada', host: 'laptop', pid: 1, command: `deploy ${id}` })
const asRun = (id: string, clock: Clock, hasEnded = false) => ({
  ledger,
  clock,
  emit: (event: Event) => notices.push('message' in event ? event.message : event.type),
  signal: new AbortController().signal,
  holder: holder(id),
  hasEnded: () => hasEnded,
})

test('a second run is told who holds the lock, and since when', async () => {
  const clock = handClock()
  await withLock(asRun('a', clock), async () => {
    await clock.move(5000)
    await expect(withLock(asRun('b', clock), async () => 'never')).rejects.toMatchObject({
      code: 'lock.held',
      exitCode: 7,
      data: {
        holder: { user: 'ada', host: 'laptop', command: 'deploy a' },
        since: new Date(1_000_000).toISOString(),
        ageSeconds: 5,
      },
    })
  })
})

test('the lock is free again however the work ends', async () => {
  const clock = handClock()
  expect(await withLock(asRun('a', clock), async () => 'done')).toBe('done')
  expect(await readLock(ledger)).toBeUndefined()
  const failing = withLock(asRun('b', clock), async () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(await readLock(ledger)).toBeUndefined()
})

test('it is renewed while the work goes on', async () => {
  const clock = handClock()
  await withLock(asRun('a', clock), async () => {
    await clock.move(15_000)
    expect(await readLock(ledger)).toEqual({ ...holder('a'), since: 1_000_000, renewed: 1_015_000 })
  })
})

test('a holder that died is succeeded within a minute', async () => {
  const clock = handClock()
  await ledger.create('lock.json', { ...holder('dead'), since: clock.now(), renewed: clock.now() })
  await clock.move(44_000)
  await expect(withLock(asRun('b', clock), async () => 1)).rejects.toMatchObject({ code: 'lock.held' })
  await clock.move(2000)
  expect(await withLock(asRun('b', clock), async () => (await readLock(ledger))?.id)).toBe('b')
  expect(notices).toEqual([
    'Took over the lock of ada@laptop (`deployctl deploy dead`), which ended without releasing it.',
  ])
})

test('a holder that is seen to have ended on this host is waited for', async () => {
  const clock = handClock()
  await ledger.create('lock.json', { ...holder('dead'), since: clock.now(), renewed: clock.now() })
  const taking = withLock(asRun('b', clock, true), async () => 'taken')
  await setTimeout(50)
  expect(notices).toEqual(['Waiting up to 46 s for the lock of ada@laptop (`deployctl deploy dead`) to end.'])
  await clock.move(45_001)
  expect(await taking).toBe('taken')
})

test('a holder whose process is not ours to see keeps its lock while it renews it', async () => {
  const clock = handClock()
  const etag = await ledger.create('lock.json', { ...holder('a'), since: clock.now(), renewed: clock.now() })
  const taking = withLock(asRun('b', clock, true), async () => 'never')
  const refused = expect(taking).rejects.toMatchObject({ code: 'lock.held' })
  await setTimeout(50)
  await ledger.replace('lock.json', { ...holder('a'), since: 0, renewed: clock.now() + 45_000 }, etag!)
  await clock.move(45_001)
  await refused
})

test('of two that would succeed a dead holder, one does', async () => {
  const clock = handClock()
  await ledger.create('lock.json', { ...holder('dead'), since: 0, renewed: 0 })
  const both = ['b', 'c'].map(id => withLock(asRun(id, clock), () => setTimeout(100, id)))
  const settled = await Promise.allSettled(both)
  expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('a lock stamped in our future is watched, for its clock is not ours', async () => {
  const clock = handClock()
  const future = { ...holder('dead'), since: 9_000_000, renewed: 9_000_000 }
  await ledger.create('lock.json', future)
  const taking = withLock(asRun('b', clock), async () => 'taken')
  await setTimeout(50)
  await clock.move(45_000)
  expect(await taking).toBe('taken')
})

test('a lock whose answer was lost is known as our own', async () => {
  const clock = handClock()
  bench.sandbox.faults.add({ calls: [{ kind: 'reset-after', operation: 'PutObject', on: { first: 1 } }] })
  expect(await withLock(asRun('a', clock), async () => 'done')).toBe('done')
  expect(await readLock(ledger)).toBeUndefined()
})

test('a run that lost the lock stops, and leaves the other one its lock', async () => {
  const clock = handClock()
  const losing = withLock(asRun('a', clock), async ({ lost, confirm }) => {
    await breakLock(ledger)
    await ledger.create('lock.json', { ...holder('b'), since: 0, renewed: clock.now() })
    await expect(confirm()).rejects.toMatchObject({ code: 'lock.lost' })
    expect(lost.aborted).toBe(true)
    throw new Error('what the loss caused')
  })
  await expect(losing).rejects.toMatchObject({
    code: 'lock.lost',
    message: expect.stringContaining('deploy b'),
  })
  expect((await readLock(ledger))?.id).toBe('b')
})

test('breaking the lock tells who held it', async () => {
  expect(await breakLock(ledger)).toBeUndefined()
  const document = { ...holder('a'), since: 1, renewed: 2 }
  await ledger.create('lock.json', document)
  expect(await breakLock(ledger)).toEqual(document)
  expect(await readLock(ledger)).toBeUndefined()
})

test('a lease ends after 45 seconds', () => {
  const document = { ...holder('a'), since: 0, renewed: 0 }
  expect(expired(document, 45_000)).toBe(false)
  expect(expired(document, 45_001)).toBe(true)
})
