import { awsError } from '../../../aws-error.ts'
import { checkEngine, checkTime } from '../restores.ts'
import type { RdsOperations } from '../tables.ts'
import { tagsOf } from '../tagging.ts'
import { checkUpgrade, exactVersion } from '../versions.ts'
import { restoreWindow } from '../window.ts'
import { findCluster } from './checks.ts'
import { freeIdentifier, startCluster } from './creation.ts'
import { findClusterSnapshot, requireAvailable } from './snapshots.ts'
import { shownCluster } from './views.ts'

/** A restored cluster has no members, and no capacities unless they are said anew. */
export const clusterRestoreOperations = {
  RestoreDBClusterFromSnapshot(input, call) {
    const identifier = freeIdentifier(call, input.DBClusterIdentifier)
    const snapshot = findClusterSnapshot(call, input.SnapshotIdentifier)
    requireAvailable(snapshot)
    checkEngine(input.Engine, snapshot.engine)
    const { engine, username, databaseName, encrypted, backupDays } = snapshot
    const version = input.EngineVersion ? exactVersion(engine, input.EngineVersion) : snapshot.version
    checkUpgrade(engine, snapshot.version, version, true)
    const made = startCluster(
      call,
      { identifier, engine, version, username, databaseName, encrypted },
      {
        ...input,
        BackupRetentionPeriod: backupDays,
        Tags: input.Tags ?? [...tagsOf(call, snapshot.arn)],
      },
    )
    return { DBCluster: shownCluster(made, call) }
  },

  RestoreDBClusterToPointInTime(input, call) {
    const source = findCluster(call, input.SourceDBClusterIdentifier ?? '')
    const identifier = freeIdentifier(call, input.DBClusterIdentifier)
    const window = restoreWindow(source, call)
    if (!window)
      throw awsError('InvalidRestoreFault', `DB cluster ${source.identifier} has no backups to restore yet.`)
    const { RestoreToTime: RestoreTime, UseLatestRestorableTime } = input
    checkTime({ RestoreTime, UseLatestRestorableTime }, window)
    const { engine, version, username, databaseName, encrypted } = source
    const made = startCluster(
      call,
      { identifier, engine, version, username, databaseName, encrypted },
      {
        ...input,
        DBSubnetGroupName: input.DBSubnetGroupName ?? source.subnetGroup,
        BackupRetentionPeriod: source.backupDays,
      },
    )
    return { DBCluster: shownCluster(made, call) }
  },
} satisfies RdsOperations
