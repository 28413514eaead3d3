import type { Tag } from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import {
  type ClusterRecord,
  clusters,
  ecsTags,
  type ServiceRecord,
  services,
  type TaskDefinitionRecord,
  taskDefinitions,
} from './tables.ts'

/** The name at the end of an ARN, or the name as it is. */
export function nameIn(reference: string): string {
  return reference.split('/').at(-1)!
}

/** @throws AwsError ClusterNotFoundException */
export function clusterOf(call: Call, reference = 'default'): ClusterRecord {
  const cluster = call.table(clusters).get(nameIn(reference))
  if (cluster?.status !== 'ACTIVE') throw awsError('ClusterNotFoundException', 'Cluster not found.')
  return cluster
}

export function serviceKey(cluster: string, service: string): string {
  return `${nameIn(cluster)}/${nameIn(service)}`
}

/** @throws AwsError ServiceNotFoundException, ServiceNotActiveException */
export function activeServiceOf(call: Call, cluster: string | undefined, reference: string): ServiceRecord {
  const service = call.table(services).get(serviceKey(clusterOf(call, cluster).name, reference))
  if (!service) throw awsError('ServiceNotFoundException', 'Service not found.')
  if (service.status !== 'ACTIVE') throw awsError('ServiceNotActiveException', 'Service was not ACTIVE.')
  return service
}

/** Finds `family` (its latest ACTIVE revision), `family:revision`, or an ARN. */
export function findTaskDefinition(call: Call, reference: string): TaskDefinitionRecord | undefined {
  const name = nameIn(reference)
  if (name.includes(':')) return call.table(taskDefinitions).get(name)
  return call
    .table(taskDefinitions)
    .filter(({ family, status }) => family === name && status === 'ACTIVE')
    .at(-1)
}

/**
 * A task definition that something is to be started from.
 *
 * @throws AwsError ClientException where there is none, or where it has been deregistered
 */
export function usableTaskDefinition(call: Call, reference: string): TaskDefinitionRecord {
  const definition = findTaskDefinition(call, reference)
  if (!definition) throw awsError('ClientException', 'TaskDefinition not found.')
  if (definition.status !== 'ACTIVE') throw awsError('ClientException', 'TaskDefinition is inactive')
  return definition
}

export function tagsOf(call: Call, arn: string): Tag[] {
  return call.table(ecsTags).get(arn) ?? []
}

export function setTags(call: Call, arn: string, tags: readonly Tag[] = []): void {
  if (tags.length > 50) throw awsError('InvalidParameterException', 'Too many tags. Maximum is 50.')
  call.table(ecsTags).put(arn, [...tags])
}

/** Tags of what is gone are gone with it: the tagging API must not find them. */
export function forgetTags(call: Call, arn: string): void {
  call.table(ecsTags).delete(arn)
}
