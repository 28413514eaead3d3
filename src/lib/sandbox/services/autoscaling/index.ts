import { defineService } from '../../service.ts'
import { keepWithinLimits } from './capacity.ts'
import { policyOperations } from './policies.ts'
import { runAction, scheduledActionOperations } from './scheduled-actions.ts'
import { targetOperations } from './targets.ts'

/** Application Auto Scaling of ECS services: limits, policies, and actions that run on the virtual clock. */
export const autoscaling = defineService({
  id: 'application-autoscaling',
  load: () => import('@aws-sdk/client-application-auto-scaling'),
  operations: { ...policyOperations, ...scheduledActionOperations, ...targetOperations },
  events: {
    'autoscaling.action': runAction,
    'autoscaling.limits': keepWithinLimits,
  },
  invalidInputCode: 'ValidationException',
})
