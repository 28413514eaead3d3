import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { findRegistry, instancesOf } from './lookup.ts'
import { begin } from './pending.ts'
import { publish, withdraw } from './records.ts'
import {
  type CloudMapOperations,
  type InstanceRecord,
  instanceKey,
  instances,
  namespaces,
  type RegistryRecord,
  registries,
} from './tables.ts'

/** How long a change of an instance takes. */
const changeTakes = 2_000

export const instanceOperations = {
  RegisterInstance({ ServiceId, InstanceId, Attributes, CreatorRequestId }, call) {
    const registry = findRegistry(call, ServiceId)
    checkAttributes(registry, Attributes)
    register(call, registry, InstanceId, Attributes, CreatorRequestId)
    const targets = { INSTANCE: InstanceId, SERVICE: registry.id }
    return { OperationId: begin(call, 'REGISTER_INSTANCE', targets, changeTakes) }
  },

  DeregisterInstance({ ServiceId, InstanceId }, call) {
    const registry = findRegistry(call, ServiceId)
    find(call, registry.id, InstanceId)
    deregister(call, registry, InstanceId)
    const targets = { INSTANCE: InstanceId, SERVICE: registry.id }
    return { OperationId: begin(call, 'DEREGISTER_INSTANCE', targets, changeTakes) }
  },

  GetInstance: ({ ServiceId, InstanceId }, call) => ({
    Instance: shown(find(call, findRegistry(call, ServiceId).id, InstanceId)),
    ResourceOwner: call.account,
  }),

  ListInstances({ ServiceId, MaxResults = 100, NextToken }, call) {
    const { items, next } = page(instancesOf(call, findRegistry(call, ServiceId).id), NextToken, MaxResults)
    return { ResourceOwner: call.account, Instances: items.map(shown), NextToken: next }
  },

  GetInstancesHealthStatus({ ServiceId, Instances, MaxResults = 100, NextToken }, call) {
    const registry = findRegistry(call, ServiceId)
    const asked = Instances?.map(id => find(call, registry.id, id)) ?? instancesOf(call, registry.id)
    const { items, next } = page(asked, NextToken, MaxResults)
    const Status = Object.fromEntries(
      items.map(({ id, health }) => [id, registry.custom ? health : 'UNKNOWN']),
    )
    return { Status, NextToken: next } as never
  },

  UpdateInstanceCustomHealthStatus({ ServiceId, InstanceId, Status }, call) {
    const registry = findRegistry(call, ServiceId)
    if (!registry.custom) {
      throw awsError('CustomHealthNotFound', 'Custom health check config not found for the service')
    }
    find(call, registry.id, InstanceId)
    setHealth(call, registry, InstanceId, Status as InstanceRecord['health'])
    return {}
  },

  DiscoverInstances(
    { NamespaceName, ServiceName, MaxResults = 100, HealthStatus, QueryParameters = {} },
    call,
  ) {
    const registry = byName(call, NamespaceName, ServiceName)
    const { name } = call.table(namespaces).get(registry.namespaceId)!
    const found = instancesOf(call, registry.id).filter(({ attributes }) =>
      Object.entries(QueryParameters).every(([key, value]) => attributes[key] === value),
    )
    const Instances = ofHealth(registry, found, HealthStatus ?? 'HEALTHY_OR_ELSE_ALL').slice(0, MaxResults)
    return {
      Instances: Instances.map(({ id, health, attributes }) => ({
        InstanceId: id,
        NamespaceName: name,
        ServiceName: registry.name,
        HealthStatus: registry.custom ? health : 'UNKNOWN',
        Attributes: attributes,
      })),
      InstancesRevision: found.length,
    }
  },
} satisfies CloudMapOperations

/** Those that a caller is sent to: the healthy ones, or all where none is (DiscoverInstances, HealthStatus). */
export function discover(call: Call, serviceId: string): InstanceRecord[] {
  const registry = call.table(registries).get(serviceId)
  return registry ? ofHealth(registry, instancesOf(call, serviceId), 'HEALTHY_OR_ELSE_ALL') : []
}

/** Registers an instance, or gives it other attributes. */
export function register(
  call: Call,
  registry: RegistryRecord,
  id: string,
  attributes: Record<string, string>,
  creatorRequestId?: string,
): void {
  const { AWS_INIT_HEALTH_STATUS: health = 'HEALTHY', ...kept } = attributes
  const instance = call.table(instances).put(instanceKey(registry.id, id), {
    serviceId: registry.id,
    id,
    attributes: kept,
    creatorRequestId,
    health: health as InstanceRecord['health'],
  })
  publish(call, registry, instance)
}

/** One that is gone already is fine. */
export function deregister(call: Call, registry: RegistryRecord, id: string): void {
  call.table(instances).delete(instanceKey(registry.id, id))
  withdraw(call, registry, id)
}

/** Says whether an instance is well, of one that is registered. */
export function setHealth(
  call: Call,
  registry: RegistryRecord,
  id: string,
  health: InstanceRecord['health'],
): void {
  const key = instanceKey(registry.id, id)
  if (call.table(instances).get(key)?.health === health || !call.table(instances).has(key)) return
  const changed = call.table(instances).update(key, draft => {
    draft.health = health
  })
  publish(call, registry, changed)
}

function ofHealth(registry: RegistryRecord, all: InstanceRecord[], wanted: string): InstanceRecord[] {
  if (!registry.custom || wanted === 'ALL') return all
  const healthy = all.filter(({ health }) => health === 'HEALTHY')
  if (wanted === 'HEALTHY') return healthy
  if (wanted === 'UNHEALTHY') return all.filter(({ health }) => health === 'UNHEALTHY')
  return healthy.length > 0 ? healthy : all
}

function byName(call: Call, namespaceName: string, serviceName: string): RegistryRecord {
  const namespace = call.table(namespaces).find(({ name }) => name === namespaceName)
  if (!namespace) throw awsError('NamespaceNotFound', `Namespace ${namespaceName} was not found.`)
  const found = call
    .table(registries)
    .find(({ name, namespaceId }) => name === serviceName && namespaceId === namespace.id)
  if (!found) throw awsError('ServiceNotFound', `Service ${serviceName} was not found.`)
  return found
}

/** @throws AwsError InstanceNotFound */
function find(call: Call, serviceId: string, id: string): InstanceRecord {
  const found = call.table(instances).get(instanceKey(serviceId, id))
  if (!found) throw awsError('InstanceNotFound', `Instance ${id} was not found.`)
  return found
}

function checkAttributes({ dns }: RegistryRecord, attributes: Readonly<Record<string, string>>): void {
  const types = (dns?.DnsRecords ?? []).map(({ Type }) => Type)
  if (types.includes('A') && !attributes.AWS_INSTANCE_IPV4) throw missing('AWS_INSTANCE_IPV4')
  if (types.includes('SRV') && !attributes.AWS_INSTANCE_PORT) throw missing('AWS_INSTANCE_PORT')
}

function missing(attribute: string): AwsError {
  return awsError('InvalidInput', `The attribute ${attribute} is required by the records of the service`)
}

function shown({ id, attributes, creatorRequestId }: InstanceRecord) {
  return { Id: id, Attributes: attributes, CreatorRequestId: creatorRequestId }
}
