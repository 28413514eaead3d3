import type { PutScalingPolicyRequest } from '@aws-sdk/client-application-auto-scaling'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { alarms } from '../cloudwatch/tables.ts'
import { page } from '../paging.ts'
import { targetOf } from './capacity.ts'
import { type AutoscalingOperations, type PolicyRecord, scalingPolicies } from './tables.ts'

export const policyOperations = {
  PutScalingPolicy(input, call) {
    const target = targetOf(call, input)
    checkPolicy(input)
    const key = `${input.ResourceId}|${input.PolicyName}`
    const before = call.table(scalingPolicies).get(key)
    const Alarms = before?.Alarms ?? makeAlarms(call, input)
    const id = target.ScalableTargetARN.split('/').at(-1)
    const PolicyARN =
      before?.PolicyARN ??
      call.arn(
        `scalingPolicy:${id}:resource/ecs/${input.ResourceId}:policyName/${input.PolicyName}`,
        'autoscaling',
      )
    call.table(scalingPolicies).put(key, {
      ...input,
      PolicyType: input.PolicyType ?? 'StepScaling',
      PolicyARN,
      Alarms,
      CreationTime: before?.CreationTime ?? call.date,
    })
    return { PolicyARN, Alarms: [...Alarms] }
  },

  DescribeScalingPolicies({ PolicyNames, ResourceId, MaxResults = 50, NextToken }, call) {
    const found = call
      .table(scalingPolicies)
      .filter(
        policy =>
          (PolicyNames?.includes(policy.PolicyName) ?? true) &&
          (ResourceId ?? policy.ResourceId) === policy.ResourceId,
      )
    const { items, next } = page(found, NextToken, MaxResults)
    return { ScalingPolicies: items, NextToken: next }
  },

  DeleteScalingPolicy({ PolicyName, ResourceId }, call) {
    const policy = call.table(scalingPolicies).get(`${ResourceId}|${PolicyName}`)
    if (!policy) {
      throw awsError(
        'ObjectNotFoundException',
        `No scaling policy found for policy name: ${PolicyName}, resource ID: ${ResourceId}`,
      )
    }
    removePolicy(call, policy)
    return {}
  },
} satisfies AutoscalingOperations

/** A policy's alarms go with it. */
export function removePolicy(call: Call, { ResourceId, PolicyName, Alarms = [] }: PolicyRecord): void {
  for (const { AlarmName = '' } of Alarms) call.table(alarms).delete(AlarmName)
  call.table(scalingPolicies).delete(`${ResourceId}|${PolicyName}`)
}

function checkPolicy(input: PutScalingPolicyRequest): void {
  const configuration = input.TargetTrackingScalingPolicyConfiguration
  if (input.PolicyType !== 'TargetTrackingScaling') return
  if (!configuration) throw invalid('TargetTrackingScalingPolicyConfiguration must be specified')
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized } =
    configuration
  if (!predefined === !customized)
    throw invalid('Exactly one of predefined or customized metric must be specified')
  if (predefined?.PredefinedMetricType === 'ALBRequestCountPerTarget' && !predefined.ResourceLabel) {
    throw invalid('Resource label must be specified for the predefined metric type ALBRequestCountPerTarget')
  }
}

/** A target-tracking policy has an alarm to scale out by, and unless that is disabled, one to scale in by. */
function makeAlarms(
  call: Call,
  { ResourceId, TargetTrackingScalingPolicyConfiguration: tracking }: PutScalingPolicyRequest,
) {
  if (!tracking) return []
  return (tracking.DisableScaleIn ? ['High'] : ['High', 'Low']).map(level => {
    const AlarmName = `TargetTracking-${ResourceId}-Alarm${level}-${crypto.randomUUID()}`
    const AlarmARN = call.arn(`alarm:${AlarmName}`, 'cloudwatch')
    call.table(alarms).put(AlarmName, {
      AlarmName,
      AlarmArn: AlarmARN,
      AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy of ${ResourceId}.`,
      ActionsEnabled: true,
      OKActions: [],
      AlarmActions: [],
      InsufficientDataActions: [],
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      StateUpdatedTimestamp: call.date,
      ComparisonOperator: level === 'High' ? 'GreaterThanThreshold' : 'LessThanThreshold',
      Threshold: tracking.TargetValue! * (level === 'High' ? 1 : 0.9),
      EvaluationPeriods: level === 'High' ? 3 : 15,
      Period: 60,
      Statistic: 'Average',
      Namespace: 'AWS/ECS',
      Tags: [],
    })
    return { AlarmName, AlarmARN }
  })
}

function invalid(message: string) {
  return awsError('ValidationException', message)
}
