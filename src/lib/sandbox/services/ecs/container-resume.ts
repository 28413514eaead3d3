import { scheduledEvents } from '../../event-queue.ts'
import type { Call, Host } from '../../service.ts'
import { launchLater } from './container-launch.ts'
import { containerTasks, type TaskRecord, tasks } from './tables.ts'
import { endTask } from './task-stop.ts'
import { joinTargets } from './task-targets.ts'

/** Takes up the tasks that ran in containers when the sandbox ended, or was killed: their containers are gone. */
export async function resumeContainers(host: Host): Promise<void> {
  const origin = { service: 'ecs', operation: 'ecs.resume' }
  const left = await host.transact(origin, call => call.table(containerTasks).entries())
  for (const [id, whose] of left) {
    await host.transact({ ...origin, ...whose }, call => takeUp(call, id))
  }
}

function takeUp(call: Call, id: string): void {
  const task = call.table(tasks).get(id)
  if (!task) call.table(containerTasks).delete(id)
  else if (task.desiredStatus === 'STOPPED') finishStopping(call, task)
  else if (call.runsContainers && task.serviceKey !== undefined) launchLater(call, id)
  // A release command that is cut off must not run twice.
  else if (task.serviceKey === undefined) endTask(call, id, killed)
  else goOnAsModel(call, task)
}

/** What stops waits for its containers; nobody will tell how they ended. */
function finishStopping(call: Call, { id, lastStatus }: TaskRecord): void {
  const isScheduled = call
    .table(scheduledEvents)
    .values()
    .some(({ event, payload }) => event === 'ecs.task' && (payload as { id: string }).id === id)
  if (lastStatus === 'STOPPING' && !isScheduled) {
    call.schedule(1, 'ecs.task', { id, step: 'deprovisioning' })
  }
}

/** Without an engine, a task that starts goes on as if it had none; one that runs stays as it was last seen. */
function goOnAsModel(call: Call, task: TaskRecord): void {
  call.table(containerTasks).delete(task.id)
  if (task.lastStatus !== 'ACTIVATING') return
  joinTargets(call, task)
  call.schedule(1, 'ecs.task', { id: task.id, step: 'running' })
}

function killed(container: TaskRecord['containers'][number]): void {
  container.exitCode = 137
}
