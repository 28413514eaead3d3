import type { TargetHealth } from '@aws-sdk/client-elastic-load-balancing-v2'
import { checking, failing, type HealthCheck, registering } from './health.ts'

/** What came of one health check. */
export type ProbeResult = 'ok' | 'timeout' | 'refused' | { readonly code: number }

/** A target as its probes have found it so far. */
export interface Probed {
  readonly health: TargetHealth
  /** Good ones in a row, and bad ones. */
  readonly passed: number
  readonly failed: number
}

export const unprobed: Probed = { health: registering, passed: 0, failed: 0 }

/** The next state: it turns with so many results of one kind in a row as the target group's thresholds say. */
export function afterProbe(
  { health, passed, failed }: Probed,
  result: ProbeResult,
  { healthyThreshold, unhealthyThreshold }: HealthCheck,
): Probed {
  const before = health.State === 'initial' ? checking : health
  if (result === 'ok') {
    const isHealthy = passed + 1 >= healthyThreshold
    return { health: isHealthy ? { State: 'healthy' } : before, passed: passed + 1, failed: 0 }
  }
  const isUnhealthy = failed + 1 >= unhealthyThreshold
  return { health: isUnhealthy ? failureOf(result) : before, passed: 0, failed: failed + 1 }
}

function failureOf(result: Exclude<ProbeResult, 'ok'>): TargetHealth {
  if (result === 'refused') {
    return { State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' }
  }
  return failing(result === 'timeout' ? undefined : result.code)
}
