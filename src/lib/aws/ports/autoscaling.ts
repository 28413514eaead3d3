import { definePort } from '../port.ts'

/** Application Auto Scaling: how many tasks a service has, and when. */
export const autoscaling = definePort({
  service: 'application-autoscaling',
  load: () => import('@aws-sdk/client-application-auto-scaling'),
  client: 'ApplicationAutoScalingClient',
  operations: [
    'DeleteScalingPolicy',
    'DeleteScheduledAction',
    'DeregisterScalableTarget',
    'DescribeScalableTargets',
    'DescribeScalingPolicies',
    'DescribeScheduledActions',
    'ListTagsForResource',
    'PutScalingPolicy',
    'PutScheduledAction',
    'RegisterScalableTarget',
    'TagResource',
  ],
})
