import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the containers of a state are labelled with: the same for every sandbox on a directory, and for no other. */
export function stateIdOf(directory: string | undefined): string {
  if (directory === undefined) return randomUUID()
  const file = join(directory, 'id')
  if (!existsSync(file)) writeFileSync(file, `${randomUUID()}\n`)
  return readFileSync(file, 'utf8').trim()
}
