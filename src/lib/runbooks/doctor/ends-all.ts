import { awsReason } from '../../aws/index.ts'
import type { DeployctlError } from '../../errors/index.ts'

/** Whether there is nothing left to examine: nobody to ask as, or interrupted. What is only denied hides one thing. */
export function endsAll(error: DeployctlError): boolean {
  const reason = awsReason(error)
  const unknownCaller = reason === 'expired' || reason === 'no-credentials'
  return reason === 'aborted' || unknownCaller || /^(run|bug)\./.test(error.code)
}
