import type { DBCluster, DBInstance, ModifyDBClusterMessage } from '@aws-sdk/client-rds'
import { pages, unlessMissing } from '../aws/index.ts'
import { onceFree, settleMembers } from './database-cluster-members.ts'
import { type ClusterSpec, type DatabaseSurroundings, isMajorChange, ownGroup } from './database-diff.ts'
import type { DatabaseForm, FoundDatabase, Making } from './database-form.ts'
import { type ClusterMember, type ClusterState, tagged } from './database-state.ts'
import { parameterFamily } from './database-version.ts'

/** A cluster of Aurora Serverless v2: its storage, its writer, and its readers. */
export const databaseCluster: DatabaseForm = {
  title: 'Database cluster',

  async list({ rds }) {
    const clusters = await pages(rds.describeDBClusters, {}, page => page.DBClusters)
    if (clusters.length === 0) return []
    const instances = await pages(rds.describeDBInstances, {}, page => page.DBInstances)
    return clusters.map(one => foundOf(one, instances, ''))
  },

  async find(DBClusterIdentifier, id, { rds }) {
    const answer = await unlessMissing(rds.describeDBClusters({ DBClusterIdentifier }))
    const found = answer?.DBClusters?.[0]
    if (!found) return undefined
    const Filters = [{ Name: 'db-cluster-id', Values: [DBClusterIdentifier] }]
    return foundOf(found, await pages(rds.describeDBInstances, { Filters }, page => page.DBInstances), id)
  },

  create: ({ identifier, want, around, Tags }: ClusterMaking, password, { rds }) =>
    rds.createDBCluster({
      ...settingsOf(want, around),
      DBClusterIdentifier: identifier,
      Engine: want.engine,
      EngineVersion: want.version,
      StorageEncrypted: true,
      DatabaseName: want.name,
      MasterUsername: want.username,
      MasterUserPassword: password,
      Tags,
    }),

  restore({ identifier, want, around, Tags }: ClusterMaking, source, { rds }) {
    // Neither takes the days of backups; what differs is put right once it stands.
    const { BackupRetentionPeriod: _, DBClusterParameterGroupName, ...settings } = settingsOf(want, around)
    const group = DBClusterParameterGroupName ? { DBClusterParameterGroupName } : {}
    if (!('snapshot' in source))
      return rds.restoreDBClusterToPointInTime({
        ...settings,
        ...group,
        SourceDBClusterIdentifier: source.database,
        DBClusterIdentifier: identifier,
        RestoreToTime: source.at,
        Tags,
      })
    // An older major version knows other parameters; it is upgraded once it stands.
    const isOfFamily =
      parameterFamily(want.engine, want.version) === parameterFamily(want.engine, source.version)
    return rds.restoreDBClusterFromSnapshot({
      ...settings,
      ...(isOfFamily ? group : {}),
      DBClusterIdentifier: identifier,
      SnapshotIdentifier: source.snapshot,
      Engine: want.engine,
      EngineVersion: source.version,
      Tags,
    })
  },

  async change(changes, making: ClusterMaking, have: ClusterState, run) {
    const { identifier, want, around } = making
    const modification = modificationOf(changes, want, have, around)
    if (Object.keys(modification).length > 0) {
      const input = { DBClusterIdentifier: identifier, ApplyImmediately: true, ...modification }
      await onceFree(identifier, run, () => run.ports.rds.modifyDBCluster(input))
    }
    await settleMembers(making, have, run)
  },

  async restart({ members }: ClusterState, { rds }) {
    for (const { identifier, restartPending } of members)
      if (restartPending) await rds.rebootDBInstance({ DBInstanceIdentifier: identifier })
  },

  setPassword: (DBClusterIdentifier, MasterUserPassword, { rds }) =>
    rds.modifyDBCluster({ DBClusterIdentifier, MasterUserPassword, ApplyImmediately: true }),

  unprotect: (DBClusterIdentifier, { rds }) =>
    rds.modifyDBCluster({ DBClusterIdentifier, DeletionProtection: false, ApplyImmediately: true }),

  start: (DBClusterIdentifier, { rds }) => rds.startDBCluster({ DBClusterIdentifier }),

  async remove({ identifier, members }: ClusterState, FinalDBSnapshotIdentifier, { rds }) {
    // The writer goes last: AWS would make a reader the next one otherwise. The storage outlives them all.
    const going = members.filter(({ status }) => status !== 'deleting')
    for (const one of going.toSorted((a, b) => Number(a.isWriter) - Number(b.isWriter)))
      await unlessMissing(rds.deleteDBInstance({ DBInstanceIdentifier: one.identifier }))
    return rds.deleteDBCluster({
      DBClusterIdentifier: identifier,
      SkipFinalSnapshot: false,
      FinalDBSnapshotIdentifier,
    })
  },

  async window({ earliestRestorable, latestRestorable }: ClusterState) {
    return earliestRestorable && latestRestorable
      ? { from: earliestRestorable, to: latestRestorable }
      : undefined
  },
}

type ClusterMaking = Making & { readonly want: ClusterSpec }

