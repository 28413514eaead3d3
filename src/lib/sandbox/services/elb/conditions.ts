import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2'
import { invalid } from './names.ts'

const configs = {
  'host-header': 'HostHeaderConfig',
  'http-header': 'HttpHeaderConfig',
  'http-request-method': 'HttpRequestMethodConfig',
  'path-pattern': 'PathPatternConfig',
  'query-string': 'QueryStringConfig',
  'source-ip': 'SourceIpConfig',
} as const

const most = 5

/**
 * Checks a rule's conditions, and answers them as AWS shows them: path and host patterns in both of their forms.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 *
 * @throws AwsError ValidationError
 */
export function checkedConditions(conditions: readonly RuleCondition[]): RuleCondition[] {
  if (conditions.length === 0) throw invalid('A condition must be specified')
  const values = conditions.flatMap(valuesOf)
  if (values.length > most) throw invalid(`A rule can only have '${most}' condition values`)
  return conditions.map(checked)
}

export function valuesOf(condition: RuleCondition): unknown[] {
  const config = condition[configs[condition.Field as keyof typeof configs] ?? 'PathPatternConfig']
  return config?.Values ?? condition.Values ?? []
}

function checked(condition: RuleCondition): RuleCondition {
  const { Field } = condition
  if (!Field || !(Field in configs)) {
    throw invalid(`Condition field '${Field}' must be one of '[${Object.keys(configs).join(', ')}]'`)
  }
  const values = valuesOf(condition)
  if (values.length === 0) throw invalid('A condition value must be specified')
  if (Field !== 'path-pattern' && Field !== 'host-header') return condition
  const patterns = values as string[]
  const long = patterns.find(pattern => pattern.length > 128)
  if (long !== undefined)
    throw invalid(`The condition value '${long}' cannot be longer than '128' characters`)
  return { Field, Values: patterns, [configs[Field]]: { Values: patterns } }
}
