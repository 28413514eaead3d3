import { defineService } from '../../service.ts'
import { closeConnections } from './connections.ts'
import { front } from './front/index.ts'
import { listenerOperations } from './listeners.ts'
import { loadBalancerOperations, releaseInterfaces } from './load-balancers.ts'
import { ruleOperations } from './rules.ts'
import { taggingOperations } from './tagging.ts'
import { targetGroupOperations } from './target-groups.ts'
import { targetOperations } from './target-operations.ts'

/** Elastic Load Balancing v2: application load balancers, and the health of their targets. */
export const elb = defineService({
  id: 'elasticloadbalancing',
  load: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  operations: {
    ...listenerOperations,
    ...loadBalancerOperations,
    ...ruleOperations,
    ...taggingOperations,
    ...targetGroupOperations,
    ...targetOperations,
  },
  events: { 'elb.release': releaseInterfaces },
  routes: [front],
  resume: closeConnections,
})
