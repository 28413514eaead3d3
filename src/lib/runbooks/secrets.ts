import { DeployctlError } from '../errors/index.ts'
import { step } from '../events/index.ts'
import {
  type Entry,
  entriesOf,
  findEntries,
  type GivenValue,
  generateValue,
  listSecrets,
  matchValues,
  type PutResult,
  putSecrets,
  removeSecret,
  type SecretRow,
} from '../secrets/index.ts'
import type { Context } from './context.ts'

/** Asks for the value of each entry; rejects where nobody can answer. */
export type AskAll = (entries: readonly Entry[]) => Promise<GivenValue[]>

/** What may be told of every declared value. Reads only. */
export async function listValues(context: Context): Promise<SecretRow[]> {
  return listSecrets(context.manifest, context)
}

/** The declared values that these words name, in the manifest's order. */
export function namedEntries({ manifest }: Context, words: readonly string[]): Entry[] {
  const entries = entriesOf(manifest)
  return words.flatMap(word => findEntries(entries, word))
}

/**
 * Gives every declared value that is missing a value: generates what the manifest says how to, and asks for the rest.
 * Everything is asked before anything is written.
 */
export async function putMissing(context: Context, ask: AskAll): Promise<PutResult[]> {
  const missing = await missingEntries(context)
  const generated = missing.filter(({ rules }) => rules.generate).map(generate)
  const asked = await ask(missing.filter(({ rules }) => !rules.generate && !rules.optional))
  return put(context, [...generated, ...asked])
}

/** Generates what is missing and may be generated; what is named is generated anew. */
export async function generateValues(context: Context, words: readonly string[]): Promise<PutResult[]> {
  return put(context, (await generatedEntries(context, words)).map(generate))
}

/**
 * The entries that `generateValues` makes anew.
 * @throws DeployctlError `secrets.not-generated` where the manifest does not say how
 */
export async function generatedEntries(context: Context, words: readonly string[]): Promise<Entry[]> {
  const entries =
    words.length > 0
      ? namedEntries(context, words)
      : (await missingEntries(context)).filter(({ rules }) => rules.generate)
  const ruleless = entries.filter(({ rules }) => !rules.generate)
  if (ruleless.length > 0) {
    throw new DeployctlError('secrets.not-generated', {
      message: `The manifest does not say how to generate ${ruleless.map(({ label }) => label).join(', ')}.`,
    })
  }
  return entries
}

/** Puts values by the names that a file gave them. */
export async function importValues(
  context: Context,
  values: Readonly<Record<string, string>>,
): Promise<PutResult[]> {
  return put(context, matchValues(entriesOf(context.manifest), values))
}

/** Checks every value, then writes them all. */
export async function put(context: Context, given: readonly GivenValue[]): Promise<PutResult[]> {
  if (given.length === 0) return []
  const entries = entriesOf(context.manifest)
  return step(
    context,
    'put values',
    () => putSecrets(given, entries, context),
    results => `${results.length} stored`,
  )
}

/** Removes one value; gone already is success. */
export async function removeValue(context: Context, word: string): Promise<readonly string[]> {
  const entries = namedEntries(context, [word])
  for (const entry of entries) await removeSecret(entry, context)
  return entries.map(({ label }) => label)
}

async function missingEntries(context: Context): Promise<Entry[]> {
  const unset = new Set((await listValues(context)).filter(({ set }) => !set).map(({ label }) => label))
  return entriesOf(context.manifest).filter(({ label }) => unset.has(label))
}

function generate(entry: Entry): GivenValue {
  return { entry, value: generateValue(entry.rules.generate!) }
}
