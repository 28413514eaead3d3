import { randomBytes } from 'node:crypto'
import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import { ensureConnectionSecret } from './connection-secret.ts'
import { readDatabases } from './database-forms.ts'
import { idIn, type Owner, type Scope } from './names.ts'
import { defineResource } from './resource.ts'
import { deleteSecret } from './secret.ts'
import { outputSecretName } from './secret-reference.ts'

export interface DatabaseSecretSpec {
  readonly username: string
}

export interface DatabaseSecretState {
  readonly arn: string
  readonly name: string
}

const recoveryDays = 7

/**
 * The secret that holds the master user of a database and its password, which is generated here and shown nowhere. It
 * stands before the instance does, so that no crash can leave a database whose password nobody knows.
 */
export const databaseSecret = defineResource<DatabaseSecretSpec, DatabaseSecretState>({
  kind: 'database-secret',
  stage: 'bootstrap',
  deps: {},

  desired: ({ databases }) =>
    Object.fromEntries(
      Object.entries(databases)
        .filter(([, { existing }]) => existing === undefined)
        .map(([id, { username }]) => [id, { username }]),
    ),

  inspect: async (scope, ports) =>
    Object.fromEntries(
      (await databaseSecrets(scope, ports)).map(([id, { ARN, Name }]) => [id, { arn: ARN!, name: Name! }]),
    ),

  diff: () => [],

  async ensure({ username }, have, _deps, run) {
    if (have) return have
    const value = { username, password: generatePassword() }
    const arn = await ensureConnectionSecret('databases', value, run)
    return { arn, name: databaseSecretName(run.scope, run.id) }
  },

  async remove({ name }, { ports }) {
    await deleteSecret(name, recoveryDays, ports)
  },

  identify: ({ name }) => name,
})

export function databaseSecretName(owner: Owner, id: string): string {
  return outputSecretName(owner, { section: 'databases', name: id })
}

/**
 * The secrets of all databases of an environment, without their values. ListSecrets may be minutes behind, so that those
 * of the instances that stand are asked for by name, and all of them for their tags.
 */
export async function databaseSecrets(scope: Scope, ports: Ports) {
  const prefix = databaseSecretName(scope, '')
  const Filters = [{ Key: 'name' as const, Values: [prefix] }]
  const [listed, databases] = await Promise.all([
    pages(ports.secretsManager.listSecrets, { Filters }, page => page.SecretList),
    readDatabases(scope, ports),
  ])
  const names = listed.map(({ Name }) => Name!).filter(name => name.startsWith(prefix))
  const ids = [...names.map(name => name.slice(prefix.length)), ...databases.map(([, { of }]) => of)]
  const found = await Promise.all(
    [...new Set(ids)].map(async id => [id, await describe(databaseSecretName(scope, id), ports)] as const),
  )
  return found.flatMap(([id, one]) =>
    one && !one.DeletedDate && idIn(one.Tags, scope) !== undefined ? [[id, one] as const] : [],
  )
}

function describe(SecretId: string, { secretsManager }: Ports) {
  return unlessMissing(secretsManager.describeSecret({ SecretId }))
}

/** What the secret of a database holds. It goes to Secrets Manager and RDS, and nowhere else. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

export async function readCredentials(SecretId: string, { secretsManager }: Ports): Promise<Credentials> {
  const { SecretString } = await secretsManager.getSecretValue({ SecretId })
  return JSON.parse(SecretString!)
}

/** MySQL takes 41 characters at most, and RDS none of `/`, `"`, `@` and space (CreateDBInstance). */
function generatePassword(): string {
  return randomBytes(30).toString('base64url')
}
