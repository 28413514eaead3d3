import type { RolloutOutcome } from '../../events/index.ts'
import type { ReleasedService, ReleaseRecord, ServiceOutcome } from '../../releases/record.ts'
import type { Rollout, RolloutResult } from '../rollout/follow.ts'

type Services = ReleaseRecord['services']

/** What a record says of services whose rollouts have begun. Pure. */
export function withRollouts(services: Services, rollouts: readonly Rollout[]): Services {
  return patched(services, rollouts, ({ deployment, taskDefinition, desired }) => ({
    deployment,
    taskDefinition,
    desired,
    outcome: 'pending',
  }))
}

/** What a record says of services whose rollouts have ended. Pure. */
export function withResults(services: Services, results: readonly RolloutResult[]): Services {
  const byService = new Map(results.map(result => [result.rollout.service, result]))
  return patched(
    services,
    results.map(({ rollout }) => rollout),
    ({ service }) => {
      const { outcome, seconds, revision } = byService.get(service)!
      return {
        outcome: recorded(outcome),
        seconds: Math.round(seconds * 10) / 10,
        ...(revision === undefined ? {} : { serviceRevision: revision }),
      }
    },
  )
}

/** What a record says of services that run what they ran before, in another number. Pure. */
export function withCounts(services: Services, counts: Readonly<Record<string, number>>): Services {
  const counted = Object.entries(counts).map(([name, desired]) => [
    name,
    { ...services[name], desired, outcome: 'unchanged' },
  ])
  return { ...services, ...Object.fromEntries(counted) }
}

function recorded(outcome: RolloutOutcome): ServiceOutcome {
  if (outcome === 'succeeded' || outcome === 'rolled-back' || outcome === 'unchanged') return outcome
  return 'failed'
}

function patched(
  services: Services,
  rollouts: readonly Rollout[],
  patch: (rollout: Rollout) => Partial<ReleasedService>,
): Services {
  const patches = rollouts.map(rollout => [
    rollout.service,
    { ...services[rollout.service], ...patch(rollout) },
  ])
  return { ...services, ...Object.fromEntries(patches) }
}
