import type { DBInstance, ModifyDBInstanceMessage } from '@aws-sdk/client-rds'
import { unlessExists, until } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { type DatabaseSpec, type DatabaseSurroundings, databaseChanges } from './database-diff.ts'
import { type DatabaseState, describeInstance, stateOf } from './database-instance.ts'
import { databaseIdentifier, databaseTags } from './database-names.ts'
import { readCredentials } from './database-secret.ts'
import { majorVersion, parameterFamily } from './database-version.ts'
import { failedOnAws } from './failed-on-aws.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, tagList } from './names.ts'
import type { Run } from './resource.ts'
import { tellOnce } from './tell-once.ts'

/** A large instance with a standby, an upgrade, or a restored one that loads much, takes its time. */
const patience = 4 * 60 * 60

/** States that no waiting leads out of. */
const broken = /^(failed|inaccessible-encryption-credentials.*|incompatible-.*|restore-error|storage-full)$/

/** What an instance is made with, however it is made. */
export function settingsOf(want: DatabaseSpec, around: DatabaseSurroundings) {
  return {
    DBInstanceClass: want.class,
    StorageType: 'gp3',
    MultiAZ: want.multiZone,
    BackupRetentionPeriod: want.backupDays,
    DeletionProtection: want.deletionProtection,
    PubliclyAccessible: false,
    AutoMinorVersionUpgrade: true,
    CopyTagsToSnapshot: true,
    DBSubnetGroupName: around.subnetGroup,
    VpcSecurityGroupIds: [...around.securityGroups],
    ...(around.parameterGroup && { DBParameterGroupName: around.parameterGroup }),
  }
}

/** Begins an instance under the name that the database has from the start; one that a crash left there is taken up. */
export async function createInstance(
  want: DatabaseSpec,
  around: DatabaseSurroundings,
  secretArn: string,
  { id, scope, ports }: Run,
): Promise<string> {
  const DBInstanceIdentifier = databaseIdentifier(scope, id)
  const { password } = await readCredentials(secretArn, ports)
  const made = await unlessExists(
    ports.rds.createDBInstance({
      ...settingsOf(want, around),
      DBInstanceIdentifier,
      Engine: want.engine,
      EngineVersion: want.version,
      AllocatedStorage: want.storage,
      StorageEncrypted: true,
      DBName: want.name,
      MasterUsername: want.username,
      MasterUserPassword: password,
      Tags: [...tagList(scope, id), { Key: databaseTags.of, Value: id }],
    }),
  )
  if (made) return DBInstanceIdentifier
  const standing = await describeInstance(DBInstanceIdentifier, ports)
  refuseForeign(standing?.TagList, scope, `Database instance ${DBInstanceIdentifier}`)
  if (idIn(standing?.TagList, scope) === id) return DBInstanceIdentifier
  throw new DeployctlError('graph.name-taken', {
    message: `Database instance ${DBInstanceIdentifier} stands already: it was ${id} until another took its place.`,
    hint: `Make it ${id} again with \`deployctl restore ENV ${id} --switch-to ${DBInstanceIdentifier}\`, or remove it with \`--remove\`.`,
  })
}

/** Brings an instance that stands to what is wanted, and waits until AWS says that it works. */
export async function settleInstance(
  want: DatabaseSpec,
  identifier: string,
  around: DatabaseSurroundings,
  run: Run,
): Promise<DatabaseState> {
  const standing = await untilReady(identifier, run)
  const changes = databaseChanges(want, standing, around).map(({ path }) => path)
  const modification = modificationOf(changes, want, standing, around)
  if (Object.keys(modification).length > 0) {
    await run.ports.rds.modifyDBInstance({
      DBInstanceIdentifier: identifier,
      ApplyImmediately: true,
      ...modification,
    })
  }
  const settled = await untilSettled(want, identifier, around, run)
  if (!settled.restartPending) return settled
  await run.ports.rds.rebootDBInstance({ DBInstanceIdentifier: identifier })
  return untilSettled(want, identifier, around, run, true)
}

/** Resolves once an instance takes changes; one that is stopped takes none, and AWS says so. */
export async function untilReady(identifier: string, run: Run): Promise<DatabaseState> {
  const what = `database ${identifier} to be available`
  const tell = tellOnce(run.waiting)
  return until({ ...run, what, within: patience }, async () => {
    const found = await look(identifier, run, tell)
    const state = found && stateOf(found, run.id)
    return state && /^(available|backing-up|storage-optimization|stopped)$/.test(state.status)
      ? state
      : undefined
  })
}

/** For a few seconds after a change AWS still says `available`: what it says of the values counts. */
async function untilSettled(
  want: DatabaseSpec,
  identifier: string,
  around: DatabaseSurroundings,
  run: Run,
  isRestarted = false,
): Promise<DatabaseState> {
  const what = `database ${identifier} to be as wanted`
  const tell = tellOnce(run.waiting)
  return until({ ...run, what, within: patience }, async () => {
    const found = await look(identifier, run, tell)
    if (!found) return undefined
    const state = stateOf(found, run.id)
    const left = databaseChanges(want, state, around).filter(
      ({ path, replace }) => path !== 'parameters' && !replace,
    )
    return left.length === 0 && !(isRestarted && state.restartPending) ? state : undefined
  })
}

async function look(
  identifier: string,
  { ports }: Run,
  tell: (detail: string) => void,
): Promise<DBInstance | undefined> {
  const found = await describeInstance(identifier, ports)
  const status = found?.DBInstanceStatus ?? 'not visible yet'
  if (broken.test(status)) throw failedOnAws(`Database ${identifier}`, `AWS says ${status}`)
  tell(`${identifier} is ${status}`)
  return found
}

/** What ModifyDBInstance is to be told of each change. */
function modificationOf(
  changes: readonly string[],
  want: DatabaseSpec,
  have: DatabaseState,
  around: DatabaseSurroundings,
): Omit<ModifyDBInstanceMessage, 'DBInstanceIdentifier'> {
  const settings = settingsOf(want, around)
  const isMajor = majorVersion(want.engine, have.version) !== majorVersion(want.engine, want.version)
  const ownGroup = `default.${parameterFamily(want.engine, want.version)}`
  const group = { DBParameterGroupName: around.parameterGroup ?? ownGroup }
  const parts: Readonly<Record<string, Partial<ModifyDBInstanceMessage>>> = {
    version: { EngineVersion: want.version, ...(isMajor && { AllowMajorVersionUpgrade: true, ...group }) },
    class: { DBInstanceClass: settings.DBInstanceClass },
    storage: { AllocatedStorage: want.storage },
    storageType: { StorageType: settings.StorageType },
    multiZone: { MultiAZ: settings.MultiAZ },
    backups: { BackupRetentionPeriod: settings.BackupRetentionPeriod },
    deletionProtection: { DeletionProtection: settings.DeletionProtection },
    public: { PubliclyAccessible: false },
    minorUpgrades: { AutoMinorVersionUpgrade: true },
    tagsToSnapshots: { CopyTagsToSnapshot: true },
    securityGroups: { VpcSecurityGroupIds: settings.VpcSecurityGroupIds },
    parameterGroup: group,
  }
  return Object.assign({}, ...changes.map(path => parts[path]))
}
