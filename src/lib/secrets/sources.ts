import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { parseEnv } from 'node:util'
import { DeployctlError } from '../errors/index.ts'
import { type Entry, findEntries } from './entries.ts'

/** Asks a person for a value that must not be shown; given by the user interface. */
export type Ask = (question: { readonly message: string; readonly label: string }) => Promise<string>

export interface GivenValue {
  readonly entry: Entry
  readonly value: string
}

type Format = 'dotenv' | 'json' | 'yaml'

const formats: Readonly<Record<string, Format>> = { '.json': 'json', '.yaml': 'yaml', '.yml': 'yaml' }
/** Far above any file of secrets; keeps a parser from being fed something else. */
const largestFile = 1 << 20
const deepestNesting = 32

export async function askedValue(entry: Entry, ask: Ask): Promise<GivenValue> {
  return { entry, value: await ask({ message: entry.rules.prompt ?? entry.label, label: entry.label }) }
}

/** Standard input as one value; the line break that a shell puts at its end is not part of it. */
export function pipedValue(entry: Entry, text: string): GivenValue {
  return { entry, value: text.replace(/\r?\n$/, '') }
}

/** The values in a file, by the names that the file gives them. */
export async function readValues(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw invalidSource(`${path} cannot be read: ${cause.code}`)
  })
  return await parseValues(text, formats[extname(path)] ?? 'dotenv', path)
}

/**
 * Reads NAME=VALUE lines, or a map of names to values; a map within it names the keys of one secret.
 * @param origin what to call the text in an error, which never holds any of it
 * @throws DeployctlError `secrets.invalid-source`
 */
export async function parseValues(
  text: string,
  format: Format,
  origin: string,
): Promise<Record<string, string>> {
  if (text.length > largestFile) throw invalidSource(`${origin} is larger than ${largestFile} bytes`)
  if (format === 'dotenv') return parseLines(text, origin)
  return flatten(await parseMap(text, format, origin), origin)
}

/** Node's parser passes over what is no NAME=VALUE, and with it over a value that somebody meant to give. */
function parseLines(text: string, origin: string): Record<string, string> {
  const quoted = /=[^\S\n]*(["'`])[\s\S]*?\1/g
  const lines = text.replace(quoted, found => `=${found.replace(/[^\n]/g, '')}`).split('\n')
  const wrong = lines.findIndex(line => !/^\s*(#|$)/.test(line) && !line.includes('='))
  if (wrong >= 0) throw invalidSource(`Line ${wrong + 1} of ${origin} is not NAME=VALUE`)
  return { ...parseEnv(text) } as Record<string, string>
}

/**
 * Which declared value each given one is for.
 * @throws DeployctlError `secrets.unknown-name` where the manifest does not declare one
 */
export function matchValues(
  entries: readonly Entry[],
  values: Readonly<Record<string, string>>,
): GivenValue[] {
  return Object.entries(values).map(([name, value]) => {
    const [entry, second] = findEntries(entries, name)
    if (!second) return { entry: entry!, value }
    throw new DeployctlError('secrets.unknown-name', {
      message: `${name} has several keys; give a value for each: ${entry!.label}, ${second.label}, …`,
    })
  })
}

async function parseMap(text: string, format: 'json' | 'yaml', origin: string): Promise<unknown> {
  try {
    return format === 'json' ? JSON.parse(text) : await parseYaml(text, origin)
  } catch (error) {
    if (error instanceof DeployctlError) throw error
    // The parsers' own messages quote the line, and with it a value.
    throw invalidSource(`${origin} is not valid ${format.toUpperCase()}`)
  }
}

/** Bounds the nesting before the recursive half of the parser sees it: past some hundreds of levels it aborts Node. */
async function parseYaml(text: string, origin: string): Promise<unknown> {
  const { Lexer, Parser, parse } = await import('yaml')
  const parser = new Parser()
  for (const lexeme of new Lexer().lex(text)) {
    // Tokens are made while they are drawn.
    for (const _token of parser.next(lexeme));
    if (parser.stack.length > deepestNesting) throw invalidSource(`${origin} is nested too deeply`)
  }
  return parse(text, { maxAliasCount: 0, logLevel: 'error' })
}

function flatten(map: unknown, origin: string): Record<string, string> {
  const values = entriesIn(map, origin).flatMap(([name, value]) =>
    isMap(value)
      ? entriesIn(value, origin).map(([key, inner]) => [
          `${name}.${key}`,
          textOf(inner, `${name}.${key}`, origin),
        ])
      : [[name, textOf(value, name, origin)]],
  )
  return Object.fromEntries(values)
}

function entriesIn(value: unknown, origin: string): [string, unknown][] {
  if (!isMap(value)) throw invalidSource(`${origin} is not a map of names to values`)
  return Object.entries(value)
}

/** A number is refused rather than written out: 007 and 1e3 would arrive as something else. */
function textOf(value: unknown, name: string, origin: string): string {
  if (typeof value === 'string') return value
  throw invalidSource(`${origin} gives ${name} a value that is not text; put it in quotes`)
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalidSource(message: string): DeployctlError {
  return new DeployctlError('secrets.invalid-source', { message: `${message}.` })
}
