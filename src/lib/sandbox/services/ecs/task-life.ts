import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { behaviourOfTask } from './behaviour.ts'
import { launchLater } from './container-launch.ts'
import { runsInContainers } from './container-plan.ts'
import { deploymentOf } from './failures.ts'
import { fateOf } from './fate.ts'
import { digestOf } from './images.ts'
import { findTaskDefinition } from './lookup.ts'
import { reportHealth } from './registry-health.ts'
import { wake, watch } from './scheduling.ts'
import { startProblem } from './start-checks.ts'
import { services, type TaskDefinitionRecord, type TaskRecord, tasks } from './tables.ts'
import { writeLog } from './task-logs.ts'
import { change, exitTask, failToStart, stoppingSteps } from './task-stop.ts'
import { answerAsFated, joinTargets } from './task-targets.ts'

type StoppingStep = keyof typeof stoppingSteps
type StartingStep = 'pending' | 'activating' | 'running' | 'exit'

export interface TaskStep {
  readonly id: string
  readonly step: StartingStep | StoppingStep
}

/**
 * One step of a task's life.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
 */
export function advanceTask({ id, step }: TaskStep, call: Call): void {
  const task = call.table(tasks).get(id)
  if (!task) return
  if (step in stoppingSteps) stoppingSteps[step as StoppingStep](call, task)
  // A task that was told to stop in the meantime does not go on starting.
  else if (task.desiredStatus === 'RUNNING') startingSteps[step as StartingStep](call, task)
}

const startingSteps = {
  pending(call: Call, { id }: TaskRecord) {
    change(call, id, draft => {
      draft.lastStatus = 'PENDING'
    })
    call.schedule(timings.task.pending, 'ecs.task', { id, step: 'activating' })
  },

  activating(call: Call, task: TaskRecord) {
    const problem = startProblem(call, definitionOf(call, task), task)
    if (problem !== undefined) return failToStart(call, task, problem)
    change(call, task.id, draft => {
      draft.pullStartedAt = new Date(call.now - timings.task.pending / 2)
      draft.pullStoppedAt = call.date
      draft.lastStatus = 'ACTIVATING'
      for (const container of draft.containers) {
        const digest = digestOf(call, container.image)
        if (digest !== undefined) container.imageDigest = digest
      }
    })
    if (runsInContainers(call, definitionOf(call, task))) return launchLater(call, task.id)
    joinTargets(call, task)
    call.schedule(timings.task.activating, 'ecs.task', { id: task.id, step: 'running' })
  },

  running(call: Call, task: TaskRecord) {
    const fate = fateOf(behaviourNow(call, task), task.serviceKey === undefined)
    change(call, task.id, draft => {
      draft.lastStatus = 'RUNNING'
      draft.startedAt = call.date
      draft.fate = fate
    })
    writeLog(call, task, [`${task.group.replace(/^\w+:/, '')} starting`, 'ready'])
    answerAsFated(call, task, fate)
    reportHealth(call, call.table(tasks).get(task.id)!)
    const { id } = task
    if (fate.exit) call.schedule(fate.exit.afterSeconds * 1000, 'ecs.task', { id, step: 'exit' })
    if (task.serviceKey) wake(call, task.serviceKey)
    watch(call)
  },

  exit(call: Call, { id, fate }: TaskRecord) {
    exitTask(call, id, fate?.exit?.code ?? 0, fate?.exit?.log)
  },
} as const

function behaviourNow(call: Call, task: TaskRecord) {
  const overrides = task.overrides.containerOverrides ?? []
  const environment = overrides.flatMap(override => override.environment ?? [])
  return behaviourOfTask(call, {
    definition: definitionOf(call, task),
    service: task.serviceKey && call.table(services).get(task.serviceKey)?.name,
    failedTasks: deploymentOf(call, task)?.failedTasks ?? 0,
    environment: Object.fromEntries(environment.map(({ name = '', value = '' }) => [name, value])),
  })
}

/** What a task runs is kept for as long as it runs, deregistered or not. */
function definitionOf(call: Call, task: TaskRecord): TaskDefinitionRecord {
  return findTaskDefinition(call, task.taskDefinition)!
}
