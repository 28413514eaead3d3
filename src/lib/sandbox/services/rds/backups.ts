import type { DBInstanceAutomatedBackup } from '@aws-sdk/client-rds'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { findInstance } from './checks.ts'
import { deleteSnapshot, takeSnapshot } from './snapshots.ts'
import {
  type InstanceRecord,
  instances,
  type RdsOperations,
  type SnapshotRecord,
  snapshots,
  subnetGroups,
} from './tables.ts'
import { tagsOf } from './tagging.ts'
import { restoreWindow } from './window.ts'

const day = 24 * 60 * 60_000

export const backupOperations = {
  DescribeDBInstanceAutomatedBackups(
    { DBInstanceIdentifier, DbiResourceId, Marker, MaxRecords = 100 },
    call,
  ) {
    const all = DBInstanceIdentifier
      ? [findInstance(call, DBInstanceIdentifier)]
      : call.table(instances).values()
    const backedUp = all.filter(
      one => one.backupDays > 0 && (DbiResourceId === undefined || one.resourceId === DbiResourceId),
    )
    const { items, next } = page(backedUp, Marker, MaxRecords)
    return { DBInstanceAutomatedBackups: items.map(one => shown(one, call)), Marker: next }
  },
} satisfies RdsOperations

/** Automated backups begin with a first one, as soon as an instance has a retention. */
export function beginBackups(call: Call, identifier: string): void {
  const instance = call.table(instances).get(identifier)
  if (!instance || instance.backupDays === 0 || instance.backedUpSince !== undefined) return
  call.table(instances).update(identifier, draft => {
    draft.backedUpSince = call.date
  })
  takeDaily(call, instance)
}

interface Subject {
  readonly identifier: string
  readonly resourceId: string
  /** Virtual ms: backups may have been ended, and begun again, since this one was planned. */
  readonly due: number
}

/** One automated backup a day. */
export function backUp({ identifier, resourceId, due }: Subject, call: Call): void {
  const instance = call.table(instances).get(identifier)
  if (instance?.resourceId === resourceId && instance.nextBackupAt === due) takeDaily(call, instance)
}

/** Those older than the retention go. */
function takeDaily(call: Call, instance: InstanceRecord): void {
  const { identifier, resourceId, backupDays } = instance
  const moment = call.date.toISOString().slice(0, 16).replaceAll(/[T:]/g, '-')
  if (instance.status === 'available')
    takeSnapshot(call, instance, `rds:${identifier}-${moment}`, 'automated')
  const outdated = automated(call, instance).filter(
    one => call.now - one.createdAt.getTime() > backupDays * day,
  )
  for (const one of outdated) deleteSnapshot(call, one)
  const due = call.now + day
  call.table(instances).update(identifier, draft => {
    draft.nextBackupAt = due
  })
  call.schedule(day, 'rds.back-up', { identifier, resourceId, due })
}

function automated(call: Call, { resourceId }: InstanceRecord): SnapshotRecord[] {
  return call.table(snapshots).filter(one => one.type === 'automated' && one.resourceId === resourceId)
}

export function forgetBackups(call: Call, instance: InstanceRecord): void {
  for (const one of automated(call, instance)) deleteSnapshot(call, one)
}

function shown(one: InstanceRecord, call: Call): DBInstanceAutomatedBackup {
  return {
    DBInstanceArn: one.arn,
    DbiResourceId: one.resourceId,
    DBInstanceAutomatedBackupsArn: call.arn(`auto-backup:ab-${one.resourceId.slice(3).toLowerCase()}`),
    Region: call.region,
    DBInstanceIdentifier: one.identifier,
    RestoreWindow: restoreWindow(one, call),
    AllocatedStorage: one.storage,
    StorageType: one.storageType,
    Status: one.backedUpSince ? 'active' : 'creating',
    Port: one.port,
    AvailabilityZone: one.zone,
    VpcId: call.table(subnetGroups).get(one.subnetGroup)?.vpcId,
    InstanceCreateTime: one.createdAt,
    MasterUsername: one.username,
    Engine: one.engine,
    EngineVersion: one.version,
    Encrypted: one.encrypted,
    BackupRetentionPeriod: one.backupDays,
    BackupTarget: 'region',
    TagList: [...tagsOf(call, one.arn)],
  }
}
