import type { Told } from '../../events/index.ts'
import { clusterNameOf } from '../../resources/cluster.ts'
import { apply } from '../../resources/graph.ts'
import type { PlanItem } from '../../resources/plan.ts'
import type { ServiceState } from '../../resources/service-lookup.ts'
import type { World } from '../../resources/world.ts'
import type { Context } from '../context.ts'
import { untilSteady } from '../live/counts.ts'
import { findDeployment, readDeployments } from '../live/deployments.ts'
import type { ServiceSnapshot } from '../live/services.ts'
import { readLive } from '../live/standing.ts'
import { decide } from '../rollout/decide.ts'
import { follow, type Rollout, type RolloutResult } from '../rollout/follow.ts'
import { moveServices } from './move.ts'
import { movedBy } from './moved-by.ts'
import { withCounts, withResults, withRollouts } from './outcomes.ts'
import type { ReleaseInProgress } from './release-in-progress.ts'

export interface RolledOut {
  readonly results: readonly RolloutResult[]
  /** What AWS refused; the services that it refused have no result. */
  readonly refused?: unknown
}

/** For the step's line: which services did not arrive, and how they ended. Pure. */
export function describeRollOut({ results, refused }: RolledOut): Told {
  const failed = results.filter(({ outcome }) => outcome !== 'succeeded')
  const ends = failed.map(({ rollout, outcome }) => `${rollout.service} ${outcome}`)
  if (refused !== undefined) ends.push('AWS refused a call')
  return ends.length > 0 ? { failed: ends.join(', ') } : undefined
}

/**
 * Makes and moves services, one call each and all at once, and follows what that caused to its end.
 * Rollouts that were under way already are followed as well: a run before this one may have been killed.
 */
export async function rollOut(
  context: Context,
  release: ReleaseInProgress,
  items: readonly PlanItem[],
  world: World,
  services: readonly string[],
): Promise<RolledOut> {
  const refused = await apply(items, world, context).then(
    () => undefined,
    error => error,
  )
  context.signal.throwIfAborted()
  const caused = causedRollouts(release, world, services)
  const others = services.filter(name => !caused.some(({ service }) => service === name))
  const rollouts = [...caused, ...(await unfinished(context, release, others))]
  await release.update({ services: withRollouts(release.record.services, rollouts) })
  const results = await follow({ ...context, cluster: clusterNameOf(context.manifest) }, rollouts)
  await release.update({ services: withResults(release.record.services, results) })
  if (refused !== undefined) return { results, refused }
  if (results.every(({ outcome }) => outcome === 'succeeded')) {
    const still = movedBy(items).filter(name => !rollouts.some(({ service }) => service === name))
    await settle(context, release, still, world)
  }
  return { results }
}

/** What changed without a rollout, such as a count: nothing new runs there, and it has to run in the number wanted. */
async function settle(
  context: Context,
  release: ReleaseInProgress,
  services: readonly string[],
  world: World,
): Promise<void> {
  if (services.length === 0) return
  const counts = services.map(
    name => [name, world.lookup<ServiceState>('service').of(name).desiredCount] as const,
  )
  // Where autoscaling moves the count, there is no number to wait for.
  const fixed = counts.filter(([name]) => {
    const { min, max } = context.manifest.services[name]!.count
    return min === max
  })
  await untilSteady(context, Object.fromEntries(fixed))
  await release.update({ services: withCounts(release.record.services, Object.fromEntries(counts)) })
}

function causedRollouts(release: ReleaseInProgress, world: World, services: readonly string[]): Rollout[] {
  return services.flatMap(service => {
    const state = world.lookup<ServiceState>('service').get(service)
    if (!state?.caused) return []
    return [rolloutOf(release, service, state.name, state.caused.arn, state.desiredCount)]
  })
}

/**
 * Rollouts that an earlier run left behind. One that is under way is taken over; one that came to nothing is begun
 * anew, since what made it fail may have been mended outside of the manifest.
 */
async function unfinished(
  context: Context,
  release: ReleaseInProgress,
  services: readonly string[],
): Promise<Rollout[]> {
  const live = await readLive(context, services)
  const left = [...live].filter(([, { rollout }]) => rollout !== 'COMPLETED')
  const underway = await Promise.all(left.map(([service, now]) => underwayOf(context, release, service, now)))
  const seen = await readDeployments(
    context.ports,
    underway.map(({ deployment }) => deployment),
  )
  const { moving = [], ended = [] } = Object.groupBy(
    underway,
    ({ deployment }) => decide(seen.get(deployment)).state,
  )
  const again = ended.map(rollout => ({ ...rollout, force: true }))
  return [...moving, ...(await moveServices(context, again))]
}

async function underwayOf(
  context: Context,
  release: ReleaseInProgress,
  service: string,
  { serviceName, deployment, deployedAt, desired }: ServiceSnapshot,
): Promise<Rollout> {
  const cluster = clusterNameOf(context.manifest)
  const arn = deployment ?? (await findDeployment(context, { cluster, serviceName, after: deployedAt! }))
  return rolloutOf(release, service, serviceName, arn, desired)
}

function rolloutOf(
  { record }: ReleaseInProgress,
  service: string,
  serviceName: string,
  deployment: string,
  desired: number,
): Rollout {
  const { taskDefinition, image } = record.services[service]!
  return { service, serviceName, deployment, taskDefinition, image, desired }
}
