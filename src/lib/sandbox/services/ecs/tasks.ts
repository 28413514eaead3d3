import type * as sdk from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import type { Call, Operations } from '../../service.ts'
import { page } from '../paging.ts'
import { clusterOf, nameIn, tagsOf } from './lookup.ts'
import { runTasks } from './run-task.ts'
import { wake } from './scheduling.ts'
import { type TaskRecord, tasks } from './tables.ts'
import { containerHealth } from './task-health.ts'
import { stopTask } from './task-stop.ts'
import { stopReason } from './wording.ts'

export const taskOperations: Operations<typeof sdk> = {
  RunTask(input, call) {
    const { started, failures } = runTasks(call, input)
    return { tasks: started.map(task => describe(call, task, true)), failures }
  },

  StopTask({ cluster, task: reference, reason }, call) {
    const { name } = clusterOf(call, cluster)
    const task = call.table(tasks).get(nameIn(reference))
    if (task?.cluster !== name) {
      throw awsError('InvalidParameterException', 'The referenced task was not found.')
    }
    const stopped = stopTask(call, task.id, { code: 'UserInitiated', reason: reason ?? stopReason.byUser })
    if (task.serviceKey) wake(call, task.serviceKey)
    return { task: describe(call, stopped) }
  },

  DescribeTasks({ cluster, tasks: references, include = [] }, call) {
    const { name } = clusterOf(call, cluster)
    if (references.length > 100)
      throw awsError('InvalidParameterException', 'You can only describe 100 tasks at a time.')
    const found = references.map(reference => {
      const task = call.table(tasks).get(nameIn(reference))
      return { reference, task: task?.cluster === name ? task : undefined }
    })
    return {
      tasks: found.flatMap(({ task }) => (task ? [describe(call, task, include.includes('TAGS'))] : [])),
      failures: found
        .filter(({ task }) => !task)
        .map(({ reference }) => ({ arn: call.arn(`task/${name}/${nameIn(reference)}`), reason: 'MISSING' })),
    }
  },

  ListTasks({ cluster, serviceName, family, startedBy, desiredStatus = 'RUNNING', ...paging }, call) {
    const { name } = clusterOf(call, cluster)
    const group = serviceName === undefined ? undefined : `service:${nameIn(serviceName)}`
    const found = call
      .table(tasks)
      .filter(
        task =>
          task.cluster === name &&
          task.desiredStatus === desiredStatus &&
          (group ?? task.group) === task.group &&
          (startedBy ?? task.startedBy) === task.startedBy &&
          (family === undefined || nameIn(task.taskDefinition).split(':')[0] === family),
      )
    const arns = found.map(({ arn }) => arn)
    const { items, next } = page(arns, paging.nextToken, paging.maxResults ?? 100)
    return { taskArns: items, nextToken: next }
  },
}

function describe(call: Call, task: TaskRecord, withTags = false): sdk.Task {
  const { arn, taskDefinition, attachment, capacityProvider, zone, fate: _fate, containers } = task
  const isOff = task.lastStatus === 'STOPPED'
  const hasJoined = task.lastStatus !== 'PROVISIONING'
  const members = Object.fromEntries(publicMembers.map(name => [name, task[name]]))
  return {
    ...members,
    taskArn: arn,
    taskDefinitionArn: taskDefinition,
    attachments: [{ ...attachment, status: isOff ? 'DELETED' : hasJoined ? 'ATTACHED' : 'PRECREATED' }],
    availabilityZone: zone,
    capacityProviderName: capacityProvider,
    connectivity: hasJoined ? 'CONNECTED' : undefined,
    healthStatus: containerHealth(call, task) ?? 'UNKNOWN',
    platformFamily: 'Linux',
    ephemeralStorage: { sizeInGiB: 20 },
    containers: containers.map(container => describeContainer(call, task, container)),
    tags: withTags ? tagsOf(call, arn) : [],
  }
}

const publicMembers = [
  'clusterArn',
  'cpu',
  'createdAt',
  'desiredStatus',
  'enableExecuteCommand',
  'executionStoppedAt',
  'group',
  'lastStatus',
  'launchType',
  'memory',
  'overrides',
  'platformVersion',
  'pullStartedAt',
  'pullStoppedAt',
  'startedAt',
  'startedBy',
  'stopCode',
  'stoppedAt',
  'stoppedReason',
  'stoppingAt',
  'version',
] as const satisfies (keyof TaskRecord & keyof sdk.Task)[]

function describeContainer(
  call: Call,
  task: TaskRecord,
  { arn, health: _health, ...container }: TaskRecord['containers'][number],
): sdk.Container {
  const hasStarted = task.startedAt !== undefined
  return {
    ...container,
    containerArn: arn,
    taskArn: task.arn,
    lastStatus: task.executionStoppedAt ? 'STOPPED' : hasStarted ? 'RUNNING' : 'PENDING',
    healthStatus: containerHealth(call, task) ?? 'UNKNOWN',
    networkBindings: [],
    networkInterfaces: [{ attachmentId: task.attachment.id, privateIpv4Address: task.privateIp }],
  }
}
