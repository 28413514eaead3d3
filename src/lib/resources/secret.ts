import type { SecretListEntry } from '@aws-sdk/client-secrets-manager'
import { type Ports, pages, unlessExists, unlessMissing } from '../aws/index.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, tagList } from './names.ts'
import { changed, defineResource } from './resource.ts'
import { connectionsPrefix, immutableTag, secretName } from './secret-reference.ts'

export interface SecretSpec {
  /** One of its values is never to be replaced: losing it loses what it encrypts. */
  readonly immutable: boolean
}

export interface SecretState {
  readonly arn: string
  readonly name: string
  readonly immutable: boolean
  /** Where it lies, for who reads it by itself. */
  readonly outputs: Readonly<Record<'arn' | 'name', string>>
}

/** A Secrets Manager secret, without a value until somebody puts one. */
export const secret = defineResource<SecretSpec, SecretState>({
  kind: 'secret',
  stage: 'bootstrap',
  deps: {},
  holdsData: ({ immutable }) => immutable,

  desired: ({ secrets }) =>
    Object.fromEntries(
      Object.entries(secrets).map(([id, { value, keys }]) => [
        id,
        { immutable: (value ? [value] : Object.values(keys)).some(rules => rules.immutable) },
      ]),
    ),

  async inspect(scope, ports) {
    const Filters = [{ Key: 'name' as const, Values: [secretName(scope, '')] }]
    const entries = await pages(ports.secretsManager.listSecrets, { Filters }, page => page.SecretList)
    // What deployctl knows of databases and caches are kinds of their own.
    const declared = entries.filter(({ Name }) => !Name!.startsWith(secretName(scope, connectionsPrefix)))
    const ours = declared.map(entry => [idIn(entry.Tags, scope), stateOf(entry)] as const)
    return Object.fromEntries(ours.filter(([id]) => id !== undefined))
  },

  diff: (want, have) => changed('immutable', have.immutable, want.immutable),

  async ensure({ immutable }, have, _deps, { id, scope, ports: { secretsManager } }) {
    const Name = secretName(scope, id)
    const Tags = [...tagList(scope, id), { Key: immutableTag, Value: String(immutable) }]
    // ListSecrets may be minutes behind, and never shows what is deleted but can be restored: ask for this one.
    const standing = have ? undefined : await unlessMissing(secretsManager.describeSecret({ SecretId: Name }))
    if (standing) refuseForeign(standing.Tags, scope, `Secret ${Name}`)
    if (standing?.DeletedDate) await secretsManager.restoreSecret({ SecretId: Name })
    const made =
      have || standing ? undefined : await unlessExists(secretsManager.createSecret({ Name, Tags }))
    if (!made) await secretsManager.tagResource({ SecretId: Name, Tags })
    const known = have?.arn ?? standing?.ARN ?? made?.ARN
    const arn = known ?? (await secretsManager.describeSecret({ SecretId: Name })).ARN!
    return { arn, name: Name, immutable, outputs: { arn, name: Name } }
  },

  async remove({ name, immutable }, { ports }) {
    await deleteSecret(name, immutable ? 30 : 7, ports)
  },

  identify: ({ name }) => name,
})

/** Deletes a secret that can be restored for some days; one that is deleted already refuses to be again. */
export async function deleteSecret(
  SecretId: string,
  RecoveryWindowInDays: number,
  { secretsManager }: Ports,
): Promise<void> {
  const found = await unlessMissing(secretsManager.describeSecret({ SecretId }))
  if (!found || found.DeletedDate) return
  await unlessMissing(secretsManager.deleteSecret({ SecretId, RecoveryWindowInDays }))
}

function stateOf({ ARN, Name, Tags }: SecretListEntry): SecretState {
  const tag = Tags?.find(({ Key }) => Key === immutableTag)
  const outputs = { arn: ARN!, name: Name! }
  return { arn: ARN!, name: Name!, immutable: tag?.Value === 'true', outputs }
}
