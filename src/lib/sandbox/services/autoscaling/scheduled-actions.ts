import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { keepWithinLimits, targetOf } from './capacity.ts'
import { nextRun } from './schedule.ts'
import { type ActionRecord, type AutoscalingOperations, scalableTargets, scheduledActions } from './tables.ts'

export const scheduledActionOperations = {
  /** Makes an action, or changes what is mentioned. */
  async PutScheduledAction({ ScheduledActionName, ...given }, call) {
    const target = targetOf(call, given)
    const key = keyOf({ ResourceId: given.ResourceId, ScheduledActionName })
    const before = call.table(scheduledActions).get(key)
    const Schedule = given.Schedule ?? before?.Schedule
    if (Schedule === undefined) throw awsError('ValidationException', 'Schedule must be specified')
    if (!given.ScalableTargetAction && !before) {
      throw awsError('ValidationException', 'ScalableTargetAction must be specified')
    }
    const id = target.ScalableTargetARN.split('/').at(-1)
    const resource = `scheduledAction:${id}:resource/ecs/${given.ResourceId}:scheduledActionName/${ScheduledActionName}`
    const action = call.table(scheduledActions).put(key, {
      ...before,
      ...given,
      ScheduledActionName,
      Schedule,
      ScheduledActionARN: before?.ScheduledActionARN ?? call.arn(resource, 'autoscaling'),
      CreationTime: before?.CreationTime ?? call.date,
    })
    await plan(call, action)
    return {}
  },

  DescribeScheduledActions({ ScheduledActionNames, ResourceId, MaxResults = 50, NextToken }, call) {
    const found = call
      .table(scheduledActions)
      .filter(
        action =>
          (ScheduledActionNames?.includes(action.ScheduledActionName) ?? true) &&
          (ResourceId ?? action.ResourceId) === action.ResourceId,
      )
    const { items, next } = page(found, NextToken, MaxResults)
    return { ScheduledActions: items.map(({ next: _next, ...action }) => action), NextToken: next }
  },

  DeleteScheduledAction({ ScheduledActionName, ResourceId }, call) {
    const action = call.table(scheduledActions).get(keyOf({ ResourceId, ScheduledActionName }))
    if (!action) {
      throw awsError(
        'ObjectNotFoundException',
        `No scheduled action found for name: ${ScheduledActionName}, resource ID: ${ResourceId}`,
      )
    }
    removeAction(call, action)
    return {}
  },
} satisfies AutoscalingOperations

export function removeAction(call: Call, action: ActionRecord): void {
  if (action.next !== undefined) call.cancel(action.next)
  call.table(scheduledActions).delete(keyOf(action))
}

function keyOf({
  ResourceId,
  ScheduledActionName,
}: Pick<ActionRecord, 'ResourceId' | 'ScheduledActionName'>): string {
  return `${ResourceId}|${ScheduledActionName}`
}

/** Schedules the action's next run, in place of the one that was scheduled. */
async function plan(call: Call, action: ActionRecord): Promise<void> {
  const { Schedule, Timezone = 'UTC', StartTime, EndTime } = action
  if (action.next !== undefined) call.cancel(action.next)
  const from = Math.max(call.now, StartTime?.getTime() ?? 0)
  const due = await nextRun({ expression: Schedule, timezone: Timezone }, from)
  const isOver = due === undefined || (EndTime !== undefined && due > EndTime.getTime())
  const key = keyOf(action)
  call.table(scheduledActions).update(key, draft => {
    draft.next = isOver ? undefined : call.schedule(due - call.now, 'autoscaling.action', { key })
  })
}

/** Sets the limits that an action says, and brings the service between them. */
export async function runAction({ key }: { readonly key: string }, call: Call): Promise<void> {
  const action = call.table(scheduledActions).get(key)
  if (!action) return
  const { ResourceId, ScheduledActionName, ScalableTargetAction: limits = {} } = action
  const target = call.table(scalableTargets).get(ResourceId)
  if (target && !target.SuspendedState?.ScheduledScalingSuspended) {
    call.table(scalableTargets).update(ResourceId, draft => {
      draft.MinCapacity = limits.MinCapacity ?? draft.MinCapacity
      draft.MaxCapacity = limits.MaxCapacity ?? draft.MaxCapacity
    })
    keepWithinLimits(
      { resourceId: ResourceId, cause: `scheduled action name ${ScheduledActionName} was triggered` },
      call,
    )
  }
  await plan(call, action)
}
