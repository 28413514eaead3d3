import type { Rule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2'
import { wakerEntrance } from './on-demand/waker-entrance.ts'
import type { PathRule } from './rule-order.ts'
import type { PlacedRule } from './rule-placement.ts'

export interface RuleSpec extends PathRule {
  /** Whether it leads to the waker while the service sleeps: the functions turn it, and both ways are as wanted. */
  readonly turns: boolean
}

/** What a rule does, in a line: shown in plans, and the same for rules that do the same. Pure. */
export function textOf({ service, paths, turns }: RuleSpec, host: string | undefined): string {
  const target = turns ? `${service} or ${wakerEntrance}` : service
  return `${[...(host ? [host] : []), ...paths.toSorted()].join(' ')} → ${target}`
}

/** A standing rule, in the same words. Pure. */
export function placed(rule: Rule, services: ReadonlyMap<string, string>): PlacedRule {
  const [host] = valuesOf('host-header', rule)
  const paths = valuesOf('path-pattern', rule)
  const groups = groupsOf(rule).map(arn => services.get(arn) ?? arn)
  const service = groups.find(id => id !== wakerEntrance) ?? wakerEntrance
  const turns = groups.length > 1 && groups.includes(wakerEntrance)
  return {
    arn: rule.RuleArn!,
    priority: Number(rule.Priority),
    text: textOf({ service, paths, turns }, host),
  }
}

/** ARNs of the target groups that a rule leads to, those without weight included. */
function groupsOf({ Actions = [] }: Rule): string[] {
  const { TargetGroupArn, ForwardConfig } = Actions[0] ?? {}
  const groups = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn }]
  return groups.flatMap(({ TargetGroupArn: arn }) => arn ?? [])
}

function valuesOf(field: 'host-header' | 'path-pattern', { Conditions = [] }: Rule): string[] {
  const condition: RuleCondition | undefined = Conditions.find(({ Field }) => Field === field)
  const config = field === 'host-header' ? condition?.HostHeaderConfig : condition?.PathPatternConfig
  return config?.Values ?? condition?.Values ?? []
}
