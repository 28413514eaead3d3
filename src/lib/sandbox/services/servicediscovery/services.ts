import type { DnsConfig, DnsRecord, Service, ServiceFilter, Tag } from '@aws-sdk/client-servicediscovery'
import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { withTags } from '../tags.ts'
import { findNamespace, findRegistry, instancesOf, servicesIn } from './lookup.ts'
import { begin } from './pending.ts'
import { publish } from './records.ts'
import {
  type CloudMapOperations,
  cloudMapTags,
  type NamespaceRecord,
  type RegistryRecord,
  registries,
} from './tables.ts'

/** How long a change of all records of a service takes. */
const changeTakes = 5_000

export const registryOperations = {
  CreateService(input, call) {
    const { Name, DnsConfig, HealthCheckConfig, NamespaceId = DnsConfig?.NamespaceId, Tags } = input
    if (!NamespaceId) throw invalid('A namespace ID is required')
    const namespace = findNamespace(call, NamespaceId)
    checkName(Name)
    if (HealthCheckConfig && namespace.type === 'DNS_PRIVATE')
      throw invalid('HealthCheckConfig is not supported for services in private DNS namespaces')
    if (DnsConfig) checkRecords(DnsConfig.DnsRecords, namespace.type)
    const taken = servicesIn(call, namespace.id).find(one => one.name === Name)
    if (taken) throw alreadyExists(taken)
    const made = createRegistry(call, {
      name: Name,
      namespace,
      description: input.Description,
      creatorRequestId: input.CreatorRequestId,
      tags: withTags([], Tags),
      dns: DnsConfig && {
        ...withoutNamespace(DnsConfig),
        RoutingPolicy: DnsConfig.RoutingPolicy ?? 'MULTIVALUE',
      },
      custom: input.HealthCheckCustomConfig,
    })
    return { Service: shown(made, call) }
  },

  UpdateService({ Id, Service: change }, call) {
    const { id, dns } = findRegistry(call, Id)
    const wanted = change.DnsConfig?.DnsRecords
    // What is left out of an update is gone.
    if (dns && typesIn(wanted) !== typesIn(dns.DnsRecords))
      throw invalid('The record type of a service cannot be changed')
    call.table(registries).update(id, draft => {
      if (draft.dns && wanted) draft.dns.DnsRecords = wanted
    })
    const registry = findRegistry(call, id)
    for (const instance of instancesOf(call, id)) publish(call, registry, instance)
    return { OperationId: begin(call, 'UPDATE_SERVICE', { SERVICE: id }, changeTakes) }
  },

  DeleteService({ Id }, call) {
    deleteRegistry(call, findRegistry(call, Id).id)
    return {}
  },

  GetService: ({ Id }, call) => ({ Service: shown(findRegistry(call, Id), call) }),

  ListServices({ MaxResults = 100, NextToken, Filters = [] }, call) {
    const found = call.table(registries).filter(one => Filters.every(filter => passes(one, filter)))
    const { items, next } = page(found, NextToken, MaxResults)
    return {
      Services: items.map(one => {
        const { NamespaceId: _namespace, CreatorRequestId: _creator, ...summary } = shown(one, call)
        return summary
      }),
      NextToken: next,
    }
  },
} satisfies CloudMapOperations

interface Wish extends Partial<Pick<RegistryRecord, 'description' | 'creatorRequestId' | 'dns' | 'custom'>> {
  readonly name: string
  readonly namespace: NamespaceRecord
  readonly tags: Tag[]
}

export function createRegistry(call: Call, { namespace, tags, ...wish }: Wish): RegistryRecord {
  const id = `srv-${call.id('', 16)}`
  const arn = call.arn(`service/${id}`)
  call.table(cloudMapTags).put(arn, tags)
  return call.table(registries).put(id, {
    id,
    arn,
    namespaceId: namespace.id,
    createdAt: call.date,
    description: undefined,
    creatorRequestId: undefined,
    dns: undefined,
    custom: undefined,
    ...wish,
  })
}

/** @throws AwsError ServiceNotFound, ResourceInUse */
export function deleteRegistry(call: Call, serviceId: string): void {
  const { id, arn } = findRegistry(call, serviceId)
  if (instancesOf(call, id).length > 0) {
    throw awsError(
      'ResourceInUse',
      'Service contains registered instances; delete the instances before deleting the service',
    )
  }
  call.table(registries).delete(id)
  call.table(cloudMapTags).delete(arn)
}

function invalid(message: string): AwsError {
  return awsError('InvalidInput', message)
}

function alreadyExists({ id, arn, creatorRequestId, name }: RegistryRecord): AwsError {
  const members = { ServiceId: id, ServiceArn: arn, CreatorRequestId: creatorRequestId }
  return awsError(
    'ServiceAlreadyExists',
    `A service with the name ${name} already exists.`,
    undefined,
    members,
  )
}

function checkName(name: string): void {
  if (
    /^[a-zA-Z0-9_]([a-zA-Z0-9-_]{0,61}[a-zA-Z0-9_])?(\.[a-zA-Z0-9_]([a-zA-Z0-9-_]{0,61}[a-zA-Z0-9_])?)*$/.test(
      name,
    )
  )
    return
  throw invalid(`Service name ${name} is not valid`)
}

/** https://docs.aws.amazon.com/cloud-map/latest/api/API_DnsRecord.html */
const combinations = ['A', 'AAAA', 'A AAAA', 'CNAME', 'SRV']

function checkRecords(records: readonly DnsRecord[] | undefined, type: string): void {
  if (type === 'HTTP') throw invalid('DnsConfig is not supported for services in HTTP namespaces')
  if (combinations.includes(typesIn(records))) return
  throw invalid(`The record types ${typesIn(records)} cannot be combined in one service`)
}

function typesIn(records: readonly DnsRecord[] | undefined): string {
  return (records ?? [])
    .map(({ Type }) => Type)
    .sort()
    .join(' ')
}

function withoutNamespace({ NamespaceId: _id, ...config }: DnsConfig): DnsConfig {
  return config
}

function passes(one: RegistryRecord, { Name, Values = [] }: ServiceFilter): boolean {
  return Name !== 'NAMESPACE_ID' || Values.includes(one.namespaceId)
}

function shown(one: RegistryRecord, call: Call): Service {
  return {
    Id: one.id,
    Arn: one.arn,
    ResourceOwner: call.account,
    Name: one.name,
    NamespaceId: one.namespaceId,
    Description: one.description,
    InstanceCount: instancesOf(call, one.id).length,
    DnsConfig: one.dns && { ...one.dns, NamespaceId: one.namespaceId },
    Type: one.dns ? 'DNS_HTTP' : 'HTTP',
    HealthCheckCustomConfig: one.custom,
    CreateDate: one.createdAt,
    CreatorRequestId: one.creatorRequestId,
    CreatedByAccount: call.account,
  }
}
