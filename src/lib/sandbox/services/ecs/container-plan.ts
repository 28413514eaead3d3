import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import type { ContainerSpec, TaskSpec } from '../../containers/task-spec.ts'
import type { Call } from '../../service.ts'
import { subnets } from '../ec2/tables.ts'
import { givePassword } from '../ecr/authorization.ts'
import { isBuiltIn, onThisRegistry } from '../ecr/image-references.ts'
import { healthCheckPort } from '../elb/probing.ts'
import { targetGroups } from '../elb/tables.ts'
import { isDatabaseClient } from '../rds/clients.ts'
import { volumesFor } from './container-volumes.ts'
import { onLoopback } from './images.ts'
import { findTaskDefinition } from './lookup.ts'
import { secretValue } from './secret-values.ts'
import type { TaskDefinitionRecord, TaskRecord } from './tables.ts'
import { namesOf } from './task-names.ts'
import { portsOf } from './task-targets.ts'

/** The sandbox's own image holds no program, and its databases no data: such tasks stay a model of tasks. */
export function runsInContainers(call: Call, { containerDefinitions = [] }: TaskDefinitionRecord): boolean {
  const isModel = containerDefinitions.some(one => isBuiltIn(call, one.image ?? '') || isDatabaseClient(one))
  return call.runsContainers && !isModel
}

/** What the engine is to run for a task, with the values of its secrets. */
export function taskSpec(call: Call, task: TaskRecord): TaskSpec {
  const registered = findTaskDefinition(call, task.taskDefinition)!
  const { containerDefinitions = [] } = registered
  const { host: serveraddress } = new URL(call.endpoint)
  return {
    id: task.id,
    arn: task.arn,
    containers: containerDefinitions.map(definition => ({
      ...containerSpec(call, task, definition),
      volumes: volumesFor(call, registered, definition),
    })),
    vpc: call.table(subnets).get(task.subnetId)?.VpcId ?? '',
    names: namesOf(call, task),
    ports: portsToPublish(call, task, containerDefinitions),
    login: { username: 'AWS', password: givePassword(call).password, serveraddress },
  }
}

function containerSpec(
  call: Call,
  task: TaskRecord,
  definition: ContainerDefinition,
): Omit<ContainerSpec, 'volumes'> {
  const { name = '', image = '', healthCheck } = definition
  const override = task.overrides.containerOverrides?.find(one => one.name === name)
  const command = override?.command ?? definition.command
  return {
    name,
    image: onThisRegistry(call, onLoopback(call, image)),
    environment: environmentOf(call, definition, override?.environment),
    command: command?.length ? command : undefined,
    entryPoint: definition.entryPoint?.length ? definition.entryPoint : undefined,
    workingDirectory: definition.workingDirectory,
    user: definition.user,
    memory: override?.memory ?? definition.memory ?? Number(task.memory),
    essential: definition.essential ?? true,
    stopTimeout: definition.stopTimeout ?? 30,
    healthCheck: healthCheck && {
      command: healthCheck.command ?? [],
      interval: healthCheck.interval ?? 30,
      timeout: healthCheck.timeout ?? 5,
      retries: healthCheck.retries ?? 3,
      startPeriod: healthCheck.startPeriod ?? 0,
    },
  }
}

function environmentOf(
  call: Call,
  { environment = [], secrets = [] }: ContainerDefinition,
  overrides: ContainerDefinition['environment'] = [],
): Record<string, string> {
  const plain = [...environment, ...overrides].map(({ name = '', value = '' }) => [name, value])
  const secret = secrets.map(({ name = '', valueFrom = '' }) => [name, secretValue(call, valueFrom)])
  return Object.fromEntries([...plain, ...secret])
}

function portsToPublish(call: Call, task: TaskRecord, definitions: readonly ContainerDefinition[]): number[] {
  const mapped = definitions.flatMap(({ portMappings }) => portMappings ?? []).map(one => one.containerPort!)
  const balanced = portsOf(call, task).flatMap(({ targetGroupArn, port }) => {
    const group = call.table(targetGroups).get(targetGroupArn)
    return group ? [port, healthCheckPort(group, port)] : [port]
  })
  return [...new Set([...mapped, ...balanced])]
}
