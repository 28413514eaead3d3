import type {
  TargetDescription,
  TargetHealth,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { mayInvoke } from '../lambda/permissions.ts'
import { healthAt } from './health.ts'
import { invalid } from './names.ts'
import { type FunctionTargetRecord, functionTargets, type TargetGroupRecord } from './tables.ts'
import { healthCheckOf, isInUse, unused } from './targets.ts'

/**
 * Registers the one function of a target group.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 *
 * @throws AwsError AccessDenied where the function's policy does not let the target group call it; InvalidTarget,
 *   TooManyTargets, ValidationError
 */
export function registerFunction(
  call: Call,
  { TargetGroupArn }: TargetGroupRecord,
  targets: readonly TargetDescription[],
): void {
  for (const { Id: arn = '', Port } of targets) {
    if (!/^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w$:-]+$/.test(arn))
      throw awsError('InvalidTarget', `The target '${arn}' is not a valid Lambda function ARN`)
    if (Port !== undefined)
      throw invalid("Port cannot be specified for targets of target groups with target type 'lambda'")
    const before = call.table(functionTargets).get(TargetGroupArn)
    if (before?.arn === arn) continue
    if (before)
      throw awsError('TooManyTargets', "The maximum number of targets per target group '1' has been reached")
    if (!isAllowed(call, TargetGroupArn, arn)) {
      throw awsError(
        'AccessDenied',
        `elasticloadbalancing principal does not have permission to invoke ${arn} from target group ${TargetGroupArn}`,
        403,
      )
    }
    call.table(functionTargets).put(TargetGroupArn, { arn, registeredAt: call.now })
  }
}

/** Whether a function lets a target group call it. */
export function isAllowed(call: Call, targetGroupArn: string, functionArn: string): boolean {
  return mayInvoke(call, functionArn, 'elasticloadbalancing.amazonaws.com', targetGroupArn)
}

/** Lets go of the function at once: there is no connection that could drain. */
export function deregisterFunction(
  call: Call,
  { TargetGroupArn }: TargetGroupRecord,
  targets: readonly TargetDescription[],
): void {
  const { arn } = call.table(functionTargets).get(TargetGroupArn) ?? {}
  if (targets.some(({ Id }) => Id === arn)) call.table(functionTargets).delete(TargetGroupArn)
}

/** The function as DescribeTargetHealth shows it; none where there is none, or another is asked for. */
export function functionHealth(
  call: Call,
  group: TargetGroupRecord,
  asked: (id: string) => boolean,
): TargetHealthDescription[] {
  const target = call.table(functionTargets).get(group.TargetGroupArn)
  if (!target || !asked(target.arn)) return []
  const Target = { Id: target.arn, AvailabilityZone: 'all' }
  return [{ Target, TargetHealth: healthOf(call, group, target) }]
}

/** Checks, where they are on, are taken as passed: the function is not called for them. */
function healthOf(
  call: Call,
  group: TargetGroupRecord,
  { registeredAt }: FunctionTargetRecord,
): TargetHealth {
  if (!isInUse(call, group.TargetGroupArn)) return unused
  if (!group.HealthCheckEnabled) return unavailable
  const target = { registeredAt, upFrom: registeredAt, downFrom: null }
  return healthAt(call.now, target, healthCheckOf(group))!
}

const unavailable: TargetHealth = {
  State: 'unavailable',
  Reason: 'Target.HealthCheckDisabled',
  Description: 'Health checks are not enabled for this target',
}
