import type { ClusterPendingModifiedValues } from '@aws-sdk/client-rds'
import { defineTable } from '../../../store.ts'
import type { Engine } from '../engines.ts'
import type { ChangeRecord } from '../tables.ts'
import type { Activity } from './activity.ts'

/** In Aurora capacity units. */
export interface Scaling {
  min: number
  max: number
  /** Seconds without a connection; only where `min` is 0. */
  pauseAfter?: number | undefined
}

/** What ModifyDBCluster changes, in a form of its own. */
export interface ClusterSettings {
  version: string
  backupDays: number
  deletionProtection: boolean
  tagsToSnapshots: boolean
  parameterGroup: string
  securityGroups: string[]
  scaling?: Scaling | undefined
}

type ClusterStatus = 'creating' | 'available' | 'stopping' | 'stopped' | 'starting' | 'deleting'

export interface ClusterRecord extends ClusterSettings {
  readonly identifier: string
  readonly arn: string
  readonly resourceId: string
  readonly engine: Engine
  readonly username: string
  readonly databaseName: string | undefined
  readonly encrypted: boolean
  /** What the names of its endpoints, and of its members', have in common. */
  readonly token: string
  readonly port: number
  readonly subnetGroup: string
  readonly createdAt: Date
  status: ClusterStatus
  /** The member that writes, where there is one. */
  writer?: string | undefined
  /** When its first automated backup was; what came before cannot be restored. */
  backedUpSince?: Date | undefined
  /** Virtual ms. */
  nextBackupAt?: number | undefined
  change?: ChangeRecord<Partial<ClusterSettings>> | undefined
  /** To be applied in the next maintenance window. */
  pending?: ClusterPendingModifiedValues
  /** When AWS starts it again, where it is stopped. */
  restartsAt?: Date | undefined
}

/** By identifier. */
export const clusters = defineTable<ClusterRecord>('rds.clusters')

/** By a cluster's resource id. */
export const activities = defineTable<Activity>('rds.cluster-activities')

export interface ClusterSnapshotRecord
  extends Pick<
    ClusterRecord,
    'engine' | 'version' | 'username' | 'databaseName' | 'encrypted' | 'port' | 'resourceId' | 'backupDays'
  > {
  readonly identifier: string
  readonly arn: string
  readonly cluster: string
  readonly clusterCreatedAt: Date
  readonly vpcId: string
  readonly zones: string[]
  readonly type: 'automated' | 'manual'
  status: 'creating' | 'available'
  readonly createdAt: Date
}

/** By identifier. */
export const clusterSnapshots = defineTable<ClusterSnapshotRecord>('rds.cluster-snapshots')
