import { DeployctlError } from '../errors/index.ts'
import { type Entry, entriesOf, matchValues, pipedValue } from '../secrets/index.ts'
import { validateValue } from '../secrets/validation.ts'
import type { Context } from './context.ts'
import { generatedEntries, listValues, namedEntries } from './secrets.ts'

/** What would become of a value. Never the value. */
export interface ValuePreview {
  readonly label: string
  readonly outcome: 'would set' | 'would replace' | 'would remove' | 'nothing to do'
  /** Where the new value would come from. */
  readonly by?: 'generated' | 'asked for' | 'given'
}

/** What `secrets put` without a name would give a value to. Reads only. */
export async function previewMissing(context: Context): Promise<ValuePreview[]> {
  const unset = new Set((await listValues(context)).filter(({ set }) => !set).map(({ label }) => label))
  const missing = entriesOf(context.manifest).filter(({ label }) => unset.has(label))
  return missing
    .filter(({ rules }) => rules.generate || !rules.optional)
    .map(({ label, rules }) => ({
      label,
      outcome: 'would set',
      by: rules.generate ? 'generated' : 'asked for',
    }))
}

/** What `secrets put` with a name would write. A value that is given is checked, and goes nowhere. Reads only. */
export async function previewPut(
  context: Context,
  word: string,
  value: string | undefined,
): Promise<ValuePreview[]> {
  const entries = namedEntries(context, [word])
  for (const entry of value === undefined ? [] : entries) {
    validateValue(entry, pipedValue(entry, value!).value)
  }
  return planned(context, entries, value === undefined ? 'asked for' : 'given')
}

/** What `secrets import` would write. Reads only. @throws DeployctlError as the import would */
export async function previewImport(
  context: Context,
  values: Readonly<Record<string, string>>,
): Promise<ValuePreview[]> {
  const given = matchValues(entriesOf(context.manifest), values)
  for (const { entry, value } of given) validateValue(entry, value)
  const entries = given.map(({ entry }) => entry)
  return planned(context, entries, 'given')
}

/** What `secrets generate` would make. Reads only. @throws DeployctlError as generating would */
export async function previewGenerate(context: Context, words: readonly string[]): Promise<ValuePreview[]> {
  return planned(context, await generatedEntries(context, words), 'generated')
}

/** What `secrets remove` would remove. Reads only. @throws DeployctlError `secrets.immutable` */
export async function previewRemove(context: Context, word: string): Promise<ValuePreview[]> {
  const entries = namedEntries(context, [word])
  const set = await labelsSet(context)
  return entries.map(({ label, rules }) => {
    if (rules.immutable) throw immutable(`${label} is immutable, and is kept.`)
    return { label, outcome: set.has(label) ? 'would remove' : 'nothing to do' }
  })
}

async function planned(
  context: Context,
  entries: readonly Entry[],
  by: ValuePreview['by'],
): Promise<ValuePreview[]> {
  const set = await labelsSet(context)
  return entries.map(({ label, rules }) => {
    // Only a value that is the same again would be let through, and nobody looks at values here.
    if (set.has(label) && rules.immutable) throw immutable(`${label} is immutable, and is set already.`)
    return { label, outcome: set.has(label) ? 'would replace' : 'would set', ...(by && { by }) }
  })
}

async function labelsSet(context: Context): Promise<ReadonlySet<string>> {
  const rows = await listValues(context)
  return new Set(rows.filter(({ set }) => set).map(({ label }) => label))
}

function immutable(message: string): DeployctlError {
  return new DeployctlError('secrets.immutable', { message })
}
