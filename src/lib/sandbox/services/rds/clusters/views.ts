import type { DBCluster, DBInstance } from '@aws-sdk/client-rds'
import type { Call } from '../../../service.ts'
import { zonesOf } from '../checks.ts'
import { subnetGroups } from '../tables.ts'
import { tagsOf } from '../tagging.ts'
import { restoreWindow } from '../window.ts'
import { membersOf } from './checks.ts'
import { shownScaling } from './scaling.ts'
import { type ClusterRecord, clusters } from './tables.ts'

export function shownCluster(record: ClusterRecord, call: Call): DBCluster {
  const { identifier, token, change, port } = record
  const members = membersOf(call, record)
  const window = restoreWindow(record, call)
  const domain = `${token}.${call.region}.rds.amazonaws.com`
  return {
    DBClusterIdentifier: identifier,
    DBClusterArn: record.arn,
    DbClusterResourceId: record.resourceId,
    Engine: record.engine,
    EngineVersion: record.version,
    EngineMode: 'provisioned',
    EngineLifecycleSupport: 'open-source-rds-extended-support',
    Status: statusOf(record, call),
    Endpoint: `${identifier}.cluster-${domain}`,
    ReaderEndpoint: `${identifier}.cluster-ro-${domain}`,
    HostedZoneId: 'Z29XKXDKYMONMX',
    Port: port,
    MasterUsername: record.username,
    DatabaseName: record.databaseName,
    AllocatedStorage: 1,
    StorageEncrypted: record.encrypted,
    ...(record.encrypted && { KmsKeyId: call.arn('key/aws-rds', 'kms') }),
    ClusterCreateTime: record.createdAt,
    PreferredBackupWindow: '03:00-03:30',
    PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
    BackupRetentionPeriod: record.backupDays,
    EarliestRestorableTime: window?.EarliestTime,
    LatestRestorableTime: window?.LatestTime,
    AvailabilityZones: zonesOf(call, call.table(subnetGroups).get(record.subnetGroup)?.subnetIds ?? []),
    MultiAZ: new Set(members.map(({ zone }) => zone)).size > 1,
    DBSubnetGroup: record.subnetGroup,
    DBClusterParameterGroup: record.parameterGroup,
    VpcSecurityGroups: record.securityGroups.map(VpcSecurityGroupId => ({
      VpcSecurityGroupId,
      Status: 'active',
    })),
    DBClusterMembers: members.map(member => ({
      DBInstanceIdentifier: member.identifier,
      IsClusterWriter: member.identifier === record.writer,
      DBClusterParameterGroupStatus: member.clusterRestartPending ? 'pending-reboot' : 'in-sync',
      PromotionTier: member.promotionTier,
    })),
    ServerlessV2ScalingConfiguration: record.scaling && shownScaling(record.scaling),
    PendingModifiedValues: {
      ...record.pending,
      ...(change?.values.version && { EngineVersion: change.values.version }),
      ...(change?.status === 'resetting-master-credentials' && { MasterUserPassword: '****' }),
    },
    CopyTagsToSnapshot: record.tagsToSnapshots,
    DeletionProtection: record.deletionProtection,
    IAMDatabaseAuthenticationEnabled: false,
    HttpEndpointEnabled: false,
    CrossAccountClone: false,
    AssociatedRoles: [],
    ReadReplicaIdentifiers: [],
    NetworkType: 'IPV4',
    ActivityStreamStatus: 'stopped',
    AutomaticRestartTime: record.restartsAt,
    TagList: [...tagsOf(call, record.arn)],
  }
}

function statusOf({ status, change }: ClusterRecord, call: Call): string {
  return change && call.now >= change.visibleAt ? change.status : status
}

/** What a member shows that belongs to its cluster. */
export function sharedWithMember(call: Call, identifier: string): Partial<DBInstance> {
  const cluster = call.table(clusters).get(identifier)
  const status = cluster && statusOf(cluster, call)
  return {
    DBClusterIdentifier: identifier,
    AllocatedStorage: 1,
    BackupRetentionPeriod: cluster?.backupDays,
    ...(status === 'upgrading' && { DBInstanceStatus: status }),
  }
}
