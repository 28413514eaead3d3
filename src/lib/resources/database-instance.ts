import type { DBInstance, ModifyDBInstanceMessage } from '@aws-sdk/client-rds'
import { pages, unlessMissing } from '../aws/index.ts'
import { type DatabaseSurroundings, type InstanceSpec, isMajorChange, ownGroup } from './database-diff.ts'
import type { DatabaseForm, FoundDatabase, Making } from './database-form.ts'
import { type InstanceState, tagged } from './database-state.ts'
import { parameterFamily } from './database-version.ts'

/** One RDS instance, with a standby or without. */
export const databaseInstance: DatabaseForm = {
  title: 'Database instance',

  async list({ rds }) {
    const all = await pages(rds.describeDBInstances, {}, page => page.DBInstances)
    // The instances of a cluster are a part of it.
    return all.filter(one => one.DBClusterIdentifier === undefined).map(one => foundOf(one, ''))
  },

  async find(DBInstanceIdentifier, id, { rds }) {
    const answer = await unlessMissing(rds.describeDBInstances({ DBInstanceIdentifier }))
    const found = answer?.DBInstances?.[0]
    return found && foundOf(found, id)
  },

  create: ({ identifier, want, around, Tags }: InstanceMaking, password, { rds }) =>
    rds.createDBInstance({
      ...settingsOf(want, around),
      DBInstanceIdentifier: identifier,
      Engine: want.engine,
      EngineVersion: want.version,
      AllocatedStorage: want.storage,
      StorageEncrypted: true,
      DBName: want.name,
      MasterUsername: want.username,
      MasterUserPassword: password,
      Tags,
    }),

  restore({ identifier, want, around, Tags }: InstanceMaking, source, { rds }) {
    const { DBParameterGroupName, ...settings } = settingsOf(want, around)
    const group = DBParameterGroupName ? { DBParameterGroupName } : {}
    if (!('snapshot' in source))
      return rds.restoreDBInstanceToPointInTime({
        ...settings,
        ...group,
        SourceDBInstanceIdentifier: source.database,
        TargetDBInstanceIdentifier: identifier,
        RestoreTime: source.at,
        Tags,
      })
    // An older major version knows other parameters; it is upgraded once it stands.
    const isOfFamily =
      parameterFamily(want.engine, want.version) === parameterFamily(want.engine, source.version)
    return rds.restoreDBInstanceFromDBSnapshot({
      ...settings,
      ...(isOfFamily ? group : {}),
      DBInstanceIdentifier: identifier,
      DBSnapshotIdentifier: source.snapshot,
      Tags,
    })
  },

  async change(changes, { identifier, want, around }: InstanceMaking, have: InstanceState, { ports }) {
    const modification = modificationOf(changes, want, have, around)
    if (Object.keys(modification).length === 0) return
    await ports.rds.modifyDBInstance({
      DBInstanceIdentifier: identifier,
      ApplyImmediately: true,
      ...modification,
    })
  },

  async restart({ identifier }, { rds }) {
    await rds.rebootDBInstance({ DBInstanceIdentifier: identifier })
  },

  setPassword: (DBInstanceIdentifier, MasterUserPassword, { rds }) =>
    rds.modifyDBInstance({ DBInstanceIdentifier, MasterUserPassword, ApplyImmediately: true }),

  unprotect: (DBInstanceIdentifier, { rds }) =>
    rds.modifyDBInstance({ DBInstanceIdentifier, DeletionProtection: false, ApplyImmediately: true }),

  start: (DBInstanceIdentifier, { rds }) => rds.startDBInstance({ DBInstanceIdentifier }),

  remove: ({ identifier }, FinalDBSnapshotIdentifier, { rds }) =>
    rds.deleteDBInstance({
      DBInstanceIdentifier: identifier,
      SkipFinalSnapshot: false,
      FinalDBSnapshotIdentifier,
    }),

  async window({ identifier, backupDays, createdAt, latestRestorable }, { rds }) {
    if (backupDays === 0) return undefined
    const input = { DBInstanceIdentifier: identifier }
    const answer = await unlessMissing(rds.describeDBInstanceAutomatedBackups(input))
    const { EarliestTime, LatestTime } = answer?.DBInstanceAutomatedBackups?.[0]?.RestoreWindow ?? {}
    const from = EarliestTime ?? createdAt
    const to = LatestTime ?? latestRestorable
    return from && to ? { from, to } : undefined
  },
}

type InstanceMaking = Making & { readonly want: InstanceSpec }

function foundOf(one: DBInstance, id: string): FoundDatabase {
  return {
    state: stateOf(one, id),
    tags: one.TagList ?? [],
    // It shows as asterisks for as long as it is not in force.
    isPasswordPending: one.PendingModifiedValues?.MasterUserPassword !== undefined,
  }
}

function stateOf(one: DBInstance, id: string): InstanceState {
  const [group] = one.DBParameterGroups ?? []
  const { Address, Port } = one.Endpoint ?? {}
  return {
    form: 'instance',
    identifier: one.DBInstanceIdentifier!,
    arn: one.DBInstanceArn!,
    status: one.DBInstanceStatus!,
    engine: one.Engine!,
    version: one.EngineVersion!,
    class: one.DBInstanceClass!,
    storage: one.AllocatedStorage!,
    storageType: one.StorageType!,
    encrypted: one.StorageEncrypted ?? false,
    multiZone: one.MultiAZ ?? false,
    backupDays: one.BackupRetentionPeriod ?? 0,
    deletionProtection: one.DeletionProtection ?? false,
    public: one.PubliclyAccessible ?? false,
    minorUpgrades: one.AutoMinorVersionUpgrade ?? false,
    tagsToSnapshots: one.CopyTagsToSnapshot ?? false,
    username: one.MasterUsername!,
    name: one.DBName,
    endpoint: Address && Port ? { host: Address, port: Port } : undefined,
    subnetGroup: one.DBSubnetGroup?.DBSubnetGroupName,
    securityGroups: (one.VpcSecurityGroups ?? []).map(({ VpcSecurityGroupId }) => VpcSecurityGroupId!).sort(),
    parameterGroup: group?.DBParameterGroupName,
    restartPending: group?.ParameterApplyStatus === 'pending-reboot',
    ...tagged(one.TagList, id),
    createdAt: one.InstanceCreateTime,
    latestRestorable: one.LatestRestorableTime,
  }
}

function settingsOf(want: InstanceSpec, around: DatabaseSurroundings) {
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

/** What ModifyDBInstance is to be told of each change. */
function modificationOf(
  changes: readonly string[],
  want: InstanceSpec,
  have: InstanceState,
  around: DatabaseSurroundings,
): Omit<ModifyDBInstanceMessage, 'DBInstanceIdentifier'> {
  const settings = settingsOf(want, around)
  const group = { DBParameterGroupName: around.parameterGroup ?? ownGroup(want) }
  const upgrade = isMajorChange(want, have) && { AllowMajorVersionUpgrade: true, ...group }
  const parts: Readonly<Record<string, Partial<ModifyDBInstanceMessage>>> = {
    version: { EngineVersion: want.version, ...upgrade },
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
