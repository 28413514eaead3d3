import { awsReason, until } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import type { DatabaseSpec, DatabaseSurroundings } from './database-diff.ts'
import { type DatabaseState, describeInstance, tagOf } from './database-instance.ts'
import { databaseTags } from './database-names.ts'
import { readCredentials } from './database-secret.ts'
import { settingsOf, settleInstance, untilReady } from './database-settling.ts'
import { parameterFamily } from './database-version.ts'
import { refuseForeign } from './foreign.ts'
import { tagList } from './names.ts'
import type { Run } from './resource.ts'

/** What a new instance is made of. */
export type RestoreSource =
  | { readonly instance: string; readonly at: Date }
  | { readonly snapshot: string; readonly version: string }

export interface Restoring {
  /** Logical id of the database. */
  readonly database: string
  /** Of the new instance. */
  readonly identifier: string
  readonly source: RestoreSource
  readonly want: DatabaseSpec
  readonly around: DatabaseSurroundings
  readonly secretArn: string
}

/**
 * Makes a new instance of a backup, with all that the manifest says of the database, and the password that its secret
 * holds. Safe to repeat: what a run before began is waited for.
 */
export async function restoreInstance(restoring: Restoring, run: Run): Promise<DatabaseState> {
  const { identifier, want, around, secretArn } = restoring
  await begin(restoring, run)
  await untilReady(identifier, run)
  const restored = await settleInstance(want, identifier, around, run)
  await setPassword(identifier, secretArn, run)
  return restored
}

/** A backup holds the password of its day. */
async function setPassword(identifier: string, secretArn: string, run: Run): Promise<void> {
  const { password } = await readCredentials(secretArn, run.ports)
  await run.ports.rds.modifyDBInstance({
    DBInstanceIdentifier: identifier,
    MasterUserPassword: password,
    ApplyImmediately: true,
  })
  const what = `database ${identifier} to take its password`
  await until({ ...run, what, within: 30 * 60 }, async () => {
    const found = await describeInstance(identifier, run.ports)
    // It shows as asterisks for as long as it is not in force.
    const isPending = found?.PendingModifiedValues?.MasterUserPassword !== undefined
    return found?.DBInstanceStatus === 'available' && !isPending ? true : undefined
  })
}

async function begin({ database, identifier, source, want, around }: Restoring, run: Run): Promise<void> {
  const { rds } = run.ports
  const Tags = [...tagList(run.scope, identifier), { Key: databaseTags.of, Value: database }]
  const { DBParameterGroupName, ...settings } = settingsOf(want, around)
  const beginning =
    'snapshot' in source
      ? rds.restoreDBInstanceFromDBSnapshot({
          ...settings,
          // An older major version knows other parameters; it is upgraded once it stands.
          ...(isOfFamily(want, source.version) && DBParameterGroupName ? { DBParameterGroupName } : {}),
          DBInstanceIdentifier: identifier,
          DBSnapshotIdentifier: source.snapshot,
          Tags,
        })
      : rds.restoreDBInstanceToPointInTime({
          ...settings,
          ...(DBParameterGroupName ? { DBParameterGroupName } : {}),
          SourceDBInstanceIdentifier: source.instance,
          TargetDBInstanceIdentifier: identifier,
          RestoreTime: source.at,
          Tags,
        })
  await beginning.catch(async error => {
    if (awsReason(error) !== 'exists') throw error
    await refuseOther(database, identifier, run)
  })
}

function isOfFamily({ engine, version }: DatabaseSpec, restored: string): boolean {
  return parameterFamily(engine, version) === parameterFamily(engine, restored)
}

async function refuseOther(database: string, identifier: string, { scope, ports }: Run): Promise<void> {
  const standing = await describeInstance(identifier, ports)
  refuseForeign(standing?.TagList, scope, `Database instance ${identifier}`)
  if (tagOf(standing?.TagList, databaseTags.of) === database) return
  throw new DeployctlError('graph.name-taken', {
    message: `Database instance ${identifier} stands already, and is no copy of ${database}.`,
  })
}
