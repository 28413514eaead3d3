import type { Call } from '../../service.ts'
import { type TaskRecord, type TaskStatus, tasks } from './tables.ts'

/** A service's tasks that have not stopped yet. */
export function tasksOf(call: Call, serviceKey: string): TaskRecord[] {
  return call.table(tasks).filter(task => task.serviceKey === serviceKey && task.lastStatus !== 'STOPPED')
}

export interface TaskCounts {
  readonly running: number
  readonly pending: number
}

const startingStates: readonly TaskStatus[] = ['PROVISIONING', 'PENDING', 'ACTIVATING']

/** As DescribeServices counts: what is on its way up is pending, and what drains still runs. */
export function countsOf(some: readonly TaskRecord[]): TaskCounts {
  const running = some.filter(({ lastStatus }) => lastStatus === 'RUNNING' || lastStatus === 'DEACTIVATING')
  const pending = some.filter(
    ({ lastStatus, desiredStatus }) => desiredStatus === 'RUNNING' && startingStates.includes(lastStatus),
  )
  return { running: running.length, pending: pending.length }
}
