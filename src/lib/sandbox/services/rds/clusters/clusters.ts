import { timings } from '../../../timings.ts'
import { page } from '../../paging.ts'
import { invalidCombination, invalidValue } from '../checks.ts'
import { checkedDatabaseName, checkedUsername, checkPassword } from '../credentials.ts'
import { checkedEngine, isAurora } from '../engines.ts'
import type { RdsOperations } from '../tables.ts'
import { exactVersion, usual } from '../versions.ts'
import { findCluster, invalidClusterState, membersOf, requireState } from './checks.ts'
import { freeIdentifier, startCluster } from './creation.ts'
import { finalClusterSnapshot } from './snapshots.ts'
import { start, stop } from './stopping.ts'
import { type ClusterRecord, clusters } from './tables.ts'
import { shownCluster } from './views.ts'

export const clusterOperations = {
  CreateDBCluster(input, call) {
    const { Engine, EngineVersion, EngineMode = 'provisioned', MasterUserPassword } = input
    const engine = checkedEngine(Engine)
    if (!isAurora(engine)) throw invalidValue(`The sandbox makes no clusters of the engine ${engine}.`)
    if (EngineMode !== 'provisioned')
      throw invalidCombination(`The engine mode ${EngineMode} you requested is currently unavailable.`)
    const identifier = freeIdentifier(call, input.DBClusterIdentifier)
    const username = checkedUsername(engine, input.MasterUsername)
    if (!input.ManageMasterUserPassword) checkPassword(engine, MasterUserPassword)
    const core = {
      identifier,
      engine,
      version: exactVersion(engine, EngineVersion ?? usual[engine]),
      username,
      databaseName: checkedDatabaseName(engine, input.DatabaseName),
      encrypted: input.StorageEncrypted ?? false,
    }
    return { DBCluster: shownCluster(startCluster(call, core, input), call) }
  },

  DescribeDBClusters({ DBClusterIdentifier, Filters = [], Marker, MaxRecords = 100 }, call) {
    const all = DBClusterIdentifier ? [findCluster(call, DBClusterIdentifier)] : call.table(clusters).values()
    const wanted = all.filter(one =>
      Filters.every(({ Name = '', Values = [] }) =>
        fieldsOf(one, Name).some(field => Values.includes(field)),
      ),
    )
    const { items, next } = page(wanted, Marker, MaxRecords)
    return { DBClusters: items.map(one => shownCluster(one, call)), Marker: next }
  },

  DeleteDBCluster(input, call) {
    const cluster = findCluster(call, input.DBClusterIdentifier)
    const { identifier, resourceId } = cluster
    if (cluster.deletionProtection) {
      throw invalidCombination(
        'Cannot delete protected Cluster, please disable deletion protection and try again.',
      )
    }
    if (membersOf(call, cluster).some(({ status }) => status !== 'deleting')) {
      throw invalidClusterState(
        'Cluster cannot be deleted, it still contains DB instances in non-deleting state.',
      )
    }
    requireState(cluster, 'available', 'creating')
    finalClusterSnapshot(call, cluster, input)
    // The answer still shows it as it was (Aurora User Guide, "Deleting an empty Aurora cluster").
    const before = shownCluster(cluster, call)
    call.table(clusters).update(identifier, draft => {
      draft.status = 'deleting'
    })
    call.schedule(timings.databaseClusterDeleted, 'rds.cluster', { identifier, resourceId, step: 'deleted' })
    return { DBCluster: before }
  },

  StopDBCluster({ DBClusterIdentifier }, call) {
    const cluster = findCluster(call, DBClusterIdentifier)
    requireState(cluster, 'available')
    return { DBCluster: shownCluster(stop(call, cluster), call) }
  },

  StartDBCluster({ DBClusterIdentifier }, call) {
    const cluster = findCluster(call, DBClusterIdentifier)
    requireState(cluster, 'stopped', 'inaccessible-encryption-credentials-recoverable')
    return { DBCluster: shownCluster(start(call, cluster), call) }
  },
} satisfies RdsOperations

function fieldsOf(one: ClusterRecord, filter: string): string[] {
  if (filter === 'db-cluster-id') return [one.identifier, one.arn]
  if (filter === 'db-cluster-resource-id') return [one.resourceId]
  if (filter === 'engine') return [one.engine]
  throw invalidValue(`Unrecognized filter name: ${filter}`)
}
