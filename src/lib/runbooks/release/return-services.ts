import { awsReason } from '../../aws/index.ts'
import type { ReleasedService } from '../../releases/record.ts'
import { clusterNameOf } from '../../resources/cluster.ts'
import type { Context } from '../context.ts'
import { findDeployment, readDeployments } from '../live/deployments.ts'
import type { ServiceSnapshot } from '../live/services.ts'
import { readLive } from '../live/standing.ts'
import { follow, type Rollout, type RolloutResult } from '../rollout/follow.ts'
import { type Move, moveServices } from './move.ts'

type Services = Readonly<Record<string, ReleasedService>>
type Live = ReadonlyMap<string, ServiceSnapshot>

/**
 * Takes services to what they are to run. One whose rollout is in progress is stopped with ROLLBACK, so that ECS
 * itself returns it to what ran before, and moved only if that is not what it is to run.
 */
export async function returnServices(
  context: Context,
  services: Services,
  live: Live,
): Promise<RolloutResult[]> {
  const names = Object.keys(services).filter(name => services[name]!.outcome === 'pending')
  const moving = names.filter(name => live.get(name)!.rollout === 'IN_PROGRESS')
  const { already = [], away = [] } = Object.groupBy(moving, name =>
    live.get(name)!.taskDefinition === services[name]!.taskDefinition ? 'already' : 'away',
  )
  const resting = names.filter(name => !moving.includes(name))
  const results = await Promise.all([
    move(context, movesFor(resting, services, live)),
    stopAll(context, away, services, live),
    watch(context, already, services, live),
  ])
  return results.flat()
}

/** An earlier rollback may have been interrupted: what is on its way already only has to arrive. */
async function watch(
  context: Context,
  names: readonly string[],
  services: Services,
  live: Live,
): Promise<RolloutResult[]> {
  if (names.length === 0) return []
  const rollouts = names.map(name => underway(context, name, services[name]!, live.get(name)!))
  const results = await followAll(context, await Promise.all(rollouts))
  return arrived(results, services, await readLive(context, names))
}

/** ECS's own rollback is a success where it leads to what is to run. Pure. */
function arrived(results: readonly RolloutResult[], services: Services, now: Live): RolloutResult[] {
  return results.map(result => {
    const { service } = result.rollout
    const there = now.get(service)?.taskDefinition === services[service]!.taskDefinition
    return there && result.outcome === 'rolled-back' ? { ...result, outcome: 'succeeded' } : result
  })
}

async function stopAll(
  context: Context,
  names: readonly string[],
  services: Services,
  live: Live,
): Promise<RolloutResult[]> {
  if (names.length === 0) return []
  const stopping = await Promise.all(names.map(name => stop(context, name, services[name]!, live.get(name)!)))
  const results = await followAll(
    context,
    stopping.filter(rollout => rollout !== undefined),
  )
  const now = await readLive(context, names)
  const elsewhere = names.filter(name => now.get(name)?.taskDefinition !== services[name]!.taskDefinition)
  const moved = await move(context, movesFor(elsewhere, services, now))
  const back = results.filter(({ rollout }) => !elsewhere.includes(rollout.service))
  return [...arrived(back, services, now), ...moved]
}

/** Undefined where there is nothing to stop any more, or nothing that ECS could return to. */
async function stop(
  context: Context,
  service: string,
  released: ReleasedService,
  now: ServiceSnapshot,
): Promise<Rollout | undefined> {
  const { ports, signal } = context
  const rollout = await underway(context, service, released, now)
  const stopped = await ports.ecs
    .stopServiceDeployment({ serviceDeploymentArn: rollout.deployment, stopType: 'ROLLBACK' }, { signal })
    .catch(error => {
      const reason = awsReason(error)
      if (reason === 'denied' || reason === 'aborted' || reason === 'unavailable') throw error
      return undefined
    })
  if (stopped) return rollout
  // ECS may have begun to roll it back by itself, and refuses to be told so again.
  const seen = await readDeployments(ports, [rollout.deployment], signal)
  return seen.get(rollout.deployment)?.status.startsWith('ROLLBACK') ? rollout : undefined
}

async function underway(
  context: Context,
  service: string,
  { taskDefinition, image }: ReleasedService,
  { serviceName, deployment, deployedAt, desired }: ServiceSnapshot,
): Promise<Rollout> {
  const cluster = clusterNameOf(context.manifest)
  const arn = deployment ?? (await findDeployment(context, { cluster, serviceName, after: deployedAt! }))
  return { service, serviceName, deployment: arn, taskDefinition, image, desired }
}

function movesFor(names: readonly string[], services: Services, live: Live): Move[] {
  return names.map(service => {
    const { taskDefinition, image } = services[service]!
    const { serviceName, taskDefinition: now } = live.get(service)!
    // Where its rollout failed on this very revision, ECS begins no other one unless it is made to.
    return { service, serviceName, taskDefinition, image, force: now === taskDefinition }
  })
}

/** One by one: what AWS refuses of one service must not leave the others unwatched. */
async function move(context: Context, moves: readonly Move[]): Promise<RolloutResult[]> {
  const attempts = await Promise.allSettled(moves.map(one => moveServices(context, [one])))
  context.signal.throwIfAborted()
  const begun = attempts.flatMap(attempt => (attempt.status === 'fulfilled' ? attempt.value : []))
  const refusals = attempts.flatMap((attempt, index) =>
    attempt.status === 'rejected' ? [{ move: moves[index]!, error: attempt.reason }] : [],
  )
  // Where nothing moved there is nothing to watch, and AWS's own refusal says most.
  if (begun.length === 0 && refusals[0]) throw refusals[0].error
  const results = await followAll(context, begun)
  return [...results, ...refusals.map(({ move, error }) => refused(context, move, error))]
}

function refused({ clock }: Context, move: Move, error: unknown): RolloutResult {
  const rollout = { ...move, deployment: '', desired: 0 }
  const detail = error instanceof Error ? error.message : String(error)
  return { rollout, outcome: 'refused', detail, seconds: 0, createdAt: clock.now() }
}

function followAll(context: Context, rollouts: readonly Rollout[]): Promise<RolloutResult[]> {
  return follow({ ...context, cluster: clusterNameOf(context.manifest) }, rollouts)
}
