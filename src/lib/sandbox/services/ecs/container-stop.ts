import type { Exit } from '../../containers/task-spec.ts'
import type { Call, Host } from '../../service.ts'
import { timings } from '../../timings.ts'
import { containerTasks, type TaskContainer, tasks } from './tables.ts'
import { stopReason } from './wording.ts'

/**
 * Stops a task's containers, if it has any; it goes on to DEPROVISIONING when they have ended.
 *
 * @returns whether it has
 */
export function stopsContainers(call: Call, id: string): boolean {
  const { account, region } = call
  if (!call.runsContainers || !call.table(containerTasks).has(id)) return false
  call.afterwards(async host => {
    const exits = (await host.containers?.get(id)?.stop()) ?? []
    if (host.containers?.closed) return
    await host.transact({ service: 'ecs', operation: 'ecs.task', account, region }, later => {
      later.table(tasks).update(id, draft => draft.containers.forEach(noteExit(exits)))
      later.schedule(timings.task.stopping, 'ecs.task', { id, step: 'deprovisioning' })
    })
  })
  return true
}

/** Removes what is left of a task's containers. */
export function removeContainers(call: Call, id: string): void {
  if (!call.table(containerTasks).has(id)) return
  call.table(containerTasks).delete(id)
  call.afterwards(async (host: Host) => await host.containers?.remove(id))
}

export function noteExit(exits: readonly Exit[]): (container: TaskContainer) => void {
  return container => {
    const exit = exits.find(({ name }) => name === container.name)
    if (!exit) return
    container.exitCode = exit.code
    if (exit.outOfMemory) container.reason = stopReason.outOfMemory
  }
}
