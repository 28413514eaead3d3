import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import type { TableOf } from '../../store.ts'

/**
 * Names of load balancers and target groups.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
 *
 * @throws AwsError ValidationError
 */
export function checkName(kind: 'load balancer' | 'target group', name: string): void {
  const problem =
    name.length > 32
      ? "cannot be longer than '32' characters"
      : !/^[A-Za-z0-9-]+$/.test(name)
        ? 'can only contain characters that are alphanumeric characters and hyphens(-)'
        : /^-|-$/.test(name)
          ? 'cannot begin or end with a hyphen(-)'
          : kind === 'load balancer' && name.startsWith('internal-')
            ? "cannot begin with 'internal-'"
            : undefined
  if (problem) throw invalid(`The ${kind} name '${name}' ${problem}`)
}

export function invalid(message: string) {
  return awsError('ValidationError', message)
}

const notFoundCodes: Readonly<Record<string, readonly [code: string, message: string]>> = {
  'elb.load-balancers': ['LoadBalancerNotFound', 'One or more load balancers not found'],
  'elb.target-groups': ['TargetGroupNotFound', 'One or more target groups not found'],
  'elb.listeners': ['ListenerNotFound', 'One or more listeners not found'],
  'elb.rules': ['RuleNotFound', 'One or more rules not found'],
}

/** @throws AwsError with the kind's own not-found code */
export function find<Value>(call: Call, of: TableOf<Value>, arn: string): Value {
  return call.table(of).get(arn) ?? missing(of)
}

/** @throws AwsError with the kind's own not-found code */
export function missing(of: TableOf<unknown>): never {
  const [code, message] = notFoundCodes[of.name]!
  throw awsError(code, message)
}

/** The part of an ARN that other ARNs are built upon: `app/NAME/ID`. */
export function pathOf(arn: string): string {
  return arn
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^[^/]+\//, '')
}

const defaultEnd = '/default'

/** ARN of the rule that a listener's default actions are shown as. */
export function defaultRuleArn(listenerArn: string): string {
  return listenerArn.replace(':listener/', ':listener-rule/') + defaultEnd
}

/** ARN of the listener whose default rule it is; undefined for any other rule. */
export function listenerOfDefault(ruleArn: string): string | undefined {
  if (!ruleArn.endsWith(defaultEnd)) return undefined
  return ruleArn.replace(':listener-rule/', ':listener/').slice(0, -defaultEnd.length)
}
