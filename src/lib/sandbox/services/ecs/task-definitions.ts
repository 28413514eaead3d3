import type * as sdk from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import type { Call, Operations } from '../../service.ts'
import { page } from '../paging.ts'
import { cpuUnits, memoryUnits } from './fargate-sizes.ts'
import { findTaskDefinition, forgetTags, setTags, tagsOf } from './lookup.ts'
import {
  revisionCounters,
  serviceRevisions,
  services,
  type TaskDefinitionRecord,
  taskDefinitions,
  tasks,
} from './tables.ts'
import { checkTaskDefinition } from './task-definition-rules.ts'

export const taskDefinitionOperations: Operations<typeof sdk> = {
  RegisterTaskDefinition({ tags, ...given }, call) {
    const input = {
      ...given,
      ...(given.cpu !== undefined && { cpu: cpuUnits(given.cpu) }),
      ...(given.memory !== undefined && { memory: memoryUnits(given.memory) }),
    }
    checkTaskDefinition(input)
    const revision = (call.table(revisionCounters).get(input.family) ?? 0) + 1
    const arn = call.arn(`task-definition/${input.family}:${revision}`)
    const record = call.table(taskDefinitions).put(`${input.family}:${revision}`, {
      ...input,
      containerDefinitions: input.containerDefinitions.map(withDefaults),
      arn,
      revision,
      status: 'ACTIVE',
      registeredAt: call.date,
      registeredBy: call.principal.arn,
    })
    call.table(revisionCounters).put(input.family, revision)
    setTags(call, arn, tags)
    return { taskDefinition: describe(record), ...(tags && { tags }) }
  },

  DescribeTaskDefinition({ taskDefinition, include }, call) {
    const record = required(call, taskDefinition, 'Unable to describe task definition.')
    return {
      taskDefinition: describe(record),
      ...(include?.includes('TAGS') && { tags: tagsOf(call, record.arn) }),
    }
  },

  DeregisterTaskDefinition({ taskDefinition }, call) {
    const { family, revision } = required(
      call,
      taskDefinition,
      'The specified task definition does not exist.',
    )
    const record = call.table(taskDefinitions).update(`${family}:${revision}`, draft => {
      draft.status = 'INACTIVE'
      draft.deregisteredAt ??= call.date
    })
    return { taskDefinition: describe(record) }
  },

  /** Only what is INACTIVE goes; AWS finishes the deletion when no task or service uses it any longer. */
  DeleteTaskDefinitions({ taskDefinitions: references }, call) {
    if (references.length > 10) {
      throw awsError('InvalidParameterException', 'You can only delete 10 task definitions at a time.')
    }
    const outcomes = references.map(reference => deleteOne(call, reference))
    return {
      taskDefinitions: outcomes.flatMap(({ deleted }) => deleted ?? []),
      failures: outcomes.flatMap(({ failure }) => failure ?? []),
    }
  },

  ListTaskDefinitions({ familyPrefix, status = 'ACTIVE', sort = 'ASC', maxResults, nextToken }, call) {
    const arns = call
      .table(taskDefinitions)
      .filter(record => record.status === status && (familyPrefix ?? record.family) === record.family)
      .sort((a, b) => a.family.localeCompare(b.family) || a.revision - b.revision)
      .map(({ arn }) => arn)
    const { items, next } = page(sort === 'DESC' ? arns.reverse() : arns, nextToken, maxResults ?? 100)
    return { taskDefinitionArns: items, nextToken: next }
  },

  ListTaskDefinitionFamilies({ familyPrefix = '', status = 'ALL', maxResults, nextToken }, call) {
    const wanted = call.table(taskDefinitions).filter(record => status === 'ALL' || record.status === status)
    // A family is INACTIVE only when none of its revisions is ACTIVE.
    const active = new Set(
      call
        .table(taskDefinitions)
        .filter(isActive)
        .map(({ family }) => family),
    )
    const families = [...new Set(wanted.map(({ family }) => family))]
      .filter(family => family.startsWith(familyPrefix) && (status !== 'INACTIVE' || !active.has(family)))
      .sort()
    const { items, next } = page(families, nextToken, maxResults ?? 100)
    return { families: items, nextToken: next }
  },
}

function isActive({ status }: TaskDefinitionRecord): boolean {
  return status === 'ACTIVE'
}

function required(call: Call, reference: string, message: string): TaskDefinitionRecord {
  const record = findTaskDefinition(call, reference)
  if (!record) throw awsError('ClientException', message)
  return record
}

function deleteOne(call: Call, reference: string) {
  const record = findTaskDefinition(call, reference)
  if (!record) return { failure: { arn: reference, reason: 'MISSING' } }
  if (record.status === 'ACTIVE') {
    const detail =
      'The specified task definition is still in ACTIVE status. Please deregister the target and try again.'
    return { failure: { arn: record.arn, reason: 'ACTIVE', detail } }
  }
  const key = `${record.family}:${record.revision}`
  const deleting = call.table(taskDefinitions).update(key, draft => {
    draft.status = 'DELETE_IN_PROGRESS'
    draft.deleteRequestedAt = call.date
  })
  forgetTags(call, record.arn)
  if (!isUsed(call, record.arn)) call.table(taskDefinitions).delete(key)
  return { deleted: describe(deleting) }
}

function isUsed(call: Call, arn: string): boolean {
  const runs = call.table(tasks).find(task => task.taskDefinition === arn && task.lastStatus !== 'STOPPED')
  const rollouts = call
    .table(services)
    .values()
    .flatMap(({ deployments }) => deployments)
  const deployed = rollouts.some(
    ({ revisionArn }) => call.table(serviceRevisions).get(revisionArn)?.taskDefinition === arn,
  )
  return runs !== undefined || deployed
}

/** What ECS answers for members that were not given. */
function withDefaults(container: sdk.ContainerDefinition): sdk.ContainerDefinition {
  return {
    cpu: 0,
    essential: true,
    environment: [],
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
    ...container,
    portMappings: (container.portMappings ?? []).map(mapping => ({
      hostPort: mapping.containerPort,
      protocol: 'tcp' as const,
      ...mapping,
    })),
  }
}

function describe({ arn, ...record }: TaskDefinitionRecord): sdk.TaskDefinition {
  const { requiresCompatibilities = [], volumes = [], placementConstraints = [] } = record
  return {
    ...record,
    taskDefinitionArn: arn,
    volumes,
    placementConstraints,
    compatibilities: [...new Set(['EC2' as const, ...requiresCompatibilities])],
  }
}
