import { randomUUID } from 'node:crypto'
import type { ServiceSummary } from '@aws-sdk/client-servicediscovery'
import { type Ports, pages, unlessExists, unlessMissing } from '../aws/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { linkedServices } from './api-targets.ts'
import { calledServices } from './discovery.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, type Scope, tagList } from './names.ts'
import { namespace } from './namespace.ts'
import { changed, defineResource, type Run } from './resource.ts'

export interface DiscoveryServiceSpec {
  /** `A` for those who ask DNS for an address, `SRV` for an API Gateway, which needs the port as well. */
  readonly record: 'A' | 'SRV'
}

export interface DiscoveryServiceState {
  readonly serviceId: string
  readonly arn: string
  readonly name: string
  readonly record: string | undefined
  /** Seconds. */
  readonly ttl: number | undefined
  /** Tasks that are registered. */
  readonly instances: number
}

const deps = { namespace }
type Deps = typeof deps

/** Seconds for which an address may be remembered; that of a task that has gone leads nowhere. */
const ttl = 10

/**
 * A Cloud Map service, in which ECS registers the tasks of one of ours. Its logical id is its name, and tells the
 * record: Cloud Map cannot change the record of one that stands, and gives nobody both
 * (Cloud Map API reference, DnsRecord.Type).
 */
export const discoveryService = defineResource<DiscoveryServiceSpec, DiscoveryServiceState, Deps>({
  kind: 'discovery-service',
  stage: 'bootstrap',
  deps,

  standsOn: () => ({ namespace: ['dns'] }),

  inUse: ({ instances }) => (instances > 0 ? 'tasks are registered in it' : undefined),

  desired: registriesOf,

  inspect: find,

  diff: (want, have) => [
    ...changed('record', have.record, want.record, true),
    ...changed('ttl', have.ttl, ttl),
  ],

  async ensure({ record }, have, { namespace }, run) {
    const { id, scope, ports } = run
    const { serviceDiscovery } = ports
    const DnsConfig = { DnsRecords: [{ Type: record, TTL: ttl }] }
    if (have) {
      await serviceDiscovery.updateService({ Id: have.serviceId, Service: { DnsConfig } })
      return { ...have, ttl }
    }
    const creation = serviceDiscovery.createService({
      Name: id,
      NamespaceId: namespace.of('dns').namespaceId,
      CreatorRequestId: randomUUID(),
      DnsConfig: { ...DnsConfig, RoutingPolicy: 'MULTIVALUE' },
      // ECS tells by it which tasks are well; it cannot be added later.
      HealthCheckCustomConfig: { FailureThreshold: 1 },
      Tags: tagList(scope, id),
    })
    const made = await unlessExists(creation)
    if (made) return stateOf(made.Service!)
    return await adoptOwn(namespace.of('dns').namespaceId, run)
  },

  async remove({ serviceId }, { ports }) {
    await unlessMissing(ports.serviceDiscovery.deleteService({ Id: serviceId }))
  },

  identify: ({ name }) => name,
})

/** The Cloud Map service in which an API Gateway looks for a service, in the spelling that SRV records have (RFC 2782). */
export function gatewayName(service: string): string {
  return `_${service}._tcp`
}

/** The Cloud Map service that a service's tasks are registered in; ECS takes one at most. Pure. */
export function registryOf(manifest: Manifest, name: string): string | undefined {
  if (name in linkedServices(manifest)) return gatewayName(name)
  return manifest.discovery === 'dns' && calledServices(manifest).has(name) ? name : undefined
}

function registriesOf(manifest: Manifest): Record<string, DiscoveryServiceSpec> {
  const names = Object.keys(manifest.services).flatMap(name => registryOf(manifest, name) ?? [])
  return Object.fromEntries(names.map(name => [name, { record: name.startsWith('_') ? 'SRV' : 'A' }]))
}

async function adoptOwn(namespaceId: string, { id, scope, ports }: Run): Promise<DiscoveryServiceState> {
  const Filters = [{ Name: 'NAMESPACE_ID' as const, Values: [namespaceId] }]
  const standing = await pages(ports.serviceDiscovery.listServices, { Filters }, page => page.Services)
  const found = standing.find(({ Name }) => Name === id)!
  refuseForeign(await tagsOf(found.Arn!, ports), scope, `Cloud Map service ${id}`)
  return stateOf(found)
}

async function find(scope: Scope, ports: Ports): Promise<Record<string, DiscoveryServiceState>> {
  const { dns } = await namespace.inspect(scope, ports)
  if (!dns) return {}
  const Filters = [{ Name: 'NAMESPACE_ID' as const, Values: [dns.namespaceId] }]
  const all = await pages(ports.serviceDiscovery.listServices, { Filters }, page => page.Services)
  const found = await Promise.all(
    all.map(async one => [idIn(await tagsOf(one.Arn!, ports), scope), one] as const),
  )
  return Object.fromEntries(
    found.flatMap(([id, one]) => (id === undefined ? [] : [[id, stateOf(one)] as const])),
  )
}

async function tagsOf(ResourceARN: string, { serviceDiscovery }: Ports) {
  return (await unlessMissing(serviceDiscovery.listTagsForResource({ ResourceARN })))?.Tags
}

type Described = Pick<ServiceSummary, 'Id' | 'Arn' | 'Name' | 'DnsConfig' | 'InstanceCount'>

function stateOf({ Id, Arn, Name, DnsConfig, InstanceCount }: Described): DiscoveryServiceState {
  const [record] = DnsConfig?.DnsRecords ?? []
  return {
    serviceId: Id!,
    arn: Arn!,
    name: Name!,
    record: record?.Type,
    ttl: record?.TTL,
    instances: InstanceCount ?? 0,
  }
}
