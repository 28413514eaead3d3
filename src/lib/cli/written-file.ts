import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DeployctlError, type ErrorCode } from '../errors/index.ts'
import { declined } from '../runbooks/declined.ts'

/** What writing would do to a file that somebody may have changed since it was last written. */
export type Outlook = 'would-write' | 'would-replace' | 'unchanged'

export async function outlookOf(file: string, text: string): Promise<Outlook> {
  const standing = await readFile(file, 'utf8').catch(() => undefined)
  if (standing === undefined) return 'would-write'
  return standing === text ? 'unchanged' : 'would-replace'
}

/** @param code what the error is called where the file cannot be written */
export async function writeText(file: string, text: string, code: ErrorCode): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (cause) {
    const message = `${file} cannot be written: ${(cause as Error).message}.`
    throw new DeployctlError(code, { message, cause })
  }
}

/**
 * Writes a workflow, with the directories above it.
 * @param confirm asked only where another text stands there
 * @throws DeployctlError `run.declined`, `ci.not-written`
 */
export async function writeWorkflow(
  file: string,
  text: string,
  confirm: () => Promise<boolean>,
): Promise<'written' | 'unchanged'> {
  const outlook = await outlookOf(file, text)
  if (outlook === 'unchanged') return outlook
  if (outlook === 'would-replace' && !(await confirm())) throw declined(path.basename(file))
  // What stands in the way of a directory stands in the way of the file, and is told there.
  await mkdir(path.dirname(file), { recursive: true }).catch(() => {})
  await writeText(file, text, 'ci.not-written')
  return 'written'
}
