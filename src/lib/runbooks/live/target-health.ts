import type { Ports } from '../../aws/index.ts'

/** What the load balancer thinks of the tasks of one target group. */
export interface TargetHealth {
  readonly healthy: number
  /** Registered, and not (yet) answering as they should. */
  readonly waiting: readonly WaitingTarget[]
  readonly draining: number
}

export interface WaitingTarget {
  /** Address and port. */
  readonly target: string
  readonly state: string
  /** ELB's code, such as `Target.Timeout`. */
  readonly reason: string
  /** ELB's sentence, where there is one besides the code. */
  readonly description?: string | undefined
}

/** Reads the health of a target group's targets. */
export async function readTargetHealth(
  { elb }: Ports,
  TargetGroupArn: string,
  signal?: AbortSignal,
): Promise<TargetHealth> {
  const { TargetHealthDescriptions = [] } = await elb.describeTargetHealth({ TargetGroupArn }, { signal })
  const targets = TargetHealthDescriptions.map(({ Target, TargetHealth: health }) => ({
    target: `${Target?.Id}:${Target?.Port}`,
    state: health?.State ?? 'unknown',
    reason: health?.Reason ?? health?.Description ?? '',
    description: health?.Reason && health.Description,
  }))
  const count = (wanted: string) => targets.filter(({ state }) => state === wanted).length
  return {
    healthy: count('healthy'),
    waiting: targets.filter(({ state }) => state !== 'healthy' && state !== 'draining'),
    draining: count('draining'),
  }
}
