import { readFileSync } from 'node:fs'
import path from 'node:path'
import { DeployctlError } from '../errors/index.ts'
import { nearestName, suggest } from '../manifest/nearest-name.ts'

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
 * @param argv all words typed
 * @param root directory that holds the list of commands
 */
export function usageError(thrown: ParseError, argv: readonly string[], root: string): DeployctlError {
  const message = plain(thrown.message)
  const names = commandNames(root)
  const [, typed] = /^command (\S+) not found$/.exec(message) ?? []
  if (typed) {
    const command = commandMeant(typed.split(':'), names)
    const near = nearestName(command, names)
    return usage(`There is no command \`${command}\`.`, near && `Did you mean \`${near}\`?`, thrown)
  }
  const [flag] = thrown.flags ?? []
  if (flag) {
    const known = Object.keys(thrown.parse?.input?.flags ?? {}).map(name => `--${name}`)
    return usage(`There is no flag ${flag}.`, suggest(flag, known), thrown)
  }
  const command = commandOf(argv, names)
  return usage(message.replace(/\.?$/, '.'), command && `See \`deployctl ${command} --help\`.`, thrown)
}

/** oclif takes all words for the command's: those that would be its arguments are left out. */
function commandMeant([first = '', second]: readonly string[], names: readonly string[]): string {
  const isTopic = names.some(name => name.startsWith(`${first} `))
  return isTopic && second !== undefined ? `${first} ${second}` : first
}

function commandOf(argv: readonly string[], names: readonly string[]): string | undefined {
  const words = argv.filter(word => !word.startsWith('-'))
  return [2, 1].map(length => words.slice(0, length).join(' ')).find(name => names.includes(name))
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
