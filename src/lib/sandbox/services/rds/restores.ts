import { awsError } from '../../aws-error.ts'
import { findInstance, invalidCombination, invalidValue } from './checks.ts'
import { freeIdentifier, startInstance } from './creation.ts'
import { findSnapshot } from './snapshots.ts'
import type { RdsOperations } from './tables.ts'
import { tagsOf } from './tagging.ts'
import { shownInstance } from './views.ts'
import { restoreWindow } from './window.ts'

export const restoreOperations = {
  RestoreDBInstanceFromDBSnapshot(input, call) {
    const identifier = freeIdentifier(call, 'DBInstanceIdentifier', input.DBInstanceIdentifier)
    const snapshot = findSnapshot(call, input.DBSnapshotIdentifier ?? '')
    if (snapshot.status !== 'available')
      throw awsError('InvalidDBSnapshotState', `Snapshot ${snapshot.identifier} is not in available state.`)
    checkEngine(input.Engine, snapshot.engine)
    const { engine, version, username, databaseName, storage, encrypted } = snapshot
    const made = startInstance(
      call,
      {
        ...{ identifier, engine, version, username, databaseName, encrypted },
        storage: Math.max(storage, input.AllocatedStorage ?? 0),
      },
      {
        ...input,
        DBInstanceClass: input.DBInstanceClass ?? 'db.t4g.micro',
        StorageType: input.StorageType ?? snapshot.storageType,
        Tags: input.Tags ?? [...tagsOf(call, snapshot.arn)],
      },
    )
    return { DBInstance: shownInstance(made, call) }
  },

  RestoreDBInstanceToPointInTime(input, call) {
    const source = findInstance(call, input.SourceDBInstanceIdentifier ?? '')
    const identifier = freeIdentifier(call, 'TargetDBInstanceIdentifier', input.TargetDBInstanceIdentifier)
    const window = restoreWindow(source, call)
    if (!window) {
      throw awsError(
        'PointInTimeRestoreNotEnabled',
        `Point in time restore is not enabled on DB instance ${source.identifier}`,
      )
    }
    checkTime(input, window)
    checkEngine(input.Engine, source.engine)
    const { engine, version, username, databaseName, storage, encrypted } = source
    const made = startInstance(
      call,
      {
        ...{ identifier, engine, version, username, databaseName, encrypted },
        storage: Math.max(storage, input.AllocatedStorage ?? 0),
      },
      {
        ...input,
        DBInstanceClass: input.DBInstanceClass ?? source.class,
        DBSubnetGroupName: input.DBSubnetGroupName ?? source.subnetGroup,
        StorageType: input.StorageType ?? source.storageType,
        BackupRetentionPeriod: input.BackupRetentionPeriod ?? source.backupDays,
      },
    )
    return { DBInstance: shownInstance(made, call) }
  },
} satisfies RdsOperations

interface Moment {
  readonly RestoreTime?: Date | undefined
  readonly UseLatestRestorableTime?: boolean | undefined
}

/** @throws AwsError unless one moment is asked for, and can be restored */
export function checkTime(
  { RestoreTime, UseLatestRestorableTime }: Moment,
  { EarliestTime, LatestTime }: NonNullable<ReturnType<typeof restoreWindow>>,
): void {
  if ((RestoreTime === undefined) === !UseLatestRestorableTime)
    throw invalidCombination('Either RestoreTime or UseLatestRestorableTime must be specified, and not both.')
  if (RestoreTime && (RestoreTime < EarliestTime! || RestoreTime > LatestTime!)) {
    throw invalidValue(
      `The specified time ${RestoreTime.toISOString()} cannot be restored: it must be from ${EarliestTime!.toISOString()} to ${LatestTime!.toISOString()}.`,
    )
  }
}

/** @throws AwsError InvalidParameterCombination */
export function checkEngine(wanted: string | undefined, have: string): void {
  if (wanted !== undefined && wanted !== have)
    throw invalidCombination(`The engine ${wanted} does not match the source's, ${have}.`)
}