function foundOf(one: DBCluster, instances: readonly DBInstance[], id: string): FoundDatabase {
  return {
    state: stateOf(one, instances, id),
    tags: one.TagList ?? [],
    // It shows as asterisks for as long as it is not in force.
    isPasswordPending: one.PendingModifiedValues?.MasterUserPassword !== undefined,
  }
}

function stateOf(one: DBCluster, instances: readonly DBInstance[], id: string): ClusterState {
  const members = membersOf(one, instances)
  return {
    form: 'cluster',
    identifier: one.DBClusterIdentifier!,
    arn: one.DBClusterArn!,
    status: one.Status!,
    engine: one.Engine!,
    version: one.EngineVersion!,
    capacity: capacityFrom(one),
    encrypted: one.StorageEncrypted ?? false,
    backupDays: one.BackupRetentionPeriod ?? 0,
    deletionProtection: one.DeletionProtection ?? false,
    public: members.some(member => member.public),
    minorUpgrades: members.every(member => member.minorUpgrades),
    tagsToSnapshots: one.CopyTagsToSnapshot ?? false,
    username: one.MasterUsername!,
    name: one.DatabaseName,
    endpoint: one.Endpoint && one.Port ? { host: one.Endpoint, port: one.Port } : undefined,
    subnetGroup: one.DBSubnetGroup,
    securityGroups: (one.VpcSecurityGroups ?? []).map(({ VpcSecurityGroupId }) => VpcSecurityGroupId!).sort(),
    parameterGroup: one.DBClusterParameterGroup,
    restartPending: members.some(member => member.restartPending),
    ...tagged(one.TagList, id),
    createdAt: one.ClusterCreateTime,
    earliestRestorable: one.EarliestRestorableTime,
    latestRestorable: one.LatestRestorableTime,
    members,
  }
}

function capacityFrom({ ServerlessV2ScalingConfiguration }: DBCluster): ClusterState['capacity'] {
  const { MinCapacity: min, MaxCapacity: max, SecondsUntilAutoPause } = ServerlessV2ScalingConfiguration ?? {}
  if (min === undefined || max === undefined) return undefined
  // AWS goes on telling of a pause that is not in force.
  return { min, max, pauseAfter: min === 0 ? SecondsUntilAutoPause : undefined }
}

function membersOf(
  { DBClusterIdentifier, DBClusterMembers = [] }: DBCluster,
  instances: readonly DBInstance[],
) {
  const told = new Map(DBClusterMembers.map(member => [member.DBInstanceIdentifier, member]))
  return instances
    .filter(instance => instance.DBClusterIdentifier === DBClusterIdentifier)
    .map((instance): ClusterMember => {
      const { IsClusterWriter, DBClusterParameterGroupStatus } = told.get(instance.DBInstanceIdentifier) ?? {}
      return {
        identifier: instance.DBInstanceIdentifier!,
        status: instance.DBInstanceStatus!,
        class: instance.DBInstanceClass!,
        isWriter: IsClusterWriter ?? false,
        public: instance.PubliclyAccessible ?? false,
        minorUpgrades: instance.AutoMinorVersionUpgrade ?? false,
        restartPending: DBClusterParameterGroupStatus === 'pending-reboot',
      }
    })
    .toSorted((a, b) => a.identifier.localeCompare(b.identifier))
}

function settingsOf(want: ClusterSpec, around: DatabaseSurroundings) {
  const { min, max, pauseAfter } = want.capacity
  return {
    BackupRetentionPeriod: want.backupDays,
    DeletionProtection: want.deletionProtection,
    CopyTagsToSnapshot: true,
    DBSubnetGroupName: around.subnetGroup,
    VpcSecurityGroupIds: [...around.securityGroups],
    ServerlessV2ScalingConfiguration: {
      MinCapacity: min,
      MaxCapacity: max,
      ...(pauseAfter !== undefined && { SecondsUntilAutoPause: pauseAfter }),
    },
    ...(around.parameterGroup && { DBClusterParameterGroupName: around.parameterGroup }),
  }
}

/** What ModifyDBCluster is to be told of each change. */
function modificationOf(
  changes: readonly string[],
  want: ClusterSpec,
  have: ClusterState,
  around: DatabaseSurroundings,
): Omit<ModifyDBClusterMessage, 'DBClusterIdentifier'> {
  const settings = settingsOf(want, around)
  const group = { DBClusterParameterGroupName: around.parameterGroup ?? ownGroup(want) }
  const upgrade = isMajorChange(want, have) && { AllowMajorVersionUpgrade: true, ...group }
  const { ServerlessV2ScalingConfiguration } = settings
  const parts: Readonly<Record<string, Partial<ModifyDBClusterMessage>>> = {
    version: { EngineVersion: want.version, ...upgrade },
    'capacity.min': { ServerlessV2ScalingConfiguration },
    'capacity.max': { ServerlessV2ScalingConfiguration },
    'capacity.pauseAfter': { ServerlessV2ScalingConfiguration },
    backups: { BackupRetentionPeriod: settings.BackupRetentionPeriod },
    deletionProtection: { DeletionProtection: settings.DeletionProtection },
    tagsToSnapshots: { CopyTagsToSnapshot: true },
    securityGroups: { VpcSecurityGroupIds: settings.VpcSecurityGroupIds },
    parameterGroup: group,
  }
  return Object.assign({}, ...changes.map(path => parts[path]))
}
