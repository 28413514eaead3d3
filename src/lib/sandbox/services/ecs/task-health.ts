import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { healthAt } from '../elb/health.ts'
import { nameIn } from './lookup.ts'
import { type TaskRecord, taskDefinitions } from './tables.ts'
import { type PortHealth, targetHealthOf } from './task-targets.ts'

export type ContainerHealth = 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN'

/** A task's own health checks, those of its image or task definition, taken together. */
export function containerHealth(call: Call, task: TaskRecord): ContainerHealth | undefined {
  const checks = containersOf(call, task).flatMap(({ healthCheck }) => healthCheck ?? [])
  if (checks.length === 0) return undefined
  const { startedAt, fate } = task
  if (!startedAt || !fate) return 'UNKNOWN'
  const reported = task.containers.flatMap(({ health }) => health ?? [])
  const states = reported.length > 0 ? reported : checks.map(check => checkedHealth(call.now, task, check))
  return states.find(state => state === 'UNHEALTHY') ?? states.find(state => state === 'UNKNOWN') ?? 'HEALTHY'
}

/** Healthy with the first good check; unhealthy after `retries` bad ones, none of them in the start period. */
function checkedHealth(
  now: number,
  { startedAt, fate }: TaskRecord,
  { interval = 30, retries = 3, startPeriod = 0 }: NonNullable<ContainerDefinition['healthCheck']>,
): ContainerHealth {
  const from = startedAt!.getTime()
  const at = (seconds: number | null) => (seconds === null ? null : from + seconds * 1000)
  const target = { registeredAt: from, upFrom: at(fate!.upAfter), downFrom: at(fate!.downAfter) }
  const intervalMs = interval * 1000
  const check = {
    intervalMs,
    healthyThreshold: 1,
    unhealthyThreshold: retries,
    deregistrationDelayMs: 0,
  }
  const state = healthAt(now, target, check)?.State
  if (state === 'healthy') return 'HEALTHY'
  const excused = fate!.downAfter === null && now < from + startPeriod * 1000 + retries * intervalMs
  return state === 'unhealthy' && !excused ? 'UNHEALTHY' : 'UNKNOWN'
}

export interface TaskHealth {
  readonly healthy: boolean
  readonly badPort: PortHealth | undefined
  readonly badContainer: boolean
}

/** What the scheduler makes of a task: a task that nothing checks is well once it has run for a while. */
export function healthOf(call: Call, task: TaskRecord): TaskHealth {
  const isRunning = task.lastStatus === 'RUNNING' && task.desiredStatus === 'RUNNING'
  if (!isRunning) return { healthy: false, badPort: undefined, badContainer: false }
  const ports = targetHealthOf(call, task)
  const container = containerHealth(call, task)
  const settledAt = task.settledAt?.getTime() ?? task.startedAt!.getTime() + timings.ecsSchedulerTick
  const isSettled = call.now >= settledAt
  return {
    healthy:
      isSettled &&
      ports.every(({ state }) => state === 'healthy' || state === 'unused') &&
      (container ?? 'HEALTHY') === 'HEALTHY',
    badPort: ports.find(({ state }) => state === 'unhealthy'),
    badContainer: container === 'UNHEALTHY',
  }
}

function containersOf(call: Call, { taskDefinition }: TaskRecord): ContainerDefinition[] {
  return call.table(taskDefinitions).get(nameIn(taskDefinition))?.containerDefinitions ?? []
}
