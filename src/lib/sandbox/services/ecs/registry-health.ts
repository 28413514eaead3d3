import type { Call } from '../../service.ts'
import { setHealth } from '../servicediscovery/instances.ts'
import type { TaskRecord } from './tables.ts'
import { containerHealth } from './task-health.ts'
import { registrationsOf } from './task-registries.ts'

/** Tells Cloud Map whether a task is well: what its own health check says, or that it runs where it has none. */
export function reportHealth(call: Call, task: TaskRecord): void {
  if (task.desiredStatus !== 'RUNNING' || task.lastStatus !== 'RUNNING') return
  const isWell = (containerHealth(call, task) ?? 'HEALTHY') === 'HEALTHY'
  for (const { registry } of registrationsOf(call, task))
    setHealth(call, registry, task.id, isWell ? 'HEALTHY' : 'UNHEALTHY')
}
