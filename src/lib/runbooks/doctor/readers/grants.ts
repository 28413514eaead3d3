import type { TaskDefinition } from '@aws-sdk/client-ecs'
import type { EvaluationResult } from '@aws-sdk/client-iam'
import { type Ports, pages } from '../../../aws/index.ts'
import { arnOf, type Place } from '../../../resources/arn.ts'
import type { Reader } from '../evidence.ts'

/** Whether the role as which ECS starts a service's tasks may do one thing that this takes. */
export interface Grant {
  readonly service: string
  /** Name of the role. */
  readonly role: string
  readonly action: string
  /** ARN. */
  readonly resource: string
  readonly allowed: boolean
}

interface Question {
  readonly action: string
  readonly resources: readonly string[]
}

/** Asks IAM itself, which knows of boundaries and of the organisation's policies; it decides as it would for ECS. */
export const grants: Reader<'grants'> = async ({ ports, scope }, read) => {
  const definitions = await read('taskDefinitions')
  const answers = [...definitions].flatMap(([service, definition]) => {
    const role = definition.executionRoleArn
    if (!role) return []
    return questionsOf(definition, scope).map(async question => {
      const allowed = await simulate(role, question, ports)
      return question.resources.map(resource => ({
        service,
        role: role.split('/').at(-1)!,
        action: question.action,
        resource,
        allowed: allowed.has(resource),
      }))
    })
  })
  return (await Promise.all(answers)).flat()
}

function questionsOf({ containerDefinitions = [] }: TaskDefinition, place: Place): Question[] {
  const named = containerDefinitions.flatMap(({ secrets = [] }) =>
    secrets.map(({ valueFrom = '' }) => valueFrom),
  )
  const groups = containerDefinitions.flatMap(
    ({ logConfiguration }) => logConfiguration?.options?.['awslogs-group'] ?? [],
  )
  const repositories = containerDefinitions.flatMap(({ image = '' }) => repositoryArn(image))
  const questions = [
    { action: 'secretsmanager:GetSecretValue', resources: named.flatMap(secretArn) },
    { action: 'ssm:GetParameters', resources: named.flatMap(reference => parameterArn(reference, place)) },
    { action: 'ecr:BatchGetImage', resources: repositories },
    {
      action: 'logs:PutLogEvents',
      resources: groups.map(group => arnOf(place, 'logs', `log-group:${group}:log-stream:ecs`)),
    },
  ]
  return questions
    .map(({ action, resources }) => ({ action, resources: [...new Set(resources)] }))
    .filter(({ resources }) => resources.length > 0)
}

/** Without the key, stage and version that a task definition puts behind it. */
function secretArn(valueFrom: string): string[] {
  return valueFrom.startsWith('arn:aws:secretsmanager:') ? [valueFrom.split(':').slice(0, 7).join(':')] : []
}

function parameterArn(valueFrom: string, place: Place): string[] {
  if (valueFrom.startsWith('arn:aws:secretsmanager:')) return []
  return [
    valueFrom.startsWith('arn:')
      ? valueFrom
      : arnOf(place, 'ssm', `parameter/${valueFrom.replace(/^\//, '')}`),
  ]
}

function repositoryArn(image: string): string[] {
  const parts = /^(\d{12})\.dkr\.ecr\.([^./]+)\.[^/]+\/([^:@]+)/.exec(image)
  return parts ? [arnOf({ account: parts[1]!, region: parts[2]! }, 'ecr', `repository/${parts[3]}`)] : []
}

async function simulate(
  PolicySourceArn: string,
  { action, resources }: Question,
  { iam }: Ports,
): Promise<ReadonlySet<string>> {
  const input = { PolicySourceArn, ActionNames: [action], ResourceArns: [...resources] }
  const results = await pages(iam.simulatePrincipalPolicy, input, page => page.EvaluationResults)
  return new Set(results.flatMap(allowedIn))
}

/** With several resources, IAM may answer for each in an entry of its own, or for all in one. */
function allowedIn({
  EvalResourceName,
  EvalDecision,
  ResourceSpecificResults = [],
}: EvaluationResult): string[] {
  const each = ResourceSpecificResults.filter(one => one.EvalResourceDecision === 'allowed')
  return [
    ...(EvalDecision === 'allowed' && EvalResourceName ? [EvalResourceName] : []),
    ...each.map(one => one.EvalResourceName!),
  ]
}
