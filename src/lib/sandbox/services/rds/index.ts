import { defineService } from '../../service.ts'
import { backUp, backupOperations } from './backups.ts'
import { changeOperations } from './changes.ts'
import { instanceOperations } from './instances.ts'
import { advanceInstance } from './life.ts'
import { parameterGroupOperations } from './parameter-groups.ts'
import { advanceProxy, proxyOperations } from './proxies.ts'
import { proxyTargetOperations } from './proxy-targets.ts'
import { restoreOperations } from './restores.ts'
import { settleSnapshot, snapshotOperations } from './snapshots.ts'
import { subnetGroupOperations } from './subnet-groups.ts'
import { taggingOperations } from './tagging.ts'

/** RDS: instances of PostgreSQL and MySQL as records that take their time; there is no database in them. */
export const rds = defineService({
  id: 'rds',
  load: () => import('@aws-sdk/client-rds'),
  operations: {
    ...backupOperations,
    ...changeOperations,
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
    'rds.instance': advanceInstance,
    'rds.snapshot-taken': settleSnapshot,
    'rds.back-up': backUp,
    'rds.proxy': advanceProxy,
  },
})
