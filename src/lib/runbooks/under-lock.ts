import { randomUUID } from 'node:crypto'
import { openLedger } from '../releases/ledger.ts'
import { type Lock, withLock } from '../releases/lock.ts'
import type { Context } from './context.ts'

/**
 * Does `work` while holding the environment's lock. The context it gets is aborted as soon as the lock is lost,
 * so that two runs never write at once.
 * @throws DeployctlError `lock.held` with who holds it since when; `lock.lost`
 */
export async function underLock<T>(
  context: Context,
  work: (locked: Context, lock: Lock) => Promise<T>,
): Promise<T> {
  const { scope, ports, caller } = context
  const holder = { id: randomUUID(), ...caller }
  return withLock({ ...context, ledger: openLedger(scope, ports.s3), holder }, lock =>
    work({ ...context, signal: AbortSignal.any([context.signal, lock.lost]) }, lock),
  )
}
