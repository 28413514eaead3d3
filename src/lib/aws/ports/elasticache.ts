import { definePort } from '../port.ts'

/** ElastiCache: replication groups and the subnets they live in. */
export const elasticache = definePort({
  service: 'elasticache',
  load: () => import('@aws-sdk/client-elasticache'),
  client: 'ElastiCacheClient',
  operations: [
    'CreateCacheSubnetGroup',
    'CreateReplicationGroup',
    'DecreaseReplicaCount',
    'DeleteCacheSubnetGroup',
    'DeleteReplicationGroup',
    'DescribeCacheClusters',
    'DescribeCacheSubnetGroups',
    'DescribeReplicationGroups',
    'IncreaseReplicaCount',
    'ListTagsForResource',
    'ModifyCacheSubnetGroup',
    'ModifyReplicationGroup',
  ],
})
