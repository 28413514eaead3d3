import type { ReleaseRecord } from '../../releases/record.ts'
import { clusterNameOf } from '../../resources/cluster.ts'
import type { Context } from '../context.ts'
import { follow, type RolloutResult } from '../rollout/follow.ts'
import { type Move, moveServices } from './move.ts'

/** Where a service ended up after a release failed. */
export type Fate = 'returned' | 'stays' | 'lost'

/**
 * Takes the services that a failed release moved back to the release before it, so that a release is one thing:
 * either all of its services run it, or none. What ECS has rolled back by itself is back already.
 * @returns what became of each service: `returned`; `stays` where nothing came before; `lost` where going back failed
 */
export async function undo(
  context: Context,
  previous: ReleaseRecord | undefined,
  results: readonly RolloutResult[],
): Promise<Record<string, Fate>> {
  const moves = results.flatMap(result => moveBack(result, previous))
  // One by one: what AWS refuses of one service must hide neither the others nor why the release failed.
  const attempts = await Promise.allSettled(moves.map(move => moveServices(context, [move])))
  context.signal.throwIfAborted()
  const rollouts = attempts.flatMap(attempt => (attempt.status === 'fulfilled' ? attempt.value : []))
  const returned = await follow({ ...context, cluster: clusterNameOf(context.manifest) }, rollouts)
  const settled = new Map(returned.map(({ rollout, outcome }) => [rollout.service, outcome]))
  return Object.fromEntries(
    results.map(({ rollout: { service }, outcome }) => {
      if (outcome === 'rolled-back' || settled.get(service) === 'succeeded') return [service, 'returned']
      const lost = outcome === 'replaced' || moves.some(move => move.service === service)
      return [service, lost ? 'lost' : 'stays']
    }),
  )
}

function moveBack({ rollout, outcome }: RolloutResult, previous: ReleaseRecord | undefined): Move[] {
  const before = previous?.services[rollout.service]
  // A deployment that took the place of ours is somebody else's decision.
  if (!before || outcome === 'rolled-back' || outcome === 'replaced') return []
  if (before.taskDefinition === rollout.taskDefinition) return []
  const { service, serviceName } = rollout
  return [{ service, serviceName, taskDefinition: before.taskDefinition, image: before.image }]
}
