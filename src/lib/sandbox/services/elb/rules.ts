import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { checkedActions } from './actions.ts'
import { checkAssociation } from './association.ts'
import { checkedConditions } from './conditions.ts'
import { defaultRuleArn, find, invalid, listenerOfDefault, pathOf } from './names.ts'
import { type ElbOperations, type ListenerRecord, listeners, type RuleRecord, rules } from './tables.ts'
import { forgetTags, setTags } from './tagging.ts'

export const ruleOperations = {
  CreateRule({ ListenerArn, Conditions, Priority, Actions, Tags, Transforms }, call) {
    const { LoadBalancerArn } = find(call, listeners, ListenerArn)
    checkPriorities(call, ListenerArn, new Map([['', Priority]]))
    checkAssociation(call, LoadBalancerArn, Actions)
    const RuleArn = call.arn(`listener-rule/${pathOf(ListenerArn)}/${call.id('', 16)}`)
    const made = call.table(rules).put(RuleArn, {
      RuleArn,
      ListenerArn,
      priority: Priority,
      Conditions: checkedConditions(Conditions),
      Actions: checkedActions(call, Actions),
      Transforms,
    })
    setTags(call, RuleArn, Tags ?? [])
    return { Rules: [shown(made)] }
  },

  DescribeRules({ ListenerArn, RuleArns, Marker, PageSize = 400 }, call) {
    if (ListenerArn === undefined && !RuleArns) throw invalid('Either a listener or rules must be specified')
    const chosen = RuleArns
      ? RuleArns.map(arn => byArn(call, arn))
      : allOf(call, find(call, listeners, ListenerArn!))
    const { items, next } = page(chosen, Marker, PageSize)
    return { Rules: items, NextMarker: next }
  },

  ModifyRule({ RuleArn, Conditions, Actions, Transforms, ResetTransforms }, call) {
    if (listenerOfDefault(RuleArn)) {
      throw awsError('OperationNotPermitted', `Default rule '${RuleArn}' cannot be modified`)
    }
    const { ListenerArn } = find(call, rules, RuleArn)
    checkAssociation(call, find(call, listeners, ListenerArn).LoadBalancerArn, Actions ?? [])
    const conditions = Conditions && checkedConditions(Conditions)
    const actions = Actions && checkedActions(call, Actions)
    const after = call.table(rules).update(RuleArn, draft => {
      if (conditions) draft.Conditions = conditions
      if (actions) draft.Actions = actions
      if (Transforms || ResetTransforms) draft.Transforms = Transforms
    })
    return { Rules: [shown(after)] }
  },

  DeleteRule({ RuleArn }, call) {
    if (listenerOfDefault(RuleArn)) {
      throw awsError('OperationNotPermitted', `Default rule '${RuleArn}' cannot be deleted`)
    }
    find(call, rules, RuleArn)
    call.table(rules).delete(RuleArn)
    forgetTags(call, RuleArn)
    return {}
  },

  /** All at once, so that two rules can trade places; or none. */
  SetRulePriorities({ RulePriorities }, call) {
    const wanted = new Map(RulePriorities.map(({ RuleArn = '', Priority = 0 }) => [RuleArn, Priority]))
    const found = [...wanted.keys()].map(arn => find(call, rules, arn))
    for (const { ListenerArn } of found) checkPriorities(call, ListenerArn, wanted)
    const after = found.map(({ RuleArn }) =>
      call.table(rules).update(RuleArn, draft => {
        draft.priority = wanted.get(RuleArn)!
      }),
    )
    return { Rules: after.map(shown) }
  },
} satisfies ElbOperations

/**
 * @param wanted new priorities by rule ARN
 * @throws AwsError PriorityInUse, ValidationError
 */
function checkPriorities(call: Call, listenerArn: string, wanted: ReadonlyMap<string, number>): void {
  const staying = call
    .table(rules)
    .filter(rule => rule.ListenerArn === listenerArn && !wanted.has(rule.RuleArn))
    .map(({ priority }) => priority)
  const taken = new Set(staying)
  for (const priority of wanted.values()) {
    if (priority < 1 || priority > 50_000)
      throw invalid(`Priority '${priority}' must be between '1' and '50000'`)
    if (taken.has(priority)) throw awsError('PriorityInUse', `Priority '${priority}' is currently in use`)
    taken.add(priority)
  }
}

/** In order of priority. */
export function rulesOf(call: Call, listenerArn: string): RuleRecord[] {
  return call
    .table(rules)
    .filter(rule => rule.ListenerArn === listenerArn)
    .sort((a, b) => a.priority - b.priority)
}

function allOf(call: Call, listener: ListenerRecord): Rule[] {
  return [...rulesOf(call, listener.ListenerArn).map(shown), defaultRule(listener)]
}

function byArn(call: Call, arn: string): Rule {
  const listener = listenerOfDefault(arn)
  return listener ? defaultRule(find(call, listeners, listener)) : shown(find(call, rules, arn))
}

function defaultRule({ ListenerArn, DefaultActions }: ListenerRecord): Rule {
  return {
    RuleArn: defaultRuleArn(ListenerArn),
    Priority: 'default',
    Conditions: [],
    Actions: DefaultActions,
    IsDefault: true,
  }
}

function shown({ RuleArn, priority, Conditions, Actions, Transforms }: RuleRecord): Rule {
  return { RuleArn, Priority: String(priority), Conditions, Actions, Transforms, IsDefault: false }
}
