import type { TargetHealth } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { TargetRecord } from './tables.ts'

/** A target group's word on health. */
export interface HealthCheck {
  readonly intervalMs: number
  readonly healthyThreshold: number
  readonly unhealthyThreshold: number
  readonly deregistrationDelayMs: number
}

type Target = Pick<TargetRecord, 'registeredAt' | 'deregisteredAt' | 'upFrom' | 'downFrom' | 'code'>

/**
 * A target's health at a moment, out of nothing but what is known of it: no event needs to happen for it to change.
 * A check is made each interval after the registration.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 *
 * @returns undefined once it is drained and gone
 */
export function healthAt(now: number, target: Target, check: HealthCheck): TargetHealth | undefined {
  if (target.deregisteredAt !== undefined) {
    return now < target.deregisteredAt + check.deregistrationDelayMs ? draining : undefined
  }
  if (now >= turnsUnhealthyAt(target, check)) return failing(target.code)
  if (now >= turnsHealthyAt(target, check)) return { State: 'healthy' }
  const failed = Math.floor((Math.min(now, target.upFrom ?? now) - target.registeredAt) / check.intervalMs)
  if (failed >= check.unhealthyThreshold) return failing(target.code)
  return now - target.registeredAt < check.intervalMs ? registering : checking
}

function turnsHealthyAt({ registeredAt, upFrom }: Target, check: HealthCheck): number {
  if (upFrom === null) return Number.POSITIVE_INFINITY
  return nextCheck(registeredAt, upFrom, check) + (check.healthyThreshold - 1) * check.intervalMs
}

function turnsUnhealthyAt({ registeredAt, downFrom }: Target, check: HealthCheck): number {
  if (downFrom === null) return Number.POSITIVE_INFINITY
  return nextCheck(registeredAt, downFrom, check) + (check.unhealthyThreshold - 1) * check.intervalMs
}

/** The first check at or after a moment. */
function nextCheck(registeredAt: number, moment: number, { intervalMs }: HealthCheck): number {
  return registeredAt + Math.max(1, Math.ceil((moment - registeredAt) / intervalMs)) * intervalMs
}

const draining: TargetHealth = {
  State: 'draining',
  Reason: 'Target.DeregistrationInProgress',
  Description: 'Target deregistration is in progress',
}

export const registering: TargetHealth = {
  State: 'initial',
  Reason: 'Elb.RegistrationInProgress',
  Description: 'Target registration is in progress',
}

export const checking: TargetHealth = {
  State: 'initial',
  Reason: 'Elb.InitialHealthChecking',
  Description: 'Initial health checks in progress',
}

export function failing(code: number | undefined): TargetHealth {
  if (code === undefined) {
    return { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' }
  }
  return {
    State: 'unhealthy',
    Reason: 'Target.ResponseCodeMismatch',
    Description: `Health checks failed with these codes: [${code}]`,
  }
}
