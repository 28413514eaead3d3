import type { Owner } from './names.ts'

/** On what holds an immutable value: tells of it after its section is gone from the manifest. */
export const immutableTag = 'deployctl:immutable'

/** What a service's `secrets` entry names. */
export type SecretReference =
  | { readonly from: 'parameter'; readonly name: string }
  | { readonly from: 'secret'; readonly name: string; readonly key: string | undefined }

/** Reads `ssm:/sipai-prod/DB_URL`, `secret:jambonz-token` or `secret:api-keys.SESSION_SECRET`. */
export function parseReference(reference: string): SecretReference {
  const [, scheme, rest] = /^(ssm|secret):(.+)$/.exec(reference)!
  if (scheme === 'ssm') return { from: 'parameter', name: rest! }
  const [name, key] = rest!.split('.', 2)
  return { from: 'secret', name: name!, key }
}

/** The name of a secret in Secrets Manager. */
export function secretName({ project, environment }: Owner, name: string): string {
  return `${project}-${environment}/${name}`
}
