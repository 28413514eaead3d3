import { DeployctlError } from '../errors/index.ts'
import type { Clock, Emit } from '../events/index.ts'
import type { Ledger, Stored } from './ledger.ts'

/** Seconds without a renewal after which a holder counts as gone. */
const lease = 45
/** Seconds between renewals: two may be lost. */
const heartbeat = 15

export interface LockHolder {
  /** Of the run. */
  readonly id: string
  readonly user: string
  readonly host: string
  /** Of its process, on that host. */
  readonly pid: number
  readonly command: string
}

/** The lock's document. Times in milliseconds since the epoch, by the holder's clock. */
export interface LockDocument extends LockHolder {
  readonly since: number
  readonly renewed: number
}

export interface Lock {
  /** Aborted with `lock.lost` once somebody else holds it. */
  readonly lost: AbortSignal
  /** Renews at once; to be called before anything that two runs must not both do. @throws DeployctlError `lock.lost` */
  confirm(): Promise<void>
}

interface LockOptions {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly emit: Emit
  readonly signal: AbortSignal
  readonly holder: LockHolder
  /** Whether a process of the holder's own host has ended. */
  readonly hasEnded: (pid: number) => boolean
}

const key = 'lock.json'

/**
 * Does `work` while holding the environment's lock: a lease that is renewed as long as the run lives, so that
 * no lock outlives its owner for more than a minute: it is taken over, and where its owner is seen to have ended on
 * this very host, that is waited for. Released however `work` ends.
 * @throws DeployctlError `lock.held` with who holds it; `lock.lost` where it was taken over meanwhile
 */
export async function withLock<T>(options: LockOptions, work: (lock: Lock) => Promise<T>): Promise<T> {
  const held = hold(options, await take(options))
  try {
    return await work(held)
  } catch (error) {
    // Losing the lock makes the work fail in many ways; this one is the cause.
    throw held.lost.aborted ? held.lost.reason : error
  } finally {
    await held.release()
  }
}

/** Who holds the lock now; undefined when nobody does. */
export async function readLock(ledger: Ledger): Promise<LockDocument | undefined> {
  return (await ledger.read<LockDocument>(key))?.value
}

/** Removes the lock by force. @returns who held it; undefined when nobody did */
export async function breakLock(ledger: Ledger): Promise<LockDocument | undefined> {
  const stored = await ledger.read<LockDocument>(key)
  if (stored) await ledger.remove(key, stored.etag)
  return stored?.value
}

/** Whether the holder has not been heard of for longer than its lease. */
export function expired({ renewed }: LockDocument, now: number): boolean {
  return now - renewed > lease * 1000
}

async function take(options: LockOptions): Promise<Stored<LockDocument>> {
  const { ledger, clock, emit, holder } = options
  const value = { ...holder, since: clock.now(), renewed: clock.now() }
  // Another run may release or take over between two calls; a third attempt in a row is somebody else's lock.
  for (let attempt = 1; attempt <= 3; attempt++) {
    const created = await ledger.create(key, value)
    if (created !== undefined) return { value, etag: created }
    const stored = await ledger.read<LockDocument>(key)
    // A put whose answer was lost is refused when repeated, though it succeeded.
    if (stored?.value.id === holder.id) return stored
    if (!stored) continue
    if (!(await gone(stored, options))) throw heldBy(stored.value, clock.now())
    const taken = await ledger.replace(key, value, stored.etag)
    if (taken === undefined) continue
    emit({
      type: 'notice',
      message: `Took over the lock of ${describe(stored.value)}, which ended without releasing it.`,
    })
    return { value, etag: taken }
  }
  throw heldBy((await readLock(ledger)) ?? value, clock.now())
}

/**
 * Whether a holder is gone for good. A renewal in our future means that the clocks differ, and says nothing of age:
 * then the lock is watched for a lease. A process that has ended is waited for: a container may share our host's
 * name and not its processes, so only the lease proves it.
 */
async function gone({ value, etag }: Stored<LockDocument>, options: LockOptions): Promise<boolean> {
  const { ledger, clock, emit, signal, holder, hasEnded } = options
  const left = value.renewed + lease * 1000 - clock.now()
  const comparable = left <= (lease + heartbeat) * 1000
  if (comparable && expired(value, clock.now())) return true
  const ended = value.host === holder.host && hasEnded(value.pid)
  if (comparable && !ended) return false
  const wait = comparable ? left + 1 : lease * 1000
  const seconds = Math.ceil(wait / 1000)
  emit({ type: 'notice', message: `Waiting up to ${seconds} s for the lock of ${describe(value)} to end.` })
  await clock.sleep(wait, signal)
  return (await ledger.read<LockDocument>(key))?.etag === etag
}

function describe({ user, host, command }: LockHolder): string {
  return `${user}@${host} (\`deployctl ${command}\`)`
}

interface Held extends Lock {
  release(): Promise<void>
}

function hold({ ledger, clock }: LockOptions, taken: Stored<LockDocument>): Held {
  const lost = new AbortController()
  const released = new AbortController()
  let current = taken
  let renewing = Promise.resolve()

  const renew = async () => {
    if (released.signal.aborted || lost.signal.aborted) return
    const value = { ...current.value, renewed: clock.now() }
    const etag = await ledger.replace(key, value, current.etag)
    if (etag !== undefined) current = { value, etag }
    else await recover()
  }
  /** Ours under another version is a renewal whose answer was lost. */
  const recover = async () => {
    const stored = await ledger.read<LockDocument>(key)
    if (stored?.value.id === current.value.id) current = stored
    else lost.abort(lostTo(stored?.value))
  }
  const queued = () => {
    renewing = renewing.catch(() => {}).then(renew)
    return renewing
  }
  const beat = async () => {
    while (!released.signal.aborted) {
      await clock.sleep(heartbeat * 1000, released.signal)
      // A renewal that AWS did not answer is tried again at the next beat; the lease allows for two.
      await queued().catch(() => {})
    }
  }
  const beating = beat().catch(() => {})

  return {
    lost: lost.signal,
    async confirm() {
      await queued()
      lost.signal.throwIfAborted()
    },
    async release() {
      released.abort()
      await beating
      // The lease ends by itself, so that failing to release must not hide how the work ended.
      if (!lost.signal.aborted) await ledger.remove(key, current.etag).catch(() => {})
    },
  }
}

function heldBy(document: LockDocument, now: number): DeployctlError {
  const { user, host, command, since } = document
  const age = Math.max(0, Math.round((now - since) / 1000))
  const started = new Date(since).toISOString()
  return new DeployctlError('lock.held', {
    message: `${user}@${host} is running \`deployctl ${command}\` here since ${started}, ${age} s ago.`,
    data: { holder: { user, host, command }, since: started, ageSeconds: age },
  })
}

function lostTo(document: LockDocument | undefined): DeployctlError {
  const by = document ? describe(document) : '`deployctl unlock`'
  return new DeployctlError('lock.lost', { message: `The lock was taken by ${by} while this was running.` })
}
