import { defineService } from '../../src/lib/sandbox/service.ts'

/** An Application Auto Scaling that moves nothing. */
export const autoscaling = defineService({
  id: 'application-autoscaling',
  load: () => import('@aws-sdk/client-application-auto-scaling'),
  operations: {
    DescribeScalableTargets: () => ({ ScalableTargets: [] }),
    DescribeScalingPolicies: () => ({ ScalingPolicies: [] }),
    DescribeScheduledActions: () => ({ ScheduledActions: [] }),
    RegisterScalableTarget: () => ({}),
  },
})
