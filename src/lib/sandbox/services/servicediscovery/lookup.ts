import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import {
  type InstanceRecord,
  instances,
  type NamespaceRecord,
  namespaces,
  type RegistryRecord,
  registries,
} from './tables.ts'

/** By id or ARN. @throws AwsError NamespaceNotFound */
export function findNamespace(call: Call, reference: string): NamespaceRecord {
  const found = call.table(namespaces).get(reference.split('/').at(-1)!)
  if (!found || call.now < found.createdAt.getTime())
    throw awsError('NamespaceNotFound', `Namespace ${reference} was not found.`)
  return found
}

/** By id or ARN. @throws AwsError ServiceNotFound */
export function findRegistry(call: Call, reference: string): RegistryRecord {
  const found = call.table(registries).get(reference.split('/').at(-1)!)
  if (!found) throw awsError('ServiceNotFound', `Service ${reference} was not found.`)
  return found
}

export function servicesIn(call: Call, namespaceId: string): RegistryRecord[] {
  return call.table(registries).filter(one => one.namespaceId === namespaceId)
}

export function instancesOf(call: Call, serviceId: string): InstanceRecord[] {
  return call.table(instances).filter(one => one.serviceId === serviceId)
}
