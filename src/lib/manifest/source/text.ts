import { createReadStream } from 'node:fs'
import { DeployctlError } from '../../errors/index.ts'
import { invalid } from '../problems.ts'
import type { Position } from '../tree.ts'

/** Far beyond any manifest that a person wrote, and cheap to parse. */
export const maximumBytes = 1024 * 1024

/**
 * Reads a file as UTF-8, never more than the bound, whatever kind of file it is.
 * @throws {DeployctlError} `manifest.not-found`, or `manifest.invalid` where it is too big or not UTF-8.
 */
export async function readText(file: string): Promise<string> {
  const bytes = await readBytes(file)
  if (bytes.length > maximumBytes) throw tooBig(file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const position = positionOf(new TextDecoder().decode(bytes), /\uFFFD/)
    throw invalid(file, [
      { file, ...position, message: 'This is not UTF-8.', remedy: 'Save the file as UTF-8.' },
    ])
  }
}

async function readBytes(file: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  try {
    // `end` is inclusive: one byte more than allowed is enough to know that there are too many.
    for await (const chunk of createReadStream(file, { end: maximumBytes })) chunks.push(chunk)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`
    throw new DeployctlError('manifest.not-found', { message: `${file} ${reason}.`, cause })
  }
  return Buffer.concat(chunks)
}

/** Refuses text that is too big, or that holds control characters, which YAML forbids and terminals obey. */
export function checkText(text: string, file: string): void {
  if (text.length > maximumBytes) throw tooBig(file)
  const position = positionOf(text, /[^\P{Cc}\t\n\r\u0085]/u)
  if (!position) return
  const message = 'This is a control character, which YAML does not allow.'
  throw invalid(file, [
    { file, ...position, message, remedy: 'Remove it, or write it as an escape in quotes.' },
  ])
}

function tooBig(file: string): DeployctlError {
  const message = 'The file is over 1 MiB.'
  return invalid(file, [{ file, message, remedy: 'A manifest describes a system; keep its data elsewhere.' }])
}

function positionOf(text: string, pattern: RegExp): Position | undefined {
  const index = text.search(pattern)
  if (index < 0) return undefined
  const before = text.slice(0, index).split(/\r\n|\n/)
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
