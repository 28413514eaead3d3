import { openLedger } from '../releases/ledger.ts'
import { breakLock, type LockDocument, readLock } from '../releases/lock.ts'
import type { Context } from './context.ts'
import { declined } from './declined.ts'

/** Who holds the environment's lock; undefined when nobody does. Reads only. */
export async function lockHolder({ scope, ports }: Context): Promise<LockDocument | undefined> {
  return readLock(openLedger(scope, ports.s3))
}

export interface UnlockOptions {
  readonly confirm: (lock: LockDocument) => Promise<boolean>
}

/**
 * Removes the environment's lock by force.
 * @returns who held it; undefined when nobody did
 */
export async function unlock(
  { scope, ports }: Context,
  { confirm }: UnlockOptions,
): Promise<LockDocument | undefined> {
  const ledger = openLedger(scope, ports.s3)
  const lock = await readLock(ledger)
  if (!lock) return undefined
  if (!(await confirm(lock))) throw declined('unlock')
  return breakLock(ledger)
}
