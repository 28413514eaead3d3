import type { RolloutOutcome } from '../../events/index.ts'
import type { DeploymentSnapshot } from '../live/deployments.ts'

export type Verdict =
  | { readonly state: 'moving'; readonly detail?: string }
  | { readonly state: 'ended'; readonly outcome: RolloutOutcome; readonly detail?: string }

/**
 * What a deployment's snapshot means for the release that caused it. Success is only ever that this very
 * deployment is SUCCESSFUL: a stable service may be stable on the old revision. Pure.
 * @param deployment undefined while AWS does not show it yet
 * @param newest ARN of the service's newest deployment, where it is known
 * @param tripped seconds since its circuit breaker was first seen to have tripped
 */
export function decide(deployment: DeploymentSnapshot | undefined, newest?: string, tripped = 0): Verdict {
  if (!deployment) return { state: 'moving', detail: 'not visible yet' }
  const { status, statusReason, rollbackReason, requested } = deployment
  const why = rollbackReason ?? statusReason
  switch (status) {
    case 'SUCCESSFUL':
      return ended('succeeded', requested === 0 ? 'no task runs: the count is 0' : undefined)
    case 'ROLLBACK_SUCCESSFUL':
      return ended('rolled-back', why)
    case 'ROLLBACK_FAILED':
      return ended('rollback-failed', why)
    case 'STOPPED':
      return newest !== undefined && newest !== deployment.arn
        ? ended('replaced', 'another deployment of this service took its place')
        : ended('stopped', why)
    case 'ROLLBACK_REQUESTED':
    case 'ROLLBACK_IN_PROGRESS':
      return moving(why ? `ECS is rolling back: ${why}` : 'ECS is rolling back')
    case 'STOP_REQUESTED':
      return moving('being stopped')
    default:
      return underway(deployment, tripped)
  }
}

/** Seconds in which ECS begins a rollback once the breaker has tripped; it takes a few. */
const rollbackBegins = 180

function underway({ breaker, predecessor }: DeploymentSnapshot, tripped: number): Verdict {
  if (breaker?.status === 'TRIGGERED') {
    const failed = `${breaker.failures} tasks failed`
    // Without a revision to return to, the breaker starts no more tasks and leaves the deployment as it is.
    if (!predecessor) return ended('stalled', `${failed}, and there is no earlier revision to return to`)
    // The same where none of the earlier ones ever completed.
    if (tripped > rollbackBegins) return ended('stalled', `${failed}, and ECS has begun no rollback`)
  }
  if (breaker && breaker.failures > 0) {
    return moving(`${breaker.failures} of at most ${breaker.threshold} tasks failed`)
  }
  return moving()
}

function ended(outcome: RolloutOutcome, detail?: string): Verdict {
  return detail === undefined ? { state: 'ended', outcome } : { state: 'ended', outcome, detail }
}

function moving(detail?: string): Verdict {
  return detail === undefined ? { state: 'moving' } : { state: 'moving', detail }
}
