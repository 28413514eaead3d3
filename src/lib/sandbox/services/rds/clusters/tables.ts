import type { ClusterPendingModifiedValues } from '@aws-sdk/client-rds'
import { defineTable } from '../../../store.ts'
import type { ChangeRecord, CommonSettings, CommonSnapshot, DatabaseRecord } from '../tables.ts'
import type { Activity } from './activity.ts'

/** In Aurora capacity units. */
export interface Scaling {
  min: number
  max: number
  /** Seconds without a connection; only where `min` is 0. */
  pauseAfter?: number | undefined
}

/** What ModifyDBCluster changes, in a form of its own. */
export interface ClusterSettings extends CommonSettings {
  scaling?: Scaling | undefined
}

type ClusterStatus = 'creating' | 'available' | 'stopping' | 'stopped' | 'starting' | 'deleting'

export interface ClusterRecord extends ClusterSettings, DatabaseRecord {
  /** What the names of its endpoints, and of its members', have in common. */
  readonly token: string
  readonly createdAt: Date
  status: ClusterStatus
  /** The member that writes, where there is one. */
  writer?: string | undefined
  change?: ChangeRecord<Partial<ClusterSettings>> | undefined
  /** To be applied in the next maintenance window. */
  pending?: ClusterPendingModifiedValues
}

/** By identifier. */
export const clusters = defineTable<ClusterRecord>('rds.clusters')

/** By a cluster's resource id. */
export const activities = defineTable<Activity>('rds.cluster-activities')

export interface ClusterSnapshotRecord extends CommonSnapshot, Pick<ClusterRecord, 'backupDays'> {
  readonly cluster: string
  readonly clusterCreatedAt: Date
  readonly zones: string[]
}

/** By identifier. */
export const clusterSnapshots = defineTable<ClusterSnapshotRecord>('rds.cluster-snapshots')
