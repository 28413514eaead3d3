import { DeployctlError } from '../errors/index.ts'
import { suggest } from '../manifest/nearest-name.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'

/** What one value must look like, and how it may come to be. */
export type Rules = NonNullable<Manifest['secrets'][string]['value']>

/** One value that the manifest declares. */
export interface Entry {
  /** What people type: `jambonz-token`, `api-keys.SESSION_SECRET`, `/sipai-prod/DB_URL`. */
  readonly label: string
  readonly kind: 'secret' | 'parameter'
  /** Name in the manifest, of the whole secret or parameter. */
  readonly name: string
  /** The key within a secret that has several. */
  readonly key?: string
  /** An SSM String instead of a SecureString. */
  readonly plain: boolean
  readonly rules: Rules
}

/** Every declared value, in the manifest's order. Pure. */
export function entriesOf({ secrets, parameters }: Manifest): Entry[] {
  const inSecrets = Object.entries(secrets).flatMap(([name, { value, keys }]): Entry[] => {
    const secret = { kind: 'secret', name, plain: false } as const
    if (value) return [{ ...secret, label: name, rules: value }]
    return Object.entries(keys).map(([key, rules]) => ({ ...secret, label: `${name}.${key}`, key, rules }))
  })
  const inParameters = Object.entries(parameters).map(
    ([name, { plain, ...rules }]): Entry => ({ kind: 'parameter', name, label: name, plain, rules }),
  )
  return [...inSecrets, ...inParameters]
}

/**
 * The entries that a word stands for: a label, a key that only one secret has, or a secret with all its keys.
 * @throws DeployctlError `secrets.unknown-name`
 */
export function findEntries(entries: readonly Entry[], word: string): Entry[] {
  const labelled = entries.filter(({ label }) => label === word)
  if (labelled.length > 0) return labelled
  const whole = entries.filter(({ name }) => name === word)
  if (whole.length > 0) return whole
  const keyed = entries.filter(({ key }) => key === word)
  if (keyed.length === 1) return keyed
  if (keyed.length === 0) throw unknown(word, entries)
  const labels = keyed.map(({ label }) => label).join(', ')
  throw new DeployctlError('secrets.unknown-name', {
    message: `Several secrets have a key ${word}.`,
    hint: `Write one of ${labels}.`,
  })
}

function unknown(word: string, entries: readonly Entry[]): DeployctlError {
  const message = `The manifest declares no secret and no parameter ${word}.`
  return new DeployctlError('secrets.unknown-name', {
    message,
    hint: suggest(
      word,
      entries.map(({ label }) => label),
    ),
  })
}
