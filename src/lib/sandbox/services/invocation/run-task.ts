import type { RunTaskRequest } from '@aws-sdk/client-ecs'
import type { EcsParameters, Target } from '@aws-sdk/client-scheduler'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { findTaskDefinition } from '../ecs/lookup.ts'
import { isAllowed } from '../ecs/roles.ts'
import { runTasks } from '../ecs/run-task.ts'
import type { NotTaken } from './invoke.ts'

/** Starts a task on behalf of a schedule, if its role may. */
export function runTaskFor(
  call: Call,
  { Arn = '', RoleArn = '', EcsParameters = {} as EcsParameters, Input }: Target,
): NotTaken | undefined {
  const { TaskDefinitionArn: taskDefinition = '', TaskCount, Group, ReferenceId, ...rest } = EcsParameters
  const { EnableECSManagedTags, EnableExecuteCommand, PropagateTags } = rest
  checkGrants(call, { role: RoleArn, cluster: Arn, taskDefinition, tags: PropagateTags !== undefined })
  const input: RunTaskRequest = {
    cluster: Arn,
    taskDefinition,
    count: TaskCount,
    group: Group,
    launchType: rest.LaunchType,
    platformVersion: rest.PlatformVersion,
    capacityProviderStrategy: rest.CapacityProviderStrategy,
    networkConfiguration: networkOf(rest.NetworkConfiguration),
    enableECSManagedTags: EnableECSManagedTags,
    enableExecuteCommand: EnableExecuteCommand,
    propagateTags: PropagateTags,
    overrides: Input ? JSON.parse(Input) : undefined,
    startedBy: 'chronos-schedule',
    referenceId: ReferenceId,
  }
  const { failures } = runTasks(call.as({ service: 'ecs' }), input)
  const [failure] = failures
  return failure && { code: 'ECSFailure', message: failure.reason ?? '', isTransient: true }
}

function networkOf(given: EcsParameters['NetworkConfiguration']): RunTaskRequest['networkConfiguration'] {
  const { Subnets, SecurityGroups, AssignPublicIp } = given?.awsvpcConfiguration ?? {}
  if (!Subnets) return undefined
  return {
    awsvpcConfiguration: { subnets: Subnets, securityGroups: SecurityGroups, assignPublicIp: AssignPublicIp },
  }
}

interface Wish {
  readonly role: string
  readonly cluster: string
  readonly taskDefinition: string
  readonly tags: boolean
}

/** RunTask needs the task definition, both of its roles, and the right to tag where tags are passed on. */
function checkGrants(call: Call, { role, cluster, taskDefinition, tags }: Wish): void {
  const definition = findTaskDefinition(call, taskDefinition)
  const passed = [definition?.executionRoleArn, definition?.taskRoleArn].filter(arn => arn !== undefined)
  const needs: [string, string][] = [
    ['ecs:RunTask', taskDefinition],
    ...passed.map((arn): [string, string] => ['iam:PassRole', arn]),
    ...(tags
      ? [['ecs:TagResource', `${cluster.replace(':cluster/', ':task/')}/new`] as [string, string]]
      : []),
  ]
  const refused = needs.find(([action, resource]) => !isAllowed(call, role, action, resource))
  if (!refused) return
  const [action, resource] = refused
  throw awsError(
    'AccessDeniedException',
    `${role} is not authorized to perform: ${action} on resource: ${resource}`,
  )
}
