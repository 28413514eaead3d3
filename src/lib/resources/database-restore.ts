import { awsReason, until } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import type { DatabaseSpec, DatabaseSurroundings } from './database-diff.ts'
import type { FoundDatabase, RestoreSource } from './database-form.ts'
import { formFor } from './database-forms.ts'
import { databaseTags } from './database-names.ts'
import { readCredentials } from './database-secret.ts'
import { settleDatabase, untilReady } from './database-settling.ts'
import { type DatabaseState, tagOf } from './database-state.ts'
import { refuseForeign } from './foreign.ts'
import { tagList } from './names.ts'
import type { Run } from './resource.ts'

export interface Restoring {
  /** Logical id of the database. */
  readonly database: string
  /** Of the new instance, or of the new cluster. */
  readonly identifier: string
  readonly source: RestoreSource
  readonly want: DatabaseSpec
  readonly around: DatabaseSurroundings
  readonly secretArn: string
}

/**
 * Makes a new database of a backup, with all that the manifest says of it, and the password that its secret holds. Safe to
 * repeat: what a run before began is waited for.
 */
export async function restoreDatabase(restoring: Restoring, run: Run): Promise<DatabaseState> {
  const { identifier, want, around } = restoring
  await begin(restoring, run)
  await untilReady(formFor(want.engine), identifier, run)
  const restored = await settleDatabase(want, identifier, around, run)
  await setPassword(restoring, run)
  return restored
}

/** A backup holds the password of its day. */
async function setPassword({ identifier, want, secretArn }: Restoring, run: Run): Promise<void> {
  const { id, ports } = run
  const form = formFor(want.engine)
  const { password } = await readCredentials(secretArn, ports)
  await form.setPassword(identifier, password, ports)
  const what = `database ${identifier} to take its password`
  await until({ ...run, what, within: 30 * 60 }, async () => {
    const found = await form.find(identifier, id, ports)
    return found?.state.status === 'available' && !found.isPasswordPending ? true : undefined
  })
}

async function begin(restoring: Restoring, run: Run): Promise<void> {
  const { database, identifier, source, want, around } = restoring
  const form = formFor(want.engine)
  const found = await form.find(identifier, run.id, run.ports)
  if (found) return refuseOther(restoring, found, run)
  const Tags = [...tagList(run.scope, identifier), { Key: databaseTags.of, Value: database }]
  await form.restore({ identifier, want, around, Tags }, source, run.ports).catch(async error => {
    if (awsReason(error) !== 'exists') throw error
    refuseOther(restoring, await form.find(identifier, run.id, run.ports), run)
  })
}

function refuseOther(
  { database, identifier, want }: Restoring,
  standing: FoundDatabase | undefined,
  { scope }: Run,
): void {
  const { title } = formFor(want.engine)
  refuseForeign(standing?.tags, scope, `${title} ${identifier}`)
  if (tagOf(standing?.tags, databaseTags.of) === database) return
  throw new DeployctlError('graph.name-taken', {
    message: `${title} ${identifier} stands already, and is no copy of ${database}.`,
  })
}
