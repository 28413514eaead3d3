import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { deleteInterface } from '../ec2/network-interfaces.ts'
import { deregisterTarget, drainMs } from '../elb/targets.ts'
import { settleCapacities } from '../rds/clusters/capacity.ts'
import { removeContainers, stopsContainers } from './container-stop.ts'
import { tell } from './events.ts'
import { recordFailure } from './failures.ts'
import { forgetTags } from './lookup.ts'
import { wake } from './scheduling.ts'
import { type StopCode, type TaskContainer, type TaskRecord, tasks } from './tables.ts'
import { tellOfTask } from './task-events.ts'
import { writeLog } from './task-logs.ts'
import { leaveRegistries } from './task-registries.ts'
import { portsOf } from './task-targets.ts'
import { eventText, stopReason } from './wording.ts'

interface Ending {
  readonly code: StopCode
  readonly reason: string
  /** The time that may pass before the containers are killed, where somebody presses. */
  readonly atMostMs?: number
}

/** Asks a task to stop: out of its target groups first, then SIGTERM, then out of its network. */
export function stopTask(call: Call, id: string, { code, reason, atMostMs }: Ending): TaskRecord {
  const before = call.table(tasks).get(id)!
  if (before.desiredStatus === 'STOPPED') return before
  const wasRunning = before.lastStatus === 'RUNNING'
  const drain = leaveTargets(call, before)
  const task = change(call, id, draft => {
    draft.desiredStatus = 'STOPPED'
    draft.stopCode = code
    draft.stoppedReason = reason
    draft.stoppingAt = call.date
    if (wasRunning) draft.lastStatus = 'DEACTIVATING'
  })
  const waitMs = Math.min(drain, atMostMs ?? Number.POSITIVE_INFINITY)
  if (wasRunning) call.schedule(waitMs, 'ecs.task', { id, step: 'stopping' })
  else call.schedule(1, 'ecs.task', { id, step: 'deprovisioning' })
  return task
}

/** The essential container has exited, by itself. */
export function exitTask(call: Call, id: string, exitCode: number, log: string | undefined): void {
  const task = call.table(tasks).get(id)!
  writeLog(call, task, [log ?? (exitCode === 0 ? 'done' : `fatal: exiting with code ${exitCode}`)])
  endTask(call, id, container => {
    container.exitCode = exitCode
  })
}

/** Ends a task whose essential container has exited. */
export function endTask(call: Call, id: string, note: (container: TaskContainer) => void): void {
  const task = call.table(tasks).get(id)!
  leaveTargets(call, task)
  change(call, id, draft => {
    draft.desiredStatus = 'STOPPED'
    draft.stopCode = 'EssentialContainerExited'
    draft.stoppedReason = stopReason.essentialExit
    draft.stoppingAt = call.date
    draft.executionStoppedAt = call.date
    draft.containers.forEach(note)
  })
  recordFailure(call, task)
  call.schedule(1, 'ecs.task', { id, step: 'deprovisioning' })
  if (task.serviceKey) wake(call, task.serviceKey)
}

/** The task could not be set up. */
export function failToStart(call: Call, task: TaskRecord, reason: string): void {
  change(call, task.id, draft => {
    draft.desiredStatus = 'STOPPED'
    draft.stopCode = 'TaskFailedToStart'
    draft.stoppedReason = reason
    draft.stoppingAt = call.date
    for (const container of draft.containers) container.reason = reason
  })
  recordFailure(call, task)
  call.schedule(1, 'ecs.task', { id: task.id, step: 'deprovisioning' })
  if (task.serviceKey) wake(call, task.serviceKey)
}

/** The way down, step by step. */
export const stoppingSteps = {
  stopping(call: Call, { id }: TaskRecord) {
    change(call, id, draft => {
      draft.lastStatus = 'STOPPING'
    })
    if (stopsContainers(call, id)) return
    call.schedule(timings.task.stopping, 'ecs.task', { id, step: 'deprovisioning' })
  },

  deprovisioning(call: Call, { id, startedAt }: TaskRecord) {
    removeContainers(call, id)
    change(call, id, draft => {
      draft.lastStatus = 'DEPROVISIONING'
      draft.executionStoppedAt ??= call.date
      // A container that heeds SIGTERM exits with 0.
      if (startedAt) for (const container of draft.containers) container.exitCode ??= 0
    })
    call.schedule(timings.task.deprovisioning, 'ecs.task', { id, step: 'stopped' })
  },

  stopped(call: Call, { id, arn, attachment, serviceKey }: TaskRecord) {
    change(call, id, draft => {
      draft.lastStatus = 'STOPPED'
      draft.stoppedAt = call.date
    })
    const eni = attachment.details?.find(({ name }) => name === 'networkInterfaceId')?.value
    if (eni) deleteInterface(call, eni)
    forgetTags(call, arn)
    if (serviceKey) wake(call, serviceKey)
  },
} as const

export function change(call: Call, id: string, edit: (draft: TaskRecord) => void): TaskRecord {
  const before = call.table(tasks).get(id)!.lastStatus
  const task = call.table(tasks).update(id, draft => {
    edit(draft)
    draft.version += 1
  })
  if (task.lastStatus !== before) {
    tellOfTask(call, task)
    if (before === 'RUNNING' || task.lastStatus === 'RUNNING') settleCapacities(call)
  }
  return task
}

/** @returns ms until the last of its targets has drained */
function leaveTargets(call: Call, task: TaskRecord): number {
  if (task.lastStatus !== 'RUNNING' && task.lastStatus !== 'ACTIVATING') return 0
  leaveRegistries(call, task)
  const delays = portsOf(call, task).map(({ targetGroupArn, port }) => {
    deregisterTarget(call, targetGroupArn, task.privateIp, port)
    tell(call, task.serviceKey!, eventText.deregistered(targetGroupArn))
    return drainMs(call, targetGroupArn)
  })
  return Math.max(0, ...delays)
}
