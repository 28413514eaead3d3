import { serverDate } from '../../../aws/index.ts'
import type { Reader } from '../evidence.ts'

/** Who asks, and how this machine's clock goes. */
export interface Identity {
  readonly account: string
  /** ARN. */
  readonly caller: string
  /** Milliseconds that AWS's clock is ahead of ours; 0 where the time that the question took explains it. */
  readonly ahead: number
}

export const identity: Reader<'identity'> = async ({ ports, clock, signal }) => {
  const asked = clock.now()
  const answer = await ports.sts.getCallerIdentity({}, { signal })
  const answered = clock.now()
  return { account: answer.Account!, caller: answer.Arn!, ahead: ahead(serverDate(answer), asked, answered) }
}

/** AWS tells its time to the second. */
function ahead(date: number | undefined, asked: number, answered: number): number {
  if (date === undefined) return 0
  if (date < asked - 1000) return date - asked
  return date > answered ? date - answered : 0
}
