import { type OutputReference, parseOutput } from '../manifest/outputs.ts'
import type { Owner } from './names.ts'

/** On what holds an immutable value: tells of it after its section is gone from the manifest. */
export const immutableTag = 'deployctl:immutable'

/** What a service's `secrets` entry names. */
export type SecretReference =
  | { readonly from: 'parameter'; readonly name: string }
  | { readonly from: 'secret'; readonly name: string; readonly key: string | undefined }
  | ({ readonly from: 'output' } & OutputReference)

/** Reads `ssm:/sipai-prod/DB_URL`, `secret:jambonz-token`, `secret:api-keys.SESSION_SECRET` or `${databases.main.url}`. */
export function parseReference(reference: string): SecretReference {
  if (reference.startsWith('${')) return { from: 'output', ...parseOutput(reference.slice(2, -1))! }
  const [, scheme, rest] = /^(ssm|secret):(.+)$/.exec(reference)!
  if (scheme === 'ssm') return { from: 'parameter', name: rest! }
  const [name, key] = rest!.split('.', 2)
  return { from: 'secret', name: name!, key }
}

/** The name of a secret in Secrets Manager. */
export function secretName({ project, environment }: Owner, name: string): string {
  return `${project}-${environment}/${name}`
}

/** Where deployctl keeps what it knows of databases and caches; no name that a user can give. */
export const connectionsPrefix = 'connections/'

/** The name of the secret that holds the credentials of a section's thing: `shop-prod/connections/databases-main`. */
export function outputSecretName(
  owner: Owner,
  { section, name }: Pick<OutputReference, 'section' | 'name'>,
): string {
  return secretName(owner, `${connectionsPrefix}${section}-${name}`)
}
