import type {
  Action,
  TargetGroupStickinessConfig,
  TargetGroupTuple,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Call } from '../../service.ts'
import { invalid } from './names.ts'
import { checkGroupStickiness } from './stickiness.ts'

/** "Target groups per action" of https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const mostGroups = 5

/**
 * A forward as AWS shows it: one group in both of its forms, several in the form that has weights.
 *
 * @throws AwsError ValidationError, InvalidLoadBalancerAction
 */
export function checkedForward(call: Call, action: Action): Action {
  const { TargetGroupArn: only, ForwardConfig, ...rest } = action
  const given = ForwardConfig?.TargetGroups ?? (only ? [{ TargetGroupArn: only }] : [])
  if (given.length === 0) throw invalid('A target group ARN must be specified')
  if (only !== undefined && (given.length > 1 || given[0]!.TargetGroupArn !== only)) {
    throw invalid(
      'If you specify both ForwardConfig and TargetGroupArn, you can specify only one target group using ForwardConfig and it must be the same target group specified in TargetGroupArn',
    )
  }
  if (given.length > mostGroups)
    throw invalid(`A forward action can have up to '${mostGroups}' target groups`)
  const TargetGroups = given.map(weighed)
  const TargetGroupStickinessConfig = checkedStickiness(ForwardConfig?.TargetGroupStickinessConfig)
  const config = { TargetGroups, TargetGroupStickinessConfig }
  checkGroupStickiness(call, config)
  return {
    ...rest,
    ...(given.length === 1 && { TargetGroupArn: given[0]!.TargetGroupArn }),
    ForwardConfig: config,
  }
}

function weighed({ TargetGroupArn, Weight = 1 }: TargetGroupTuple): TargetGroupTuple {
  if (Weight < 0 || Weight > 999)
    throw invalid('The weight for each target group must be between 0 and 999, inclusive')
  return { TargetGroupArn, Weight }
}

function checkedStickiness(config: TargetGroupStickinessConfig = {}): TargetGroupStickinessConfig {
  const { Enabled = false, DurationSeconds } = config
  const isOutside = DurationSeconds === undefined ? Enabled : DurationSeconds < 1 || DurationSeconds > 604_800
  if (isOutside) throw invalid('Target group stickiness duration must be between 1 and 604800 seconds')
  return { Enabled, ...(DurationSeconds !== undefined && { DurationSeconds }) }
}
