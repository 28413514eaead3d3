import type {
  ScalableTarget,
  ScalingActivity,
  ScalingPolicy,
  ScheduledAction,
} from '@aws-sdk/client-application-auto-scaling'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of Application Auto Scaling's operations. */
export type AutoscalingOperations = Operations<typeof import('@aws-sdk/client-application-auto-scaling')>

export interface TargetRecord extends ScalableTarget {
  readonly ResourceId: string
  MinCapacity: number
  MaxCapacity: number
  readonly ScalableTargetARN: string
}

/** By resource id, `service/CLUSTER/NAME`: the sandbox scales nothing but ECS services. */
export const scalableTargets = defineTable<TargetRecord>('autoscaling.targets')

export interface PolicyRecord extends ScalingPolicy {
  readonly PolicyARN: string
  readonly PolicyName: string
  readonly ResourceId: string
}

/** By `RESOURCE|POLICY`. */
export const scalingPolicies = defineTable<PolicyRecord>('autoscaling.policies')

export interface ActionRecord extends ScheduledAction {
  readonly ScheduledActionName: string
  readonly ScheduledActionARN: string
  readonly ResourceId: string
  readonly Schedule: string
  /** The event that runs it next, while it has a future. */
  next?: string | undefined
}

/** By `RESOURCE|ACTION`. */
export const scheduledActions = defineTable<ActionRecord>('autoscaling.actions')

/** By activity id. */
export const activities = defineTable<ScalingActivity>('autoscaling.activities')

/** Tags of scalable targets, by ARN. */
export const targetTags = defineTable<Record<string, string>>('autoscaling.tags')
