import { DeployctlError } from '../errors/index.ts'

/** For what AWS began to make and then gave up on: no waiting will help. */
export function failedOnAws(what: string, reason: string | undefined): DeployctlError {
  return new DeployctlError('graph.failed-on-aws', {
    message: `${what} failed: ${reason ?? 'AWS gave no reason'}.`,
  })
}
