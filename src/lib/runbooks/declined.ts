import { DeployctlError } from '../errors/index.ts'

/** For a question that was answered with no. */
export function declined(command: string): DeployctlError {
  return new DeployctlError('run.declined', { message: `Nothing was changed: ${command} was not confirmed.` })
}
