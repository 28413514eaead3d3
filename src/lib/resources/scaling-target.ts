import { pages, unlessMissing } from '../aws/index.ts'
import { tagsOf } from './names.ts'
import { eachPinned } from './pinned.ts'
import { changed, defineResource } from './resource.ts'
import { type Bounds, scheduledBounds, scheduleOf } from './scaling-bounds.ts'
import { ecsScaling, scalingResourceId, serviceIn } from './scaling-names.ts'
import { service } from './service.ts'

export interface ScalingTargetSpec extends Bounds {
  readonly resourceId: string
  /** Bounds that the clock may have set meanwhile; as good as the manifest's own. */
  readonly scheduled: readonly Bounds[]
}

export interface ScalingTargetState extends Bounds {
  readonly resourceId: string
}

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
