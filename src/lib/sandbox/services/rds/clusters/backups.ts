import type { Call } from '../../../service.ts'
import { type BackupKind, backUpDaily, beginDaily, forgetDaily, type Subject } from '../daily-backups.ts'
import { takeClusterSnapshot } from './snapshots.ts'
import { type ClusterRecord, clusterSnapshots, clusters } from './tables.ts'

const kind: BackupKind<ClusterRecord> = {
  table: clusters,
  event: 'rds.back-up-cluster',
  take: (call, cluster, identifier) => takeClusterSnapshot(call, cluster, identifier, 'automated'),
  snapshots: clusterSnapshots,
}

export function beginClusterBackups(call: Call, identifier: string): void {
  beginDaily(kind, call, identifier)
}

/** One automated backup a day. */
export function backUpCluster(subject: Subject, call: Call): void {
  backUpDaily(kind, call, subject)
}

export function forgetClusterBackups(call: Call, cluster: ClusterRecord): void {
  forgetDaily(kind, call, cluster)
}
