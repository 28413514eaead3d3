import type { Principal } from './service.ts'
import { type Session, sessions } from './sessions.ts'
import type { State } from './store.ts'

/** Who stands behind an access key. */
export interface Caller {
  readonly account: string
  readonly principal: Principal
  /** Virtual ms since the epoch; absent for a key that does not expire. */
  readonly expiresAt?: number
}

/** Temporary keys are known from STS; a key of 12 digits is its own account (as moto has it); others have the default. */
export function callerOf(accessKeyId: string, state: State, defaultAccount: string): Caller {
  const session = state.get(sessions.name)?.get(accessKeyId) as Session | undefined
  if (session) {
    const { account, arn, userId, expiresAt } = session
    return { account, principal: { accessKeyId, arn, userId }, expiresAt }
  }
  const account = /^\d{12}$/.test(accessKeyId) ? accessKeyId : defaultAccount
  const arn = `arn:aws:iam::${account}:user/sandbox`
  return { account, principal: { accessKeyId, arn, userId: `AIDA${account}SAND` } }
}
