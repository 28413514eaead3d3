import { defineService } from '../../service.ts'
import { backUp, backupOperations } from './backups.ts'
import { changeOperations } from './changes.ts'
import { backUpCluster } from './clusters/backups.ts'
import { lookAtCapacity } from './clusters/capacity.ts'
import { clusterChangeOperations } from './clusters/changes.ts'
import { clusterOperations } from './clusters/clusters.ts'
import { advanceCluster } from './clusters/life.ts'
import { clusterParameterGroupOperations } from './clusters/parameter-groups.ts'
import { clusterRestoreOperations } from './clusters/restores.ts'
import { clusterSnapshotOperations } from './clusters/snapshots.ts'
import { clusterSnapshots } from './clusters/tables.ts'
import { parameterGroupOperations } from './instance-parameter-groups.ts'
import { instanceOperations } from './instances.ts'
import { advanceInstance } from './life.ts'
import { advanceProxy, proxyOperations } from './proxies.ts'
import { proxyTargetOperations } from './proxy-targets.ts'
import { restoreOperations } from './restores.ts'
import { snapshotOperations } from './snapshots.ts'
import { subnetGroupOperations } from './subnet-groups.ts'
import { snapshots } from './tables.ts'
import { taggingOperations } from './tagging.ts'
import { settling } from './taken-snapshots.ts'

/** RDS: instances of PostgreSQL and MySQL, and clusters of Aurora, as records that take their time; there is no database in them. */
export const rds = defineService({
  id: 'rds',
  load: () => import('@aws-sdk/client-rds'),
  operations: {
    ...backupOperations,
    ...changeOperations,
    ...clusterChangeOperations,
    ...clusterOperations,
    ...clusterParameterGroupOperations,
    ...clusterRestoreOperations,
    ...clusterSnapshotOperations,
    ...instanceOperations,
    ...parameterGroupOperations,
    ...proxyOperations,
    ...proxyTargetOperations,
    ...restoreOperations,
    ...snapshotOperations,
    ...subnetGroupOperations,
    ...taggingOperations,
  },
  events: {
    'rds.cluster': advanceCluster,
    'rds.cluster-capacity': lookAtCapacity,
    'rds.cluster-snapshot-taken': settling(clusterSnapshots),
    'rds.back-up-cluster': backUpCluster,
    'rds.instance': advanceInstance,
    'rds.snapshot-taken': settling(snapshots),
    'rds.back-up': backUp,
    'rds.proxy': advanceProxy,
  },
})
