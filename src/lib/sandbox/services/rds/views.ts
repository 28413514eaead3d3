import type { DBInstance, DBSnapshot, PendingModifiedValues } from '@aws-sdk/client-rds'
import type { Call } from '../../service.ts'
import { sharedWithMember } from './clusters/views.ts'
import { licenseOf } from './engines.ts'
import { shownSubnetGroup } from './subnet-groups.ts'
import { type InstanceRecord, type Settings, type SnapshotRecord, subnetGroups } from './tables.ts'
import { tagsOf } from './tagging.ts'
import { restoreWindow } from './window.ts'

export function shownInstance(record: InstanceRecord, call: Call): DBInstance {
  const { change, engine } = record
  const isCatchingOn = change !== undefined && call.now < change.visibleAt
  const group = call.table(subnetGroups).get(record.subnetGroup)
  return {
    DBInstanceIdentifier: record.identifier,
    DBInstanceArn: record.arn,
    DbiResourceId: record.resourceId,
    DBInstanceClass: record.class,
    Engine: engine,
    EngineVersion: record.version,
    EngineLifecycleSupport: 'open-source-rds-extended-support',
    LicenseModel: licenseOf(engine),
    DBInstanceStatus: change && !isCatchingOn ? change.status : record.status,
    MasterUsername: record.username,
    DBName: record.databaseName,
    Endpoint: record.createdAt && { Address: record.host, Port: record.port, HostedZoneId: 'Z29XKXDKYMONMX' },
    AllocatedStorage: record.storage,
    StorageType: record.storageType,
    ...(record.storageType === 'gp3' && { Iops: 3000, StorageThroughput: 125 }),
    StorageEncrypted: record.encrypted,
    ...(record.encrypted && { KmsKeyId: call.arn('key/aws-rds', 'kms') }),
    InstanceCreateTime: record.createdAt,
    PreferredBackupWindow: '03:00-03:30',
    PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
    BackupRetentionPeriod: record.backupDays,
    BackupTarget: 'region',
    LatestRestorableTime: restoreWindow(record, call)?.LatestTime,
    DBSecurityGroups: [],
    VpcSecurityGroups: record.securityGroups.map(VpcSecurityGroupId => ({
      VpcSecurityGroupId,
      Status: 'active',
    })),
    DBParameterGroups: [
      {
        DBParameterGroupName: record.parameterGroup,
        ParameterApplyStatus: record.restartPending ? 'pending-reboot' : 'in-sync',
      },
    ],
    OptionGroupMemberships: [
      { OptionGroupName: `default:${engine}-${record.version.split('.')[0]}`, Status: 'in-sync' },
    ],
    AvailabilityZone: record.zone,
    DBSubnetGroup: group && shownSubnetGroup(group, call),
    PendingModifiedValues: {
      ...record.pending,
      ...(change && pendingOf(change.values)),
      ...(change?.status === 'resetting-master-credentials' && { MasterUserPassword: '****' }),
    },
    MultiAZ: record.multiZone,
    AutoMinorVersionUpgrade: record.minorUpgrades,
    PubliclyAccessible: record.public,
    CopyTagsToSnapshot: record.tagsToSnapshots,
    DeletionProtection: record.deletionProtection,
    IAMDatabaseAuthenticationEnabled: false,
    MonitoringInterval: 0,
    PerformanceInsightsEnabled: false,
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
    NetworkType: 'IPV4',
    AutomaticRestartTime: record.restartsAt,
    ReadReplicaDBInstanceIdentifiers: [],
    TagList: [...tagsOf(call, record.arn)],
    ...(record.cluster !== undefined && {
      PromotionTier: record.promotionTier,
      ...sharedWithMember(call, record.cluster),
    }),
  }
}

/** How AWS names settings that are yet to come into force. */
export function pendingOf(values: Partial<Settings>): PendingModifiedValues {
  const pending: PendingModifiedValues = {
    DBInstanceClass: values.class,
    AllocatedStorage: values.storage,
    EngineVersion: values.version,
    MultiAZ: values.multiZone,
    StorageType: values.storageType,
  }
  return Object.fromEntries(Object.entries(pending).filter(([, value]) => value !== undefined))
}

export function shownSnapshot(record: SnapshotRecord, call: Call): DBSnapshot {
  return {
    DBSnapshotIdentifier: record.identifier,
    DBSnapshotArn: record.arn,
    DBInstanceIdentifier: record.instance,
    DbiResourceId: record.resourceId,
    SnapshotCreateTime: record.createdAt,
    OriginalSnapshotCreateTime: record.createdAt,
    InstanceCreateTime: record.instanceCreatedAt,
    SnapshotType: record.type,
    SnapshotTarget: 'region',
    Status: record.status,
    PercentProgress: record.status === 'available' ? 100 : 0,
    Engine: record.engine,
    EngineVersion: record.version,
    LicenseModel: licenseOf(record.engine),
    AllocatedStorage: record.storage,
    StorageType: record.storageType,
    Encrypted: record.encrypted,
    MasterUsername: record.username,
    Port: record.port,
    VpcId: record.vpcId,
    AvailabilityZone: record.zone,
    IAMDatabaseAuthenticationEnabled: false,
    TagList: [...tagsOf(call, record.arn)],
  }
}
