import type { DBInstanceAutomatedBackup } from '@aws-sdk/client-rds'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { findInstance } from './checks.ts'
import { type BackupKind, backUpDaily, beginDaily, forgetDaily, type Subject } from './daily-backups.ts'
import { takeSnapshot } from './snapshots.ts'
import { type InstanceRecord, instances, type RdsOperations, snapshots, subnetGroups } from './tables.ts'
import { tagsOf } from './tagging.ts'
import { restoreWindow } from './window.ts'

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

const kind: BackupKind<InstanceRecord> = {
  table: instances,
  event: 'rds.back-up',
  take: (call, instance, identifier) => takeSnapshot(call, instance, identifier, 'automated'),
  snapshots,
}

export function beginBackups(call: Call, identifier: string): void {
  beginDaily(kind, call, identifier)
}

/** One automated backup a day. */
export function backUp(subject: Subject, call: Call): void {
  backUpDaily(kind, call, subject)
}

export function forgetBackups(call: Call, instance: InstanceRecord): void {
  forgetDaily(kind, call, instance)
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
