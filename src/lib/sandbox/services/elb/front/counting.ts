import type { Call } from '../../../service.ts'
import { observe } from '../../cloudwatch/observing.ts'
import { pathOf } from '../names.ts'
import type { Visit } from './decide.ts'

/** What became of a request. */
export interface Outcome {
  readonly status: number
  /** Whether the load balancer answered itself. */
  readonly isOwn: boolean
  /** ARN of the target group, where a target was chosen. */
  readonly targetGroup?: string | undefined
}

/**
 * Counts a request, if a target was chosen for it, and its answer.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function count(call: Call, visit: Visit, { status, isOwn, targetGroup }: Outcome): void {
  const kind = `${Math.floor(status / 100)}XX_Count`
  if (targetGroup !== undefined) add(call, visit, 'RequestCount', targetGroup)
  if (!isOwn && status >= 200) add(call, visit, `HTTPCode_Target_${kind}`, targetGroup)
  if (isOwn && status >= 300) add(call, visit, `HTTPCode_ELB_${kind}`)
}

function add(call: Call, { loadBalancerArn }: Visit, name: string, targetGroup?: string): void {
  const whole = { Name: 'LoadBalancer', Value: pathOf(loadBalancerArn) }
  const metric = { namespace: 'AWS/ApplicationELB', name, value: 1 }
  observe(call, { ...metric, dimensions: [whole] })
  if (targetGroup === undefined) return
  const group = { Name: 'TargetGroup', Value: targetGroup.split(':').at(-1)! }
  observe(call, { ...metric, dimensions: [whole, group] })
}
