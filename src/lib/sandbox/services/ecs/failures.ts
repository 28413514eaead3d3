import type { Call } from '../../service.ts'
import { type DeploymentRecord, type ServiceRecord, services, type TaskRecord } from './tables.ts'

/** The deployment that started a task, while it is listed. */
export function deploymentOf(call: Call, task: TaskRecord): DeploymentRecord | undefined {
  const service = task.serviceKey === undefined ? undefined : call.table(services).get(task.serviceKey)
  return service?.deployments.find(({ id }) => id === task.deploymentId)
}

/**
 * Counts a task that has failed by itself before it was ever healthy. One that was healthy once and dies later is
 * replaced, and fails no deployment.
 */
export function recordFailure(call: Call, task: TaskRecord): void {
  if (task.wasHealthy) return
  changeDeployment(call, task, draft => {
    draft.failedTasks += 1
    draft.updatedAt = call.date
  })
}

/** A healthy task sets the count back, unless the circuit breaker is told to go on counting. */
export function recordHealthy(call: Call, task: TaskRecord): void {
  changeDeployment(call, task, (draft, { deploymentConfiguration }) => {
    if (deploymentConfiguration.deploymentCircuitBreaker?.resetOnHealthyTask !== false) draft.failedTasks = 0
  })
}

function changeDeployment(
  call: Call,
  task: TaskRecord,
  edit: (draft: DeploymentRecord, service: ServiceRecord) => void,
): void {
  if (!deploymentOf(call, task)) return
  call.table(services).update(task.serviceKey!, draft => {
    edit(draft.deployments.find(({ id }) => id === task.deploymentId)!, draft)
  })
}
