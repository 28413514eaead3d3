import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { groupsIn } from './actions.ts'
import { loadBalancersOf } from './targets.ts'

/**
 * A target group belongs to one load balancer at the most.
 *
 * @throws AwsError TargetGroupAssociationLimit
 */
export function checkAssociation(call: Call, loadBalancerArn: string, actions: readonly Action[]): void {
  const taken = new Set(groupsIn(actions))
    .values()
    .find(arn => loadBalancersOf(call, arn).some(other => other !== loadBalancerArn))
  if (taken === undefined) return
  throw awsError(
    'TargetGroupAssociationLimit',
    `The following target groups cannot be associated with more than one load balancer: ${taken}`,
  )
}
