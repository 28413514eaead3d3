import type { ContainerDefinition, Secret } from '@aws-sdk/client-ecs'
import { AwsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { logGroups } from '../logs/tables.ts'
import { findLiveSecret, findVersion } from '../secrets-manager/records.ts'
import { lookUp } from '../ssm/records.ts'
import { imageExists } from './images.ts'
import { nameIn } from './lookup.ts'
import { isAllowed } from './roles.ts'
import { readSecretReference } from './secret-values.ts'
import type { TaskDefinitionRecord, TaskRecord } from './tables.ts'
import { volumeProblem } from './volume-checks.ts'
import { stopReason } from './wording.ts'

/**
 * What Fargate's agent runs into when it sets a task up: registry, secrets, parameters, logs, file
 * systems. None of it is known
 * when the service is created; it shows as a task that stops.
 *
 * @returns why the task cannot start, or undefined
 */
export function startProblem(
  call: Call,
  definition: TaskDefinitionRecord,
  task: TaskRecord,
): string | undefined {
  const containers = definition.containerDefinitions ?? []
  return (
    first(containers, container =>
      first(container.secrets ?? [], secret => secretProblem(call, secret, definition, task)),
    ) ??
    first(containers, container => logProblem(call, container)) ??
    volumeProblem(call, definition, task) ??
    first(containers, ({ image = '' }) => (imageExists(call, image) ? undefined : stopReason.noImage(image)))
  )
}

function first<Item>(
  items: readonly Item[],
  problemOf: (item: Item) => string | undefined,
): string | undefined {
  for (const item of items) {
    const problem = problemOf(item)
    if (problem !== undefined) return problem
  }
  return undefined
}

function secretProblem(
  call: Call,
  { valueFrom = '' }: Secret,
  { executionRoleArn = '' }: TaskDefinitionRecord,
  task: TaskRecord,
): string | undefined {
  const role = task.overrides.executionRoleArn ?? executionRoleArn
  const denied = (action: string, resource: string) =>
    isAllowed(call, role, action, resource) ? undefined : notAuthorized(call, role, task, action, resource)
  if (!valueFrom.startsWith('arn:aws:secretsmanager:')) return parameterProblem(call, valueFrom, denied)
  const { id, jsonKey, stage, version } = readSecretReference(valueFrom)
  const refusal = denied('secretsmanager:GetSecretValue', id)
  if (refusal !== undefined) return stopReason.noSecret(valueFrom, refusal)
  try {
    const value = findVersion(findLiveSecret(call, id), version, stage)
    const found = !jsonKey || hasKey(value.SecretString ?? '', jsonKey)
    return found ? undefined : stopReason.noSecretKey(jsonKey)
  } catch (error) {
    if (error instanceof AwsError) return stopReason.noSecret(valueFrom, `${error.code}: ${error.message}`)
    throw error
  }
}

function parameterProblem(
  call: Call,
  valueFrom: string,
  denied: (action: string, resource: string) => string | undefined,
): string | undefined {
  const name = valueFrom.startsWith('arn:') ? valueFrom.split(':parameter').at(-1)! : valueFrom
  const arn = call.arn(`parameter${name.startsWith('/') ? name : `/${name}`}`, 'ssm')
  const refusal = denied('ssm:GetParameters', arn)
  if (refusal !== undefined) return stopReason.noParameter(refusal)
  return lookUp(call, valueFrom) ? undefined : stopReason.noParameter(`Invalid ssm parameters: ${name}`)
}

function notAuthorized(call: Call, role: string, task: TaskRecord, action: string, resource: string): string {
  const session = `arn:aws:sts::${call.account}:assumed-role/${nameIn(role)}/${task.id}`
  return `AccessDeniedException: User: ${session} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`
}

function hasKey(json: string, key: string): boolean {
  try {
    return Object.hasOwn(JSON.parse(json) as object, key)
  } catch {
    return false
  }
}

function logProblem(call: Call, { logConfiguration }: ContainerDefinition): string | undefined {
  if (logConfiguration?.logDriver !== 'awslogs') return undefined
  const { 'awslogs-group': group = '', 'awslogs-create-group': create } = logConfiguration.options ?? {}
  return call.table(logGroups).has(group) || create === 'true' ? undefined : stopReason.noLogGroup
}
