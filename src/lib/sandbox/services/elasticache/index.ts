import { defineService } from '../../service.ts'
import { changeEvents, changeOperations } from './changes.ts'
import { groupEvents, groupOperations } from './groups.ts'
import { subnetGroupOperations } from './subnet-groups.ts'
import { taggingOperations } from './tagging.ts'

/** ElastiCache: replication groups without shards, and the subnets they live in. Nothing answers at their endpoints. */
export const elasticache = defineService({
  id: 'elasticache',
  load: () => import('@aws-sdk/client-elasticache'),
  operations: { ...changeOperations, ...groupOperations, ...subnetGroupOperations, ...taggingOperations },
  events: { ...changeEvents, ...groupEvents },
  invalidInputCode: 'InvalidParameterValueException',
})
