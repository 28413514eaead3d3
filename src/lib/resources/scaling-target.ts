import { pages, unlessMissing } from '../aws/index.ts'
import type { Manifest, Service } from '../manifest/schema/manifest.ts'
import { clusterNameOf } from './cluster.ts'
import { nameOf, type Owner, tagsOf } from './names.ts'
import { onDemandServices } from './on-demand/on-demand-names.ts'
import { eachPinned } from './pinned.ts'
import { changed, defineResource } from './resource.ts'
import { service } from './service.ts'

export interface Bounds {
  readonly min: number
  readonly max: number
}

export interface ScalingTargetSpec extends Bounds {
  readonly resourceId: string
  /** Bounds that the clock may have set meanwhile; as good as the manifest's own. */
  readonly scheduled: readonly Bounds[]
}

export interface ScalingTargetState extends Bounds {
  readonly resourceId: string
}

/** How ECS services are addressed in Application Auto Scaling. */
export const ecsScaling = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const

/** Hands a service's count over to Application Auto Scaling; only where it may move by itself or by the clock. */
export const scalingTarget = defineResource<
  ScalingTargetSpec,
  ScalingTargetState,
  { service: typeof service }
>({
  kind: 'scaling-target',
  stage: 'deploy',
  deps: { service },

  desired: manifest =>
    eachPinned(manifest, ({ count }, name) => {
      const scheduled = scheduleOf(manifest, name).map(entry => scheduledBounds(entry.count, count))
      if (count.min === count.max && scheduled.length === 0) return undefined
      return { resourceId: scalingResourceId(manifest, name), min: count.min, max: count.max, scheduled }
    }),

  async inspect(scope, ports) {
    const { ServiceNamespace } = ecsScaling
    const targets = await pages(
      ports.autoscaling.describeScalableTargets,
      { ServiceNamespace },
      page => page.ScalableTargets,
    )
    const found = targets.map(({ ResourceId, MinCapacity, MaxCapacity }) => {
      const state = { resourceId: ResourceId!, min: MinCapacity!, max: MaxCapacity! }
      return [serviceIn(ResourceId!, scope), state] as const
    })
    return Object.fromEntries(found.filter(([id]) => id !== undefined))
  },

  diff: ({ min, max, scheduled }, have) => {
    const allowed = [{ min, max }, ...scheduled]
    if (allowed.some(bounds => bounds.min === have.min && bounds.max === have.max)) return []
    return [...changed('min', have.min, min), ...changed('max', have.max, max)]
  },

  async ensure({ resourceId, min, max }, have, _deps, { id, scope, ports }) {
    await ports.autoscaling.registerScalableTarget({
      ...ecsScaling,
      ResourceId: resourceId,
      MinCapacity: min,
      MaxCapacity: max,
      // "The scalable target that you tried to tag already exists": only its creation takes tags.
      ...(have ? {} : { Tags: tagsOf(scope, id) }),
    })
    return { resourceId, min, max }
  },

  /** Its policies and scheduled actions go with it. */
  async remove({ resourceId }, { ports }) {
    const gone = ports.autoscaling.deregisterScalableTarget({ ...ecsScaling, ResourceId: resourceId })
    await unlessMissing(gone)
  },

  identify: ({ resourceId }) => resourceId,
})

export function scalingResourceId(manifest: Manifest, name: string): string {
  return `service/${clusterNameOf(manifest)}/${nameOf(manifest, name)}`
}

/** The service's logical id in `service/CLUSTER/NAME`; undefined for somebody else's. */
export function serviceIn(resourceId: string, scope: Owner): string | undefined {
  const [, cluster = '', name = ''] = resourceId.split('/')
  const prefix = nameOf(scope, '')
  // The cluster that `prod-eu` has for itself holds nothing of `prod`, though its names begin alike.
  const anothers = cluster.startsWith(prefix) && name.startsWith(`${cluster}-`)
  return name.startsWith(prefix) && !anothers ? name.slice(prefix.length) : undefined
}

/**
 * The entries of the manifest's schedule by which this service scales. What sleeps on demand does not: the idler follows
 * them there, since autoscaling would stop tasks that visitors are led to.
 */
export function scheduleOf(manifest: Manifest, name: string): Manifest['schedule'] {
  if (onDemandServices(manifest).includes(name)) return []
  return manifest.schedule.filter(({ services }) => services === undefined || services.includes(name))
}

/** A scheduled count within the service's bounds leaves room to grow; one below them holds the service down. */
export function scheduledBounds(scheduled: number, { min, max }: Service['count']): Bounds {
  return { min: scheduled, max: scheduled < min ? scheduled : Math.max(scheduled, max) }
}
