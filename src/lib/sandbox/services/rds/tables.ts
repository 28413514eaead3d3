import type { PendingModifiedValues, Tag, UserAuthConfig } from '@aws-sdk/client-rds'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'
import type { Engine } from './engines.ts'

/** Some of RDS's operations. */
export type RdsOperations = Operations<typeof import('@aws-sdk/client-rds')>

export interface SubnetGroupRecord {
  readonly name: string
  readonly arn: string
  description: string
  vpcId: string
  subnetIds: string[]
}

/** By name. */
export const subnetGroups = defineTable<SubnetGroupRecord>('rds.subnet-groups')

export interface ParameterGroupRecord {
  readonly name: string
  readonly arn: string
  readonly family: string
  readonly description: string
  /** What differs from the engine's defaults. */
  parameters: Record<string, string>
}

/** By name; AWS's own `default.…` groups are not among them. */
export const parameterGroups = defineTable<ParameterGroupRecord>('rds.parameter-groups')

/** By name, likewise. */
export const clusterParameterGroups = defineTable<ParameterGroupRecord>('rds.cluster-parameter-groups')

/** What can be changed of instances and of clusters alike. */
export interface CommonSettings {
  version: string
  backupDays: number
  deletionProtection: boolean
  tagsToSnapshots: boolean
  parameterGroup: string
  securityGroups: string[]
}

/** What ModifyDBInstance changes, in a form of its own. */
export interface Settings extends CommonSettings {
  class: string
  storage: number
  storageType: string
  multiZone: boolean
  public: boolean
  minorUpgrades: boolean
}

/** A change that is under way. */
export interface ChangeRecord<Values = Partial<Settings>> {
  /** Virtual ms: until then the status has not caught on. */
  readonly visibleAt: number
  readonly status: string
  readonly values: Values
}

/** What an instance and a cluster have alike, whatever their settings. */
export interface DatabaseRecord {
  readonly identifier: string
  readonly arn: string
  readonly resourceId: string
  readonly engine: Engine
  readonly username: string
  readonly databaseName: string | undefined
  readonly encrypted: boolean
  readonly port: number
  readonly subnetGroup: string
  /** When its first automated backup was; what came before cannot be restored. */
  backedUpSince?: Date | undefined
  /** Virtual ms. */
  nextBackupAt?: number | undefined
  /** When AWS starts it again, where it is stopped. */
  restartsAt?: Date | undefined
}

export interface InstanceRecord extends Settings, DatabaseRecord {
  readonly host: string
  readonly zone: string
  readonly networkInterfaceIds: string[]
  /** The cluster that it is a member of, where it is one. */
  readonly cluster?: string | undefined
  /** Who takes the writer's place before whom: the lowest first. */
  promotionTier?: number | undefined
  status: string
  /** When it was first available. */
  createdAt?: Date
  change?: ChangeRecord | undefined
  /** To be applied in the next maintenance window. */
  pending?: PendingModifiedValues
  restartPending: boolean
  /** Whether its cluster's parameters wait for a restart of it. */
  clusterRestartPending?: boolean
}

/** By identifier. */
export const instances = defineTable<InstanceRecord>('rds.instances')

/** What snapshots of instances and of clusters have alike. */
export interface CommonSnapshot
  extends Pick<DatabaseRecord, 'engine' | 'username' | 'databaseName' | 'encrypted' | 'port' | 'resourceId'> {
  readonly identifier: string
  readonly arn: string
  readonly version: string
  readonly vpcId: string
  readonly type: 'automated' | 'manual'
  status: 'creating' | 'available'
  readonly createdAt: Date
}

export interface SnapshotRecord
  extends CommonSnapshot,
    Pick<InstanceRecord, 'storage' | 'storageType' | 'zone'> {
  readonly instance: string
  readonly instanceCreatedAt: Date
}

/** By identifier. */
export const snapshots = defineTable<SnapshotRecord>('rds.snapshots')

export interface ProxyRecord {
  readonly name: string
  readonly arn: string
  readonly targetGroupArn: string
  readonly family: 'POSTGRESQL' | 'MYSQL'
  readonly host: string
  readonly vpcId: string
  readonly subnetIds: string[]
  readonly networkInterfaceIds: string[]
  readonly createdAt: Date
  auth: UserAuthConfig[]
  roleArn: string
  requiresTls: boolean
  idleTimeout: number
  securityGroups: string[]
  status: 'creating' | 'available' | 'deleting'
  target?: { readonly instance?: string; readonly cluster?: string; readonly since: number } | undefined
  pool: { MaxConnectionsPercent: number; MaxIdleConnectionsPercent: number; ConnectionBorrowTimeout: number }
}

/** By name. */
export const proxies = defineTable<ProxyRecord>('rds.proxies')

/** Tags of everything in RDS, by ARN. */
export const rdsTags = defineTable<Tag[]>('rds.tags')
