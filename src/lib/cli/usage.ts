import { readFileSync } from 'node:fs'
import path from 'node:path'
import { DeployctlError } from '../errors/index.ts'
import { suggest } from '../manifest/nearest-name.ts'

/** What oclif throws for words that it cannot parse; some of it by the parser, some of it by the dispatcher. */
interface ParseError extends Error {
  readonly flags?: readonly string[]
  readonly parse?: { readonly input?: { readonly flags?: Readonly<Record<string, unknown>> } }
}

/** Whether the words typed were wrong, rather than anything that they asked for. */
export function isUsageError(thrown: unknown): thrown is ParseError {
  return thrown instanceof Error && 'oclif' in thrown
}

/**
 * Says what was wrong with the words typed, and which ones may have been meant.
 * @param root directory that holds the list of commands
 */
export function usageError(thrown: ParseError, root: string): DeployctlError {
  const message = plain(thrown.message)
  const [, command] = /^command (\S+) not found$/.exec(message) ?? []
  if (command) {
    const words = command.replaceAll(':', ' ')
    return usage(`There is no command \`${words}\`.`, suggest(words, commandNames(root)), thrown)
  }
  const [flag] = thrown.flags ?? []
  if (flag) {
    const known = Object.keys(thrown.parse?.input?.flags ?? {}).map(name => `--${name}`)
    return usage(`There is no flag ${flag}.`, suggest(flag, known), thrown)
  }
  return usage(message.replace(/\.?$/, '.'), undefined, thrown)
}

/** One line of what oclif says in several, without its notes on the parser. */
function plain(message: string): string {
  return message
    .replace(/\n(See more help with --help|Note: )[\s\S]*$/, '')
    .replace(/^Missing \d+ required args?:\n(\S+)[\s\S]*$/, 'Missing: $1')
    .replace(/^Parsing (--\S+)\s+/, '$1: ')
    .replace(/\s*\n\s*/g, ' ')
    .trim()
}

function usage(message: string, hint: string | undefined, cause: unknown): DeployctlError {
  return new DeployctlError('usage.invalid', { message, cause, ...(hint ? { hint } : {}) })
}

function commandNames(root: string): string[] {
  const { commands } = JSON.parse(readFileSync(path.join(root, 'oclif.manifest.json'), 'utf8')) as {
    commands: object
  }
  return Object.keys(commands).map(id => id.replaceAll(':', ' '))
}
