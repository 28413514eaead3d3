import { clockSkew } from '../../../aws/index.ts'
import type { Reader } from '../evidence.ts'

/** Who asks, and how this machine's clock goes. */
export interface Identity {
  readonly account: string
  /** ARN. */
  readonly caller: string
  /** Milliseconds that AWS's clock is ahead of this machine's. */
  readonly ahead: number
}

export const identity: Reader<'identity'> = async ({ ports, signal }) => {
  const answer = await ports.sts.getCallerIdentity({}, { signal })
  return { account: answer.Account!, caller: answer.Arn!, ahead: clockSkew(answer) }
}
