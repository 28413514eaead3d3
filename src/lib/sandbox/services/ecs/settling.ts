import type { Call } from '../../service.ts'
import { tidyEndpoints } from './connect-endpoints.ts'
import { tell } from './events.ts'
import { forgetTags } from './lookup.ts'
import { completeDeployment, ongoingDeployment, primaryOf } from './rollouts.ts'
import { type ServiceRecord, services, type TaskRecord } from './tables.ts'
import { healthOf } from './task-health.ts'
import { tasksOf } from './task-views.ts'
import { eventText } from './wording.ts'

/**
 * Draws the conclusions of a look at a service: deployments without tasks go, the primary one completes, the service
 * reaches a steady state, or is gone.
 *
 * @param idle whether the plan had nothing to do
 * @returns whether the service needs no further look until something happens to it
 */
export function settle(call: Call, key: string, idle: boolean): boolean {
  dropEmptyDeployments(call, key)
  if (isComplete(call, key)) completeDeployment(call, key)
  if (isGone(call, key)) {
    bury(call, key)
    return true
  }
  const calm = idle && tasksOf(call, key).every(task => healthOf(call, task).healthy)
  announceSteadyState(call, key, calm)
  const service = call.table(services).get(key)!
  return calm && service.status === 'ACTIVE' && primaryOf(service).rolloutState !== 'IN_PROGRESS'
}

/** A deployment is listed while something of it runs or drains. */
function dropEmptyDeployments(call: Call, key: string): void {
  const present = new Set(
    tasksOf(call, key)
      .filter(isPresent)
      .map(task => task.deploymentId),
  )
  const { deployments } = call.table(services).get(key)!
  if (deployments.every(({ id, status }) => status === 'PRIMARY' || present.has(id))) return
  call.table(services).update(key, draft => {
    draft.deployments = deployments
      .filter(({ id, status }) => status === 'PRIMARY' || present.has(id))
      .map(copy)
  })
}

const copy = <Value extends object>(value: Value): Value => ({ ...value })

function isPresent({ lastStatus }: TaskRecord): boolean {
  return lastStatus !== 'STOPPING' && lastStatus !== 'DEPROVISIONING'
}

/** All of the new tasks are healthy and none of the old is left, or as much of that as early success asks for. */
function isComplete(call: Call, key: string): boolean {
  const service = call.table(services).get(key)!
  const primary = primaryOf(service)
  const status = ongoingDeployment(call, service.arn)?.status
  if (primary.rolloutState !== 'IN_PROGRESS' || status === 'PENDING') return false
  const present = tasksOf(call, key).filter(isPresent)
  const mine = present.filter(task => task.deploymentId === primary.id)
  const { healthyPercent, mayLeaveOld } = successCriteria(service)
  const enough = Math.ceil((service.desiredCount * healthyPercent) / 100)
  if (mine.filter(task => healthOf(call, task).healthy).length < enough) return false
  return mayLeaveOld || present.every(task => task.deploymentId === primary.id)
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentEarlySuccessCriteria.html */
function successCriteria({ deploymentConfiguration }: ServiceRecord) {
  const { earlySuccessCriteria: early } = deploymentConfiguration
  if (!early?.enable) return { healthyPercent: 100, mayLeaveOld: false }
  return {
    healthyPercent: early.healthyPercent ?? 100,
    mayLeaveOld: early.sourceServiceRevisionCleanup === 'DEFERRED',
  }
}

function isGone(call: Call, key: string): boolean {
  return call.table(services).get(key)!.status === 'DRAINING' && tasksOf(call, key).length === 0
}

function bury(call: Call, key: string): void {
  const { arn } = call.table(services).update(key, draft => {
    draft.status = 'INACTIVE'
    draft.deployments = []
  })
  forgetTags(call, arn)
  tidyEndpoints(call, arn, undefined)
}

function announceSteadyState(call: Call, key: string, calm: boolean): void {
  const service = call.table(services).get(key)!
  const steady = calm && service.deployments.length === 1 && primaryOf(service).rolloutState === 'COMPLETED'
  if (service.steady === steady) return
  call.table(services).update(key, draft => {
    draft.steady = steady
  })
  if (steady) tell(call, key, eventText.steady)
}
