import { defineTable } from './store.ts'

/** Temporary credentials that STS has handed out. */
export interface Session {
  readonly account: string
  readonly arn: string
  readonly userId: string
  /** Virtual ms since the epoch. */
  readonly expiresAt: number
}

/** By access key id. */
export const sessions = defineTable<Session>('sts.sessions', 'global')
