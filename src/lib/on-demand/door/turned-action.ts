import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Leads } from './index.ts'

/** Seconds; the shortest that AWS takes. */
const shortest = 1

/**
 * What a rule does that leads to a service, or to the waker while the service sleeps. Stickiness between the two groups
 * is on, for as short as may be: AWS refuses sessions that stick to a task in a rule of several groups without it.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html. Pure.
 * @param service, waker ARNs of their target groups
 */
export function turnedAction(service: string, waker: string, to: Leads): Action {
  return {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: service, Weight: to === 'service' ? 1 : 0 },
        { TargetGroupArn: waker, Weight: to === 'waker' ? 1 : 0 },
      ],
      TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: shortest },
    },
  }
}
