import { DeployctlError } from '../errors/index.ts'
import { failureText } from '../ui/failure.ts'
import { themeFor } from '../ui/format.ts'
import { sanitizeAll } from '../ui/sanitize.ts'
import { foldedFor } from './folded.ts'
import { isUsageError, usageError } from './usage.ts'

/**
 * Ends a run that threw: tells the failure in the manner asked for, and sets the exit code.
 * The one place where errors become output, so that text and JSON cannot differ in their code.
 */
export function report(thrown: unknown, argv: readonly string[], root: string): void {
  if (isQuietExit(thrown)) {
    process.exitCode = thrown.oclif.exit
    return
  }
  const error = asDeployctlError(thrown, argv, root)
  process.exitCode = error.exitCode
  if (asks(argv, '--json'))
    process.stdout.write(`${JSON.stringify({ error: errorJson(error) }, undefined, 2)}\n`)
  else if (asks(argv, '--events'))
    process.stdout.write(`${JSON.stringify({ type: 'run.failed', error: errorJson(error) })}\n`)
  else process.stderr.write(failureShown(error))
  if (asks(argv, '--verbose') && error.cause instanceof Error) process.stderr.write(`${error.cause.stack}\n`)
}

function failureShown(error: DeployctlError): string {
  const lines = failureText(error, themeFor(process.stderr)).split('\n')
  return foldedFor(process.stderr, lines).join('\n')
}

/** A failure as `--json` shows it. */
function errorJson(error: DeployctlError): object {
  const { code, message, hint, problems, data, exitCode } = error
  return sanitizeAll({ code, message, hint, exitCode, ...(problems.length > 0 ? { problems } : {}), ...data })
}

function asks(argv: readonly string[], flag: string): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end < 0 ? undefined : end).includes(flag)
}

function asDeployctlError(thrown: unknown, argv: readonly string[], root: string): DeployctlError {
  if (thrown instanceof DeployctlError) return thrown
  if (isUsageError(thrown)) return usageError(thrown, argv, root)
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new DeployctlError('bug.unexpected', { message, cause: thrown })
}

/** oclif's way of ending early, as after `--help`. */
function isQuietExit(thrown: unknown): thrown is { oclif: { exit: number } } {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIT'
}
