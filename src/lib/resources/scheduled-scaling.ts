import type { ScheduledAction } from '@aws-sdk/client-application-auto-scaling'
import { pages, unlessMissing } from '../aws/index.ts'
import { awsCron } from './cron.ts'
import { nameOf } from './names.ts'
import { eachPinned } from './pinned.ts'
import { changed, defineResource } from './resource.ts'
import { type Bounds, scheduledBounds, scheduleOf } from './scaling-bounds.ts'
import { ecsScaling, scalingResourceId, serviceIn } from './scaling-names.ts'
import { scalingTarget } from './scaling-target.ts'

export interface ScheduledScalingSpec extends Bounds {
  readonly resourceId: string
  /** In AWS's own form: `cron(0 21 * * ? *)`. */
  readonly schedule: string
  readonly timezone: string
}

export interface ScheduledScalingState extends ScheduledScalingSpec {
  readonly name: string
}

/** One entry of the manifest's `schedule` for one service: `api-1`, `api-2`. */
export const scheduledScaling = defineResource<
  ScheduledScalingSpec,
  ScheduledScalingState,
  { scalingTarget: typeof scalingTarget }
>({
  kind: 'scheduled-scaling',
  stage: 'deploy',
  deps: { scalingTarget },

  desired: manifest => {
    const specs = eachPinned(manifest, ({ count }, name) => {
      const resourceId = scalingResourceId(manifest, name)
      return scheduleOf(manifest, name).map((entry, index) => {
        const bounds = scheduledBounds(entry.count, count)
        const spec = { resourceId, ...bounds, schedule: awsCron(entry.at), timezone: entry.timezone }
        return [`${name}-${index + 1}`, spec] as const
      })
    })
    return Object.fromEntries(Object.values(specs).flat())
  },

  async inspect(scope, ports) {
    const { ServiceNamespace } = ecsScaling
    const actions = await pages(
      ports.autoscaling.describeScheduledActions,
      { ServiceNamespace },
      page => page.ScheduledActions,
    )
    const prefix = nameOf(scope, '')
    const ours = actions.filter(
      ({ ScheduledActionName, ResourceId }) =>
        ScheduledActionName!.startsWith(prefix) && serviceIn(ResourceId!, scope),
    )
    return Object.fromEntries(ours.map(one => [one.ScheduledActionName!.slice(prefix.length), stateOf(one)]))
  },

  diff: (want, have) => [
    ...changed('schedule', have.schedule, want.schedule),
    ...changed('timezone', have.timezone, want.timezone),
    ...changed('min', have.min, want.min),
    ...changed('max', have.max, want.max),
  ],

  async ensure(want, _have, _deps, { id, scope, ports }) {
    const name = nameOf(scope, id)
    await ports.autoscaling.putScheduledAction({
      ...ecsScaling,
      ResourceId: want.resourceId,
      ScheduledActionName: name,
      Schedule: want.schedule,
      Timezone: want.timezone,
      ScalableTargetAction: { MinCapacity: want.min, MaxCapacity: want.max },
    })
    return { name, ...want }
  },

  async remove({ name, resourceId }, { ports }) {
    const action = { ...ecsScaling, ResourceId: resourceId, ScheduledActionName: name }
    await unlessMissing(ports.autoscaling.deleteScheduledAction(action))
  },

  identify: ({ name }) => name,
})

function stateOf(one: ScheduledAction): ScheduledScalingState {
  return {
    name: one.ScheduledActionName!,
    resourceId: one.ResourceId!,
    schedule: one.Schedule!,
    timezone: one.Timezone ?? 'UTC',
    min: one.ScalableTargetAction?.MinCapacity ?? 0,
    max: one.ScalableTargetAction?.MaxCapacity ?? 0,
  }
}
