import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { behaviourOfTask } from './behaviour.ts'
import { findTaskDefinition, serviceKey } from './lookup.ts'
import { endRound, wake, watch } from './scheduling.ts'
import { services, type TaskRecord, tasks } from './tables.ts'
import { stopTask } from './task-stop.ts'
import { tasksOf } from './task-views.ts'
import { stopReason } from './wording.ts'

/**
 * Takes back the Spot tasks that the fault plan says so of. The service replaces them; a task drains and ends within
 * the two minutes of the notice.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
 */
export function interruptSpot(call: Call, key: string): void {
  const service = call.table(services).get(key)!
  for (const task of tasksOf(call, key).filter(isOnSpot)) {
    const definition = findTaskDefinition(call, task.taskDefinition)!
    const { spotInterrupt } = behaviourOfTask(call, { definition, service: service.name })
    if (spotInterrupt === undefined) continue
    const { afterSeconds = 0, count = Number.POSITIVE_INFINITY } = spotInterrupt === true ? {} : spotInterrupt
    const isDue = call.now - task.startedAt!.getTime() >= afterSeconds * 1000
    if (!isDue || interrupted(call, key) >= count) continue
    stopTask(call, task.id, {
      code: 'SpotInterruption',
      reason: stopReason.spot,
      atMostMs: timings.spotInterruptionNotice,
    })
  }
}

function isOnSpot({ capacityProvider, lastStatus }: TaskRecord): boolean {
  return capacityProvider === 'FARGATE_SPOT' && lastStatus === 'RUNNING'
}

function interrupted(call: Call, key: string): number {
  return call.table(tasks).filter(task => task.serviceKey === key && task.stopCode === 'SpotInterruption')
    .length
}

/**
 * A round of the watch: services at rest are not looked at, so somebody has to notice Spot capacity that goes and
 * targets that fall ill. It also forgets tasks that stopped an hour ago, as ECS does.
 */
export function watchRound(_payload: unknown, call: Call): void {
  endRound(call)
  for (const { id, stoppedAt } of call.table(tasks).values()) {
    if (stoppedAt && call.now - stoppedAt.getTime() > 60 * 60_000) call.table(tasks).delete(id)
  }
  if (call.table(tasks).values().length > 0) watch(call)
  const mayChange = Object.keys(call.faults).length > 0
  for (const { cluster, name } of call.table(services).filter(({ status }) => status === 'ACTIVE')) {
    const key = serviceKey(cluster, name)
    const mayFall = tasksOf(call, key).some(({ fate }) => (fate?.downAfter ?? null) !== null)
    if (mayChange || mayFall) wake(call, key)
  }
}
