import type { SecretListEntry } from '@aws-sdk/client-secrets-manager'
import { type Ports, pages, unlessExists, unlessMissing } from '../aws/index.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, type Scope, tagList } from './names.ts'
import type { Run } from './resource.ts'
import { outputSecretName } from './secret-reference.ts'

/** The secrets that hold the credentials of a section's things, by their names in the manifest; without their values. */
export async function connectionSecrets(
  section: string,
  scope: Scope,
  { secretsManager }: Ports,
): Promise<(readonly [name: string, secret: SecretListEntry])[]> {
  const prefix = outputSecretName(scope, { section, name: '' })
  const Filters = [{ Key: 'name' as const, Values: [prefix] }]
  const found = await pages(secretsManager.listSecrets, { Filters }, page => page.SecretList)
  const ours = found.filter(({ Name, Tags }) => Name!.startsWith(prefix) && idIn(Tags, scope) !== undefined)
  return ours.map(one => [one.Name!.slice(prefix.length), one] as const)
}

/** Makes such a secret, or takes up one of ours that stands already, with the value that it has. @returns its ARN */
export function ensureConnectionSecret(section: string, value: object, run: Run): Promise<string> {
  return ensureSecret(outputSecretName(run.scope, { section, name: run.id }), JSON.stringify(value), run)
}

/**
 * Makes a secret by this name, or takes up ours that has it already, with the value that it has.
 * Looks first: ListSecrets may be minutes behind, and never shows what is deleted but can be restored.
 *
 * @returns its ARN
 */
export async function ensureSecret(Name: string, SecretString: string, run: Run): Promise<string> {
  const { secretsManager } = run.ports
  const Tags = tagList(run.scope, run.id)
  const describe = () => unlessMissing(secretsManager.describeSecret({ SecretId: Name }))
  const input = { Name, SecretString, Tags }
  const made = (await describe()) ? undefined : await unlessExists(secretsManager.createSecret(input))
  if (made) return made.ARN!
  const standing = (await describe())!
  refuseForeign(standing.Tags, run.scope, `Secret ${Name}`)
  if (standing.DeletedDate) await secretsManager.restoreSecret({ SecretId: Name })
  return standing.ARN!
}
