import { clusterNameOf } from '../../resources/cluster.ts'
import type { Context } from '../context.ts'
import { findDeployment } from '../live/deployments.ts'
import { serviceSnapshot } from '../live/services.ts'
import type { Rollout } from '../rollout/follow.ts'

/** A service, and the task definition that it is to run. */
export interface Move {
  readonly service: string
  readonly serviceName: string
  /** ARN. */
  readonly taskDefinition: string
  readonly image?: string | undefined
  /** Also where it runs that task definition already: its tasks start anew. */
  readonly force?: boolean
}

/**
 * Moves services to task definitions that are registered already: one UpdateService each, all at once. Their
 * counts stay what they are.
 * @returns the rollouts that it caused
 */
export async function moveServices(context: Context, moves: readonly Move[]): Promise<Rollout[]> {
  const { manifest, ports, signal } = context
  const cluster = clusterNameOf(manifest)
  const updated = await Promise.all(
    moves.map(async move => {
      const { serviceName: service, taskDefinition, force: forceNewDeployment } = move
      const answer = await ports.ecs.updateService(
        { cluster, service, taskDefinition, forceNewDeployment },
        { signal },
      )
      return { move, snapshot: serviceSnapshot(answer.service!) }
    }),
  )
  return Promise.all(
    updated.map(async ({ move, snapshot }) => {
      const { serviceName } = move
      const deployment = await findDeployment(context, { cluster, serviceName, after: snapshot.deployedAt! })
      return { ...move, deployment, desired: snapshot.desired }
    }),
  )
}
