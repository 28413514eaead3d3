import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { page } from '../paging.ts'
import { checkedIdentifier, findInstance, invalidValue, requireAvailable } from './checks.ts'
import {
  type InstanceRecord,
  type RdsOperations,
  type SnapshotRecord,
  snapshots,
  subnetGroups,
} from './tables.ts'
import { setTags, tagsOf } from './tagging.ts'
import { deleteTaken } from './taken-snapshots.ts'
import { shownSnapshot } from './views.ts'

export const snapshotOperations = {
  CreateDBSnapshot({ DBSnapshotIdentifier, DBInstanceIdentifier, Tags }, call) {
    const identifier = checkedIdentifier('DBSnapshotIdentifier', DBSnapshotIdentifier, 255)
    const instance = findInstance(call, DBInstanceIdentifier)
    if (instance.cluster) {
      throw invalidValue(
        'The specified instance is a member of a cluster and a snapshot cannot be created directly. Please use the CreateDBClusterSnapshot API instead.',
      )
    }
    requireAvailable(instance)
    checkNameIsFree(call, identifier)
    const made = takeSnapshot(call, instance, identifier, 'manual')
    setTags(call, made.arn, [...tagsOf(call, made.arn), ...(Tags ?? [])])
    return { DBSnapshot: shownSnapshot(made, call) }
  },

  DescribeDBSnapshots(input, call) {
    const { DBInstanceIdentifier, DBSnapshotIdentifier, SnapshotType, Marker, MaxRecords = 100 } = input
    const all = DBSnapshotIdentifier
      ? [findSnapshot(call, DBSnapshotIdentifier)]
      : call.table(snapshots).values()
    const wanted = all.filter(
      one =>
        (DBInstanceIdentifier === undefined || one.instance === DBInstanceIdentifier.toLowerCase()) &&
        (SnapshotType === undefined || one.type === SnapshotType),
    )
    const { items, next } = page(wanted, Marker, MaxRecords)
    return { DBSnapshots: items.map(one => shownSnapshot(one, call)), Marker: next }
  },

  DeleteDBSnapshot({ DBSnapshotIdentifier }, call) {
    const found = findSnapshot(call, DBSnapshotIdentifier)
    if (found.type === 'automated' || found.status !== 'available') {
      throw awsError(
        'InvalidDBSnapshotState',
        found.type === 'automated'
          ? 'Only manual snapshots may be deleted.'
          : `Cannot delete the snapshot because it is not currently in the available or failed state.`,
      )
    }
    deleteTaken(call, snapshots, found)
    return { DBSnapshot: shownSnapshot(found, call) }
  },
} satisfies RdsOperations

/** @throws AwsError DBSnapshotNotFound */
export function findSnapshot(call: Call, identifier: string): SnapshotRecord {
  const name = identifier.startsWith('arn:') ? identifier.split(':snapshot:')[1]! : identifier
  const found = call.table(snapshots).get(name.toLowerCase())
  if (!found) throw awsError('DBSnapshotNotFound', `DBSnapshot ${identifier} not found.`)
  return found
}

/** @throws AwsError DBSnapshotAlreadyExists */
export function checkNameIsFree(call: Call, identifier: string): void {
  if (!call.table(snapshots).has(identifier)) return
  throw awsError(
    'DBSnapshotAlreadyExists',
    `Cannot create the snapshot because a snapshot with the identifier ${identifier} already exists.`,
  )
}

export function takeSnapshot(
  call: Call,
  instance: InstanceRecord,
  identifier: string,
  type: SnapshotRecord['type'],
): SnapshotRecord {
  const { engine, version, username, databaseName, storage, storageType, encrypted, zone, port, resourceId } =
    instance
  const arn = call.arn(`snapshot:${identifier}`)
  if (instance.tagsToSnapshots) setTags(call, arn, tagsOf(call, instance.arn))
  call.schedule(timings.databaseSnapshotAvailable, 'rds.snapshot-taken', { identifier })
  return call.table(snapshots).put(identifier, {
    identifier,
    arn,
    instance: instance.identifier,
    instanceCreatedAt: instance.createdAt ?? call.date,
    vpcId: call.table(subnetGroups).get(instance.subnetGroup)?.vpcId ?? '',
    type,
    status: 'creating',
    createdAt: call.date,
    ...{ engine, version, username, databaseName, storage, storageType, encrypted, zone, port, resourceId },
  })
}
