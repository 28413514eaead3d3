import { AwsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { behaviourOfTask } from './behaviour.ts'
import { restartDelayMs } from './circuit-breaker.ts'
import { tell, tellSometimes } from './events.ts'
import type { Behaviour } from './fate.ts'
import { findTaskDefinition, tagsOf } from './lookup.ts'
import { nextProvider } from './placement.ts'
import { planTasks } from './planner.ts'
import { isAssumable } from './roles.ts'
import { primaryOf } from './rollouts.ts'
import {
  clusters,
  type RevisionRecord,
  type ServiceRecord,
  serviceRevisions,
  services,
  type TaskDefinitionRecord,
} from './tables.ts'
import { healthOf } from './task-health.ts'
import { startTask } from './task-start.ts'
import { stopTask } from './task-stop.ts'
import { portsOf } from './task-targets.ts'
import { tasksOf } from './task-views.ts'
import { eventText, noCapacity, stopReason } from './wording.ts'

/** Plans and does it. @returns whether there was nothing to do */
export function carryOutPlan(call: Call, key: string): boolean {
  const service = call.table(services).get(key)!
  const primary = primaryOf(service)
  const { minimumHealthyPercent = 100, maximumPercent = 200 } = service.deploymentConfiguration
  const hasFailed = primary.rolloutState === 'FAILED'
  const isPatient = call.now < primary.updatedAt.getTime() + restartDelayMs(primary.failedTasks)
  const plan = planTasks({
    desired: service.desiredCount,
    minimumHealthyPercent,
    maximumPercent,
    mayStart: !hasFailed && !isPatient,
    mayReplace: !hasFailed,
    tasks: tasksOf(call, key)
      .filter(({ desiredStatus }) => desiredStatus === 'RUNNING')
      .map(task => ({
        id: task.id,
        isPrimary: task.deploymentId === primary.id,
        healthy: healthOf(call, task).healthy,
        createdAt: task.createdAt.getTime(),
      })),
  })
  if (plan.stuck) tellSometimes(call, key, eventText.stuck)
  stopTasks(call, key, plan.stop)
  startTasks(call, key, plan.start)
  return plan.start === 0 && plan.stop.length === 0 && !(isPatient && !hasFailed)
}

function stopTasks(call: Call, key: string, ids: readonly string[]): void {
  if (ids.length === 0) return
  const { id: deployment } = primaryOf(call.table(services).get(key)!)
  const ending = { code: 'ServiceSchedulerInitiated', reason: stopReason.byDeployment(deployment) } as const
  const stopped = ids.map(id => stopTask(call, id, ending))
  const draining = stopped.filter(task => task.startedAt && portsOf(call, task).length > 0)
  if (draining.length > 0) tell(call, key, eventText.draining(draining.length))
  tell(call, key, eventText.stopped(ids))
}

/** Starts as many tasks as asked for, or as many as there is room for. */
function startTasks(call: Call, key: string, count: number): void {
  const started: string[] = []
  while (started.length < count) {
    const id = startOne(call, key)
    if (id === undefined) break
    started.push(id)
  }
  if (started.length > 0) tell(call, key, eventText.started(started))
}

function startOne(call: Call, key: string): string | undefined {
  const service = call.table(services).get(key)!
  const { id: deploymentId, revisionArn, failedTasks } = primaryOf(service)
  const revision = call.table(serviceRevisions).get(revisionArn)!
  const definition = findTaskDefinition(call, revision.taskDefinition)!
  const provider = providerFor(call, key, revision, deploymentId)
  const behaviour = behaviourOfTask(call, { definition, service: service.name, failedTasks })
  const refusal = refusalOf(call, definition, behaviour, provider)
  if (refusal !== undefined) {
    tellSometimes(call, key, refusal)
    return undefined
  }
  try {
    return startTask(call, {
      cluster: call.table(clusters).get(service.cluster)!,
      definition,
      network: revision.networkConfiguration!.awsvpcConfiguration!,
      capacityProvider: provider,
      platformVersion: revision.platformVersion,
      group: `service:${service.name}`,
      startedBy: deploymentId,
      enableExecuteCommand: service.enableExecuteCommand,
      tags: propagated(call, service, definition),
      service: { deploymentId, serviceKey: key, revisionArn },
    }).id
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    tellSometimes(call, key, eventText.unplaced(error.message))
    return undefined
  }
}

function providerFor(call: Call, key: string, revision: RevisionRecord, deploymentId: string) {
  const strategy = revision.capacityProviderStrategy ?? []
  const mine = tasksOf(call, key).filter(
    task => task.deploymentId === deploymentId && task.desiredStatus === 'RUNNING',
  )
  const counts: Record<string, number> = {}
  for (const { capacityProvider = '' } of mine) counts[capacityProvider] = (counts[capacityProvider] ?? 0) + 1
  return nextProvider(strategy, counts)
}

/** What the event says where a task cannot even be begun. */
function refusalOf(
  call: Call,
  { taskRoleArn, executionRoleArn }: TaskDefinitionRecord,
  behaviour: Behaviour,
  provider: string | undefined,
): string | undefined {
  const refused = [executionRoleArn, taskRoleArn].find(role => role && !isAssumable(call, role))
  if (refused) return eventText.roleRefused(refused)
  return lacksCapacity(behaviour, provider) ? eventText.unplaced(noCapacity) : undefined
}

export function lacksCapacity({ capacity }: Behaviour, provider = 'FARGATE'): boolean {
  return capacity === 'unavailable' || (typeof capacity === 'object' && capacity[provider] === 'unavailable')
}

function propagated(call: Call, service: ServiceRecord, definition: TaskDefinitionRecord) {
  const managed = [
    { key: 'aws:ecs:clusterName', value: service.cluster },
    { key: 'aws:ecs:serviceName', value: service.name },
  ]
  const from = { NONE: undefined, SERVICE: service.arn, TASK_DEFINITION: definition.arn }[
    service.propagateTags
  ]
  return [...(from ? tagsOf(call, from) : []), ...(service.enableECSManagedTags ? managed : [])]
}
