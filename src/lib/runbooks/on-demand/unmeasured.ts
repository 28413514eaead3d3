import { DeployctlError, type ErrorCode } from '../../errors/index.ts'

/** Said plainly; of other errors the message will do. */
const plain: Partial<Record<ErrorCode, string>> = {
  'aws.no-credentials': 'There are no credentials for AWS here.',
  'aws.expired-credentials': 'The credentials for AWS have expired.',
  'aws.unreachable': 'AWS cannot be reached from here.',
  'aws.denied': 'These credentials may not ask AWS for it.',
}

/** Whoever said so wants the command to end. */
const ends: readonly ErrorCode[] = ['run.interrupted', 'run.deadline']

/**
 * Why the hours of what sleeps on demand are assumed and not measured, in a sentence.
 * @throws whatever is no such reason: a bug, Ctrl-C, the deadline
 */
export function whyUnmeasured(error: unknown): string {
  if (!(error instanceof DeployctlError) || ends.includes(error.code)) throw error
  return plain[error.code] ?? error.message
}
