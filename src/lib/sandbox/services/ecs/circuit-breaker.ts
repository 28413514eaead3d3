import type { DeploymentConfiguration } from '@aws-sdk/client-ecs'

/**
 * How many failed tasks in a row fail a deployment: by default half of the desired count, from 3 to 200.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export function failureThreshold(
  { deploymentCircuitBreaker }: DeploymentConfiguration,
  desired: number,
): number {
  const { type = 'BOUNDED_PERCENT', value = 50 } = deploymentCircuitBreaker?.thresholdConfiguration ?? {}
  if (type === 'COUNT') return value
  const share = Math.ceil((desired * value) / 100)
  return type === 'BOUNDED_PERCENT' ? Math.max(3, Math.min(200, share)) : share
}

export function isTripped(
  configuration: DeploymentConfiguration,
  desired: number,
  failedTasks: number,
): boolean {
  return (
    configuration.deploymentCircuitBreaker?.enable === true &&
    failedTasks >= failureThreshold(configuration, desired)
  )
}

/** Failures in a row after which the scheduler says that it cannot start tasks consistently, and slows down. */
export const inconsistentAfter = 10

/**
 * How long the scheduler waits before it starts another task, at most 27 minutes.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
export function restartDelayMs(failedTasks: number): number {
  if (failedTasks < inconsistentAfter) return 0
  return Math.min(27 * 60_000, 60_000 * 2 ** (failedTasks - inconsistentAfter))
}
