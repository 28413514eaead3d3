import type { ForwardActionConfig } from '@aws-sdk/client-elastic-load-balancing-v2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { defaultRuleArn } from './names.ts'
import { listeners, rules, targetGroups } from './tables.ts'

/**
 * A client that sticks to a target has to stick to its group, too.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html
 *
 * @throws AwsError InvalidLoadBalancerAction
 */
export function checkGroupStickiness(call: Call, config: ForwardActionConfig): void {
  if (!letsClientsWander(config)) return
  const sticky = config.TargetGroups?.some(
    ({ TargetGroupArn = '' }) =>
      call.table(targetGroups).get(TargetGroupArn)?.attributes['stickiness.enabled'] === 'true',
  )
  if (!sticky) return
  throw awsError(
    'InvalidLoadBalancerAction',
    'You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups',
  )
}

/** @throws AwsError InvalidConfigurationRequest where a rule would not let clients stick to a target of the group */
export function checkTargetStickiness(call: Call, targetGroupArn: string): void {
  const found = forwardsOf(call).find(
    ({ config }) =>
      letsClientsWander(config) &&
      config.TargetGroups?.some(({ TargetGroupArn }) => TargetGroupArn === targetGroupArn),
  )
  if (!found) return
  throw awsError(
    'InvalidConfigurationRequest',
    `This target group appears behind a rule with group stickiness disabled (${found.ruleArn}). You must enable group stickiness before enabling target stickiness`,
  )
}

function letsClientsWander({ TargetGroups = [], TargetGroupStickinessConfig }: ForwardActionConfig): boolean {
  return TargetGroups.length > 1 && !TargetGroupStickinessConfig?.Enabled
}

function forwardsOf(call: Call): { ruleArn: string; config: ForwardActionConfig }[] {
  const all = [
    ...call.table(rules).values(),
    ...call
      .table(listeners)
      .values()
      .map(({ ListenerArn, DefaultActions }) => ({
        RuleArn: defaultRuleArn(ListenerArn),
        Actions: DefaultActions,
      })),
  ]
  return all.flatMap(({ RuleArn, Actions }) =>
    Actions.flatMap(({ ForwardConfig }) =>
      ForwardConfig ? { ruleArn: RuleArn, config: ForwardConfig } : [],
    ),
  )
}
