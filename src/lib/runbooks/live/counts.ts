import { until } from '../../aws/index.ts'
import { clusterNameOf } from '../../resources/cluster.ts'
import { ecsScaling, scalingResourceId } from '../../resources/scaling-names.ts'
import type { Context } from '../context.ts'
import { readWellTasks } from './container-health.ts'
import type { ServiceSnapshot } from './services.ts'
import { readLive } from './standing.ts'
import { readTargetHealth } from './target-health.ts'

/** Sets how many tasks services have, all at once; no new deployment comes of it. */
export async function setCounts(
  { manifest, ports, signal }: Context,
  live: ReadonlyMap<string, ServiceSnapshot>,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  const cluster = clusterNameOf(manifest)
  const differing = Object.entries(counts).filter(([service, count]) => live.get(service)!.desired !== count)
  await Promise.all(
    differing.map(([service, desiredCount]) =>
      ports.ecs.updateService({ cluster, service: live.get(service)!.serviceName, desiredCount }, { signal }),
    ),
  )
}

/** How many tasks of a service run, as it settles. */
export type Settled = Readonly<Record<string, { readonly desired: number; readonly running: number }>>

/** Seconds; longer than any connection drains. */
const patience = 75 * 60

/** Waits until services have exactly the tasks that they should have, and what asks after their health finds them well. */
export async function untilSteady(
  context: Context,
  counts: Readonly<Record<string, number>>,
): Promise<Settled> {
  const { clock, signal, emit } = context
  const services = Object.keys(counts)
  const what = `${services.join(', ')} to have the tasks wanted`
  return until({ clock, signal, what, within: patience }, async () => {
    const live = await readLive(context, services)
    for (const [service, { running, desired }] of live) {
      emit({
        type: 'rollout.progress',
        service,
        running,
        healthy: running,
        desired: counts[service] ?? desired,
      })
    }
    const steady = services.every(service => {
      const { running, pending, desired } = live.get(service) ?? { running: 0, pending: 0, desired: 0 }
      return desired === counts[service] && running === desired && pending === 0
    })
    if (!steady || !(await answering(context, live))) return undefined
    const settled = [...live].map(([service, { desired, running }]) => [service, { desired, running }])
    return Object.fromEntries(settled)
  })
}

/** ECS counts a task as running long before the load balancer, or its own health check, finds it well. */
async function answering(
  { manifest, ports, signal }: Context,
  live: ReadonlyMap<string, ServiceSnapshot>,
): Promise<boolean> {
  const cluster = clusterNameOf(manifest)
  const well = [...live].map(async ([name, { serviceName, targetGroup, desired }]) => {
    if (desired === 0) return true
    if (targetGroup !== undefined)
      return (await readTargetHealth(ports, targetGroup, signal)).healthy >= desired
    if (!manifest.services[name]?.health.command) return true
    return (await readWellTasks(ports, cluster, serviceName, signal)) >= desired
  })
  return (await Promise.all(well)).every(Boolean)
}

/** The services among these that Application Auto Scaling moves. */
export async function readScaled(
  { manifest, ports, signal }: Context,
  services: readonly string[],
): Promise<string[]> {
  const ids = services.map(service => scalingResourceId(manifest, service))
  const { ServiceNamespace } = ecsScaling
  const { ScalableTargets = [] } = await ports.autoscaling.describeScalableTargets(
    { ServiceNamespace, ResourceIds: ids },
    { signal },
  )
  const found = new Set(ScalableTargets.map(({ ResourceId }) => ResourceId))
  return services.filter((_, index) => found.has(ids[index]))
}

/**
 * Keeps autoscaling and schedules from moving these services, or lets them again. AWS takes a service that is
 * below its target's minimum back up whenever the target is registered, so the minimum goes to zero as well.
 */
export async function suspendScaling(
  { manifest, ports, signal }: Context,
  services: readonly string[],
  suspended: boolean,
): Promise<void> {
  const SuspendedState = {
    DynamicScalingInSuspended: suspended,
    DynamicScalingOutSuspended: suspended,
    ScheduledScalingSuspended: suspended,
  }
  await Promise.all(
    services.map(service => {
      const MinCapacity = suspended ? 0 : manifest.services[service]!.count.min
      const ResourceId = scalingResourceId(manifest, service)
      const target = { ...ecsScaling, ResourceId, MinCapacity, SuspendedState }
      return ports.autoscaling.registerScalableTarget(target, { signal })
    }),
  )
}
