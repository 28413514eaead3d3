import type { DBClusterSnapshot } from '@aws-sdk/client-rds'
import { awsError } from '../../../aws-error.ts'
import type { Call } from '../../../service.ts'
import { timings } from '../../../timings.ts'
import { page } from '../../paging.ts'
import { checkedIdentifier, invalidValue, zonesOf } from '../checks.ts'
import { licenseOf } from '../engines.ts'
import { type RdsOperations, subnetGroups } from '../tables.ts'
import { setTags, tagsOf } from '../tagging.ts'
import { type Deletion, deleteTaken, finalSnapshotName } from '../taken-snapshots.ts'
import { findCluster, requireState } from './checks.ts'
import { type ClusterRecord, type ClusterSnapshotRecord, clusterSnapshots } from './tables.ts'

export const clusterSnapshotOperations = {
  CreateDBClusterSnapshot({ DBClusterSnapshotIdentifier, DBClusterIdentifier, Tags }, call) {
    const identifier = checkedIdentifier('DBClusterSnapshotIdentifier', DBClusterSnapshotIdentifier, 255)
    const cluster = findCluster(call, DBClusterIdentifier)
    requireState(cluster, 'available')
    const made = takeClusterSnapshot(call, cluster, identifier, 'manual')
    setTags(call, made.arn, [...tagsOf(call, made.arn), ...(Tags ?? [])])
    return { DBClusterSnapshot: shown(made, call) }
  },

  DescribeDBClusterSnapshots(input, call) {
    const { DBClusterIdentifier: named, DBClusterSnapshotIdentifier, SnapshotType } = input
    const { Filters = [], Marker, MaxRecords = 100 } = input
    const all = DBClusterSnapshotIdentifier
      ? [findClusterSnapshot(call, DBClusterSnapshotIdentifier)]
      : call.table(clusterSnapshots).values()
    const wanted = all.filter(
      one =>
        (named === undefined ||
          one.cluster === named.toLowerCase() ||
          named.endsWith(`:cluster:${one.cluster}`)) &&
        (SnapshotType === undefined || one.type === SnapshotType) &&
        Filters.every(({ Name = '', Values = [] }) => Values.includes(fieldOf(one, Name))),
    )
    const { items, next } = page(wanted, Marker, MaxRecords)
    return { DBClusterSnapshots: items.map(one => shown(one, call)), Marker: next }
  },

  DeleteDBClusterSnapshot({ DBClusterSnapshotIdentifier }, call) {
    const found = findClusterSnapshot(call, DBClusterSnapshotIdentifier)
    if (found.type === 'automated') throw invalidSnapshotState('Only manual snapshots may be deleted.')
    requireAvailable(found)
    deleteTaken(call, clusterSnapshots, found)
    return { DBClusterSnapshot: shown(found, call) }
  },
} satisfies RdsOperations

/** @throws AwsError DBClusterSnapshotNotFoundFault; @param named its identifier, or its ARN */
export function findClusterSnapshot(call: Call, named: string): ClusterSnapshotRecord {
  const identifier = named.startsWith('arn:') ? (named.split(':cluster-snapshot:')[1] ?? named) : named
  const found = call.table(clusterSnapshots).get(identifier.toLowerCase())
  if (!found) throw awsError('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot ${identifier} not found.`)
  return found
}

/** @throws AwsError InvalidDBClusterSnapshotStateFault */
export function requireAvailable({ identifier, status }: ClusterSnapshotRecord): void {
  if (status !== 'available') throw invalidSnapshotState(`Snapshot ${identifier} is not in available state.`)
}

function invalidSnapshotState(message: string) {
  return awsError('InvalidDBClusterSnapshotStateFault', message)
}

/** @throws AwsError InvalidParameterCombination where nothing, or too much, is said of a last snapshot */
export function finalClusterSnapshot(call: Call, cluster: ClusterRecord, deletion: Deletion): void {
  const refusal = 'FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is enabled'
  const identifier = finalSnapshotName(deletion, refusal)
  if (identifier !== undefined) takeClusterSnapshot(call, cluster, identifier, 'manual')
}

/** @throws AwsError DBClusterSnapshotAlreadyExistsFault */
export function takeClusterSnapshot(
  call: Call,
  cluster: ClusterRecord,
  identifier: string,
  type: ClusterSnapshotRecord['type'],
): ClusterSnapshotRecord {
  if (call.table(clusterSnapshots).has(identifier)) {
    throw awsError(
      'DBClusterSnapshotAlreadyExistsFault',
      `Cannot create the cluster snapshot because one with the identifier ${identifier} already exists.`,
    )
  }
  const { engine, version, username, databaseName, encrypted, port, resourceId, backupDays } = cluster
  const group = call.table(subnetGroups).get(cluster.subnetGroup)
  const arn = call.arn(`cluster-snapshot:${identifier}`)
  if (cluster.tagsToSnapshots) setTags(call, arn, tagsOf(call, cluster.arn))
  call.schedule(timings.databaseSnapshotAvailable, 'rds.cluster-snapshot-taken', { identifier })
  return call.table(clusterSnapshots).put(identifier, {
    identifier,
    arn,
    cluster: cluster.identifier,
    clusterCreatedAt: cluster.createdAt,
    vpcId: group?.vpcId ?? '',
    zones: zonesOf(call, group?.subnetIds ?? []),
    type,
    status: 'creating',
    createdAt: call.date,
    ...{ engine, version, username, databaseName, encrypted, port, resourceId, backupDays },
  })
}

function fieldOf(one: ClusterSnapshotRecord, filter: string): string {
  if (filter === 'db-cluster-id') return one.cluster
  if (filter === 'db-cluster-snapshot-id') return one.identifier
  if (filter === 'snapshot-type') return one.type
  if (filter === 'engine') return one.engine
  throw invalidValue(`Unrecognized filter name: ${filter}`)
}

function shown(record: ClusterSnapshotRecord, call: Call): DBClusterSnapshot {
  return {
    DBClusterSnapshotIdentifier: record.identifier,
    DBClusterSnapshotArn: record.arn,
    DBClusterIdentifier: record.cluster,
    DbClusterResourceId: record.resourceId,
    SnapshotCreateTime: record.createdAt,
    ClusterCreateTime: record.clusterCreatedAt,
    SnapshotType: record.type,
    Status: record.status,
    PercentProgress: record.status === 'available' ? 100 : 0,
    Engine: record.engine,
    EngineMode: 'provisioned',
    EngineVersion: record.version,
    LicenseModel: licenseOf(record.engine),
    AllocatedStorage: 1,
    StorageEncrypted: record.encrypted,
    MasterUsername: record.username,
    Port: record.port,
    VpcId: record.vpcId,
    AvailabilityZones: record.zones,
    IAMDatabaseAuthenticationEnabled: false,
    TagList: [...tagsOf(call, record.arn)],
  }
}
