import { awsError } from '../../aws-error.ts'
import { page } from '../paging.ts'
import { serviceOf, targetOf } from './capacity.ts'
import { removePolicy } from './policies.ts'
import { removeAction } from './scheduled-actions.ts'
import {
  type AutoscalingOperations,
  activities,
  scalableTargets,
  scalingPolicies,
  scheduledActions,
  targetTags,
} from './tables.ts'

const role = 'ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService'

const alreadyTagged =
  'The scalable target that you tried to tag already exists. To update tags on an existing scalable target, use the TagResource API.'

export const targetOperations = {
  /** Registers, or changes what is mentioned. */
  RegisterScalableTarget(
    { ServiceNamespace, ResourceId, ScalableDimension, SuspendedState, Tags, ...limits },
    call,
  ) {
    if (ServiceNamespace !== 'ecs') {
      throw awsError('NotImplemented', `The sandbox does not scale ${ServiceNamespace}.`, 501)
    }
    const before = call.table(scalableTargets).get(ResourceId)
    if (before && Tags) throw invalid(alreadyTagged)
    if (!serviceOf(call, ResourceId)) throw invalid(`ECS service doesn't exist: ${ResourceId}`)
    const MinCapacity = limits.MinCapacity ?? before?.MinCapacity
    const MaxCapacity = limits.MaxCapacity ?? before?.MaxCapacity
    if (MinCapacity === undefined) throw invalid('Min capacity must be specified')
    if (MaxCapacity === undefined) throw invalid('Max capacity must be specified')
    if (MinCapacity > MaxCapacity) throw invalid('Maximum capacity cannot be less than minimum capacity')
    const ScalableTargetARN = before?.ScalableTargetARN ?? call.arn(`scalable-target/${call.id('', 36)}`)
    call.table(scalableTargets).put(ResourceId, {
      ServiceNamespace,
      ResourceId,
      ScalableDimension,
      MinCapacity,
      MaxCapacity,
      RoleARN: `arn:aws:iam::${call.account}:role/aws-service-role/${role}`,
      CreationTime: before?.CreationTime ?? call.date,
      SuspendedState: {
        DynamicScalingInSuspended: false,
        DynamicScalingOutSuspended: false,
        ScheduledScalingSuspended: false,
        ...before?.SuspendedState,
        ...SuspendedState,
      },
      ScalableTargetARN,
    })
    if (Tags) call.table(targetTags).put(ScalableTargetARN, Tags)
    call.schedule(1000, 'autoscaling.limits', {
      resourceId: ResourceId,
      cause: `minimum capacity was set to ${MinCapacity}`,
    })
    return { ScalableTargetARN }
  },

  DescribeScalableTargets(
    { ServiceNamespace, ResourceIds, ScalableDimension, MaxResults = 50, NextToken },
    call,
  ) {
    const found = call
      .table(scalableTargets)
      .filter(
        target =>
          target.ServiceNamespace === ServiceNamespace &&
          (ResourceIds?.includes(target.ResourceId) ?? true) &&
          (ScalableDimension ?? target.ScalableDimension) === target.ScalableDimension,
      )
    const { items, next } = page(found, NextToken, MaxResults)
    return { ScalableTargets: items, NextToken: next }
  },

  /** Its policies and scheduled actions go with it. */
  DeregisterScalableTarget(input, call) {
    const { ResourceId, ScalableTargetARN } = targetOf(call, input)
    for (const policy of call.table(scalingPolicies).filter(one => one.ResourceId === ResourceId)) {
      removePolicy(call, policy)
    }
    for (const action of call.table(scheduledActions).filter(one => one.ResourceId === ResourceId)) {
      removeAction(call, action)
    }
    call.table(scalableTargets).delete(ResourceId)
    call.table(targetTags).delete(ScalableTargetARN)
    return {}
  },

  DescribeScalingActivities({ ResourceId, MaxResults = 50, NextToken }, call) {
    const found = call
      .table(activities)
      .filter(activity => (ResourceId ?? activity.ResourceId) === activity.ResourceId)
      .reverse()
    const { items, next } = page(found, NextToken, MaxResults)
    return { ScalingActivities: items, NextToken: next }
  },

  TagResource({ ResourceARN, Tags }, call) {
    call.table(targetTags).put(ResourceARN, { ...call.table(targetTags).get(ResourceARN), ...Tags })
    return {}
  },

  UntagResource({ ResourceARN, TagKeys }, call) {
    const kept = Object.entries(call.table(targetTags).get(ResourceARN) ?? {}).filter(
      ([key]) => !TagKeys.includes(key),
    )
    call.table(targetTags).put(ResourceARN, Object.fromEntries(kept))
    return {}
  },

  ListTagsForResource({ ResourceARN }, call) {
    if (!call.table(scalableTargets).find(({ ScalableTargetARN }) => ScalableTargetARN === ResourceARN)) {
      throw awsError('ResourceNotFoundException', `The specified resource ${ResourceARN} does not exist`)
    }
    return { Tags: call.table(targetTags).get(ResourceARN) ?? {} }
  },
} satisfies AutoscalingOperations

function invalid(message: string) {
  return awsError('ValidationException', message)
}
