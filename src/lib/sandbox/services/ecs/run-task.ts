import type { Failure, RunTaskRequest } from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { behaviourOfTask } from './behaviour.ts'
import { lacksCapacity } from './carry-out.ts'
import { clusterOf, tagsOf, usableTaskDefinition } from './lookup.ts'
import { checkNetwork, withPublicIp } from './network-rules.ts'
import { nextProvider } from './placement.ts'
import { isAssumable } from './roles.ts'
import { checkedStrategy } from './strategy.ts'
import { type ClusterRecord, type TaskDefinitionRecord, type TaskRecord, tasks } from './tables.ts'
import { startTask } from './task-start.ts'
import { checkPlatform } from './volume-rules.ts'
import { cannotAssume, noCapacity } from './wording.ts'

interface Run {
  readonly started: readonly TaskRecord[]
  readonly failures: Failure[]
}

/**
 * Starts tasks of no service. The same client token starts nothing again.
 *
 * @throws AwsError ClientException, InvalidParameterException
 */
export function runTasks(call: Call, input: RunTaskRequest): Run {
  const { clientToken, count = 1 } = input
  const cluster = clusterOf(call, input.cluster)
  const before = call
    .table(tasks)
    .filter(task => clientToken !== undefined && task.clientToken === clientToken)
  if (before.length > 0) return { started: before, failures: [] }
  if (count < 1 || count > 10)
    throw awsError('InvalidParameterException', 'count should be between 1 and 10.')
  const definition = usableTaskDefinition(call, input.taskDefinition!)
  checkNetwork(call, input.networkConfiguration)
  checkPlatform(definition, input.platformVersion)
  checkOverrides(input, definition)
  checkRoles(call, input, definition)
  return start(call, input, cluster, definition)
}

function start(
  call: Call,
  input: RunTaskRequest,
  cluster: ClusterRecord,
  definition: TaskDefinitionRecord,
): Run {
  const { capacityProviderStrategy: strategy = [] } = checkedStrategy(cluster, input)
  const behaviour = behaviourOfTask(call, { definition })
  const counts: Record<string, number> = {}
  const started: TaskRecord[] = []
  for (let index = 0; index < (input.count ?? 1); index += 1) {
    const provider = nextProvider(strategy, counts)
    if (lacksCapacity(behaviour, provider)) return { started, failures: [{ reason: noCapacity }] }
    counts[provider ?? ''] = (counts[provider ?? ''] ?? 0) + 1
    const tags = input.propagateTags === 'TASK_DEFINITION' ? tagsOf(call, definition.arn) : []
    const task = startTask(call, {
      cluster,
      definition,
      network: withPublicIp(input.networkConfiguration).awsvpcConfiguration!,
      capacityProvider: provider,
      platformVersion: input.platformVersion,
      group: input.group ?? `family:${definition.family}`,
      startedBy: input.startedBy,
      clientToken: input.clientToken,
      overrides: input.overrides,
      enableExecuteCommand: input.enableExecuteCommand,
      tags: [...tags, ...(input.tags ?? [])],
    })
    started.push(task)
  }
  return { started, failures: [] }
}

function checkOverrides(
  { overrides }: RunTaskRequest,
  { containerDefinitions = [] }: TaskDefinitionRecord,
): void {
  const names = new Set(containerDefinitions.map(({ name }) => name))
  const unknown = overrides?.containerOverrides?.find(({ name }) => !names.has(name))
  if (unknown) {
    throw awsError(
      'InvalidParameterException',
      `Override for container named ${unknown.name} is not a container in the TaskDefinition.`,
    )
  }
}

function checkRoles(call: Call, { overrides }: RunTaskRequest, definition: TaskDefinitionRecord): void {
  const wanted = [
    overrides?.executionRoleArn ?? definition.executionRoleArn,
    overrides?.taskRoleArn ?? definition.taskRoleArn,
  ]
  const refused = wanted.find(role => role && !isAssumable(call, role))
  if (refused) throw awsError('ClientException', cannotAssume(refused))
}
