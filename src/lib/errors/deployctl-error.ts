import { catalogue, type ErrorCode } from './catalogue.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

/** One problem at one place of a file; several travel in one error so that a user sees them all at once. */
export interface Problem {
  readonly file: string
  readonly line?: number
  readonly column?: number
  /** Dotted path in the manifest, such as `services.api.cpu`. */
  readonly path?: string
  readonly message: string
  /** What to write instead. */
  readonly remedy?: string
}

export interface ErrorDetails {
  /** What happened, in a sentence, with the particulars. Never holds a secret's value. */
  readonly message: string
  /** What to do next; replaces the catalogue's general hint where the particulars allow a better one. */
  readonly hint?: string
  readonly problems?: readonly Problem[]
  /** Facts for `--json`, such as the release number or the lock's holder. */
  readonly data?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/**
 * The one error that deployctl throws on purpose. Its `code` is a stable word from the catalogue,
 * from which come the exit code and the hint. Any other error that reaches the top is a bug.
 */
export class DeployctlError extends Error {
  override readonly name = 'DeployctlError'
  readonly code: ErrorCode
  readonly hint: string
  readonly problems: readonly Problem[]
  readonly data: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(details.message, { cause: details.cause })
    this.code = code
    this.hint = details.hint ?? catalogue[code].hint
    this.problems = details.problems ?? []
    this.data = details.data ?? {}
  }

  /** The same error with a more particular hint. */
  withHint(hint: string): DeployctlError {
    const { message, problems, data, cause } = this
    return new DeployctlError(this.code, { message, hint, problems, data, cause })
  }

  get exitCode(): ExitCode {
    return exitCodes[catalogue[this.code].exit]
  }
}
