import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { carryOutPlan } from './carry-out.ts'
import { failureThreshold, inconsistentAfter, isTripped } from './circuit-breaker.ts'
import { tell, tellSometimes } from './events.ts'
import { recordFailure, recordHealthy } from './failures.ts'
import { reportHealth } from './registry-health.ts'
import {
  changeServiceDeployment,
  endOngoing,
  failDeployment,
  ongoingDeployment,
  primaryOf,
  rollBack,
  rollbackTarget,
} from './rollouts.ts'
import { wake } from './scheduling.ts'
import { settle } from './settling.ts'
import { interruptSpot } from './spot.ts'
import { type ServiceRecord, services, type TaskRecord } from './tables.ts'
import { healthOf, type TaskHealth } from './task-health.ts'
import { change, stopTask } from './task-stop.ts'
import { tasksOf } from './task-views.ts'
import { eventText, rolloutReason, stopReason } from './wording.ts'

/** The scheduler looks at one service, and again every few seconds until the service is at rest. */
export function tick({ key }: { readonly key: string }, call: Call): void {
  const service = call.table(services).get(key)
  if (!service || service.status === 'INACTIVE') return
  call.table(services).update(key, draft => {
    draft.nextTick = undefined
  })
  answerRequests(call, key)
  interruptSpot(call, key)
  watchHealth(call, key)
  breakCircuit(call, key)
  const idle = carryOutPlan(call, key)
  const atRest = settle(call, key, idle)
  if (!atRest) wake(call, key, timings.ecsSchedulerTick)
}

/** Starts what is pending, and does what StopServiceDeployment has asked for. */
function answerRequests(call: Call, key: string): void {
  const service = call.table(services).get(key)!
  const ongoing = ongoingDeployment(call, service.arn)
  if (ongoing?.status === 'PENDING') {
    changeServiceDeployment(call, ongoing.arn, draft => {
      draft.status = 'IN_PROGRESS'
      draft.startedAt = call.date
    })
  }
  if (ongoing?.status === 'ROLLBACK_REQUESTED') rollBack(call, key, rolloutReason.rolledBackByUser)
  if (ongoing?.status === 'STOP_REQUESTED') {
    failDeployment(call, key)
    endOngoing(call, service.arn, 'STOPPED', rolloutReason.stoppedByUser)
  }
}

/** Notes who is healthy for the first time, and stops who is unhealthy once the grace period is over. */
function watchHealth(call: Call, key: string): void {
  const { healthCheckGracePeriodSeconds: grace } = call.table(services).get(key)!
  for (const task of tasksOf(call, key)) {
    const health = healthOf(call, task)
    reportHealth(call, task)
    if (health.healthy && !task.wasHealthy) {
      markHealthy(call, task)
    } else if (task.startedAt && call.now - task.startedAt.getTime() >= grace * 1000) {
      replaceUnhealthy(call, key, task, health)
    }
  }
}

function markHealthy(call: Call, task: TaskRecord): void {
  recordHealthy(call, task)
  change(call, task.id, draft => {
    draft.wasHealthy = true
  })
}

function replaceUnhealthy(
  call: Call,
  key: string,
  task: TaskRecord,
  { badPort, badContainer }: TaskHealth,
): void {
  if (!badPort && !badContainer) return
  const { port, targetGroupArn, description } = badPort ?? {}
  const said = badPort
    ? eventText.unhealthyTarget(port!, targetGroupArn!, description!)
    : eventText.unhealthyContainer(task.id)
  tell(call, key, said)
  const reason = badPort ? stopReason.unhealthyTarget(targetGroupArn!) : stopReason.unhealthyContainer
  stopTask(call, task.id, { code: 'ServiceSchedulerInitiated', reason })
  tell(call, key, eventText.stopped([task.id]))
  recordFailure(call, task)
}

/**
 * Gives a failing deployment up: back to the last completed one where there is one and a rollback is wanted;
 * otherwise it stalls, and starts nothing more.
 */
function breakCircuit(call: Call, key: string): void {
  const service = call.table(services).get(key)!
  const { rolloutState, failedTasks } = primaryOf(service)
  if (failedTasks >= inconsistentAfter) tellSometimes(call, key, eventText.inconsistent)
  const ongoing = ongoingDeployment(call, service.arn)
  if (!ongoing || rolloutState !== 'IN_PROGRESS') return
  changeServiceDeployment(call, ongoing.arn, draft => {
    draft.circuitBreaker.failureCount = failedTasks
  })
  if (!isTripped(service.deploymentConfiguration, service.desiredCount, failedTasks)) return
  changeServiceDeployment(call, ongoing.arn, draft => {
    draft.circuitBreaker.status = 'TRIGGERED'
    draft.circuitBreaker.failureCount = Math.max(failedTasks, thresholdOf(service))
  })
  giveUp(call, key, ongoing.status === 'ROLLBACK_IN_PROGRESS')
}

function giveUp(call: Call, key: string, isRollback: boolean): void {
  const service = call.table(services).get(key)!
  const wantsRollback = service.deploymentConfiguration.deploymentCircuitBreaker?.rollback === true
  failDeployment(call, key)
  if (isRollback) endOngoing(call, service.arn, 'ROLLBACK_FAILED', rolloutReason.rollbackFailed)
  else if (!wantsRollback) endOngoing(call, service.arn, 'STOPPED', rolloutReason.stoppedByBreaker)
  // Without a completed predecessor there is nothing to go back to: the deployment stays as it is, for ever.
  else if (rollbackTarget(service)) rollBack(call, key, rolloutReason.thresholdExceeded)
}

function thresholdOf({ deploymentConfiguration, desiredCount }: ServiceRecord): number {
  return failureThreshold(deploymentConfiguration, desiredCount)
}
