import type { DBInstanceAutomatedBackup } from '@aws-sdk/client-rds'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { findInstance } from './checks.ts'
import { deleteSnapshot, takeSnapshot } from './snapshots.ts'
import { type InstanceRecord, instances, type RdsOperations, snapshots, subnetGroups } from './tables.ts'
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

/** Automated backups begin with the first one, as soon as an instance has a retention. */
export function beginBackups(call: Call, identifier: string): void {
  const instance = call.table(instances).get(identifier)
  if (!instance || instance.backupDays === 0) return
  if (instance.backedUpSince === undefined) {
    call.table(instances).update(identifier, draft => {
      draft.backedUpSince = call.date
    })
  }
  backUp({ identifier, resourceId: instance.resourceId }, call)
}

interface Subject {
  readonly identifier: string
  readonly resourceId: string
}

/** One automated backup a day; those older than the retention go. */
export function backUp({ identifier, resourceId }: Subject, call: Call): void {
  const instance = call.table(instances).get(identifier)
  if (!instance || instance.resourceId !== resourceId || instance.backupDays === 0) return
  const own = call.table(snapshots).filter(one => one.type === 'automated' && one.resourceId === resourceId)
  const newest = Math.max(0, ...own.map(one => one.createdAt.getTime()))
  if (call.now - newest >= day && instance.status === 'available') {
    const moment = call.date.toISOString().slice(0, 16).replaceAll(/[T:]/g, '-')
    takeSnapshot(call, instance, `rds:${identifier}-${moment}`, 'automated')
    call.schedule(day, 'rds.back-up', { identifier, resourceId })
  }
  const outdated = own.filter(one => call.now - one.createdAt.getTime() > instance.backupDays * day)
  for (const one of outdated) deleteSnapshot(call, one)
}

export function forgetBackups(call: Call, { resourceId }: InstanceRecord): void {
  const own = call.table(snapshots).filter(one => one.type === 'automated' && one.resourceId === resourceId)
  for (const one of own) deleteSnapshot(call, one)
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
