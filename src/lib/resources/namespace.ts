import { randomUUID } from 'node:crypto'
import type { NamespaceSummary } from '@aws-sdk/client-servicediscovery'
import { type Ports, pages, unlessExists, unlessMissing, until } from '../aws/index.ts'
import { namespaceNames, namespacesOf } from './discovery.ts'
import { failedOnAws } from './failed-on-aws.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, type Scope, tagList } from './names.ts'
import { changed, defineResource, type Run } from './resource.ts'
import { vpc } from './vpc.ts'

export interface NamespaceSpec {
  /** `shop-prod.internal`. */
  readonly name: string
}

export interface NamespaceState {
  readonly namespaceId: string
  readonly arn: string
  readonly name: string
  /** AWS's word: `DNS_PRIVATE`, `HTTP`. */
  readonly type: string
  /** Services in it. */
  readonly services: number
}

const deps = { vpc }
type Deps = typeof deps

/**
 * A Cloud Map namespace: `dns`, a private hosted zone of the network; `connect`, in which Service Connect keeps what
 * it knows. It is found by its name, since a listing tells no tags.
 */
export const namespace = defineResource<NamespaceSpec, NamespaceState, Deps>({
  kind: 'namespace',
  stage: 'bootstrap',
  deps,

  // ECS makes the services of Service Connect, and removes them once nothing is deployed with it any more.
  inUse: ({ type, services }) =>
    type === 'HTTP' && services > 0 ? 'services still use Service Connect' : undefined,

  desired: namespacesOf,

  inspect: find,

  diff: (want, have) => changed('name', have.name, want.name, true),

  async ensure({ name }, have, deps, run) {
    if (have) return have
    const { scope, id, ports } = run
    const common = { Name: name, CreatorRequestId: randomUUID(), Tags: tagList(scope, id) }
    const creation =
      id === 'dns'
        ? ports.serviceDiscovery.createPrivateDnsNamespace({ ...common, Vpc: deps.vpc.of('main').vpcId })
        : ports.serviceDiscovery.createHttpNamespace(common)
    const begun = await unlessExists(creation)
    if (begun) await untilDone(begun.OperationId!, `namespace ${name} to be made`, run)
    else refuseForeign(await tagsByName(name, ports), scope, `Cloud Map namespace ${name}`)
    const what = `namespace ${name} to be listed`
    return until({ ...run, what, within: 60 }, async () => (await find(scope, ports))[id])
  },

  async remove({ namespaceId, name }, run) {
    await removeLeftovers(namespaceId, run)
    const begun = await unlessMissing(run.ports.serviceDiscovery.deleteNamespace({ Id: namespaceId }))
    if (begun) await untilDone(begun.OperationId!, `namespace ${name} to be deleted`, run)
  },

  identify: ({ name }) => name,
})

/** Cloud Map does its work behind an operation, which tells in the end whether it could. */
async function untilDone(OperationId: string, what: string, run: Run): Promise<void> {
  run.waiting(`for ${what}; about a minute`)
  await until({ ...run, what, within: 600 }, async () => {
    const { Operation } = await run.ports.serviceDiscovery.getOperation({ OperationId })
    if (Operation?.Status === 'FAIL') {
      const { ErrorCode, ErrorMessage } = Operation
      throw failedOnAws(
        `Cloud Map, waiting for ${what},`,
        [ErrorCode, ErrorMessage].filter(Boolean).join(': '),
      )
    }
    return Operation?.Status === 'SUCCESS' ? true : undefined
  })
}

/** ECS makes the services of Service Connect by itself, and may leave them behind. */
async function removeLeftovers(namespaceId: string, { ports }: Run): Promise<void> {
  const Filters = [{ Name: 'NAMESPACE_ID' as const, Values: [namespaceId] }]
  const listing = pages(ports.serviceDiscovery.listServices, { Filters }, page => page.Services)
  for (const { Id } of (await unlessMissing(listing)) ?? []) {
    // A stand-in that ignores filters would else have us remove what is elsewhere.
    const found = await unlessMissing(ports.serviceDiscovery.getService({ Id: Id! }))
    if (found?.Service?.NamespaceId !== namespaceId) continue
    await unlessMissing(ports.serviceDiscovery.deleteService({ Id: Id! }))
  }
}

async function find(scope: Scope, ports: Ports): Promise<Record<string, NamespaceState>> {
  const names = namespaceNames(scope)
  const candidates = (await list(ports)).filter(({ Name }) => Object.values(names).includes(Name!))
  const found = await Promise.all(
    candidates.map(async one => [idIn(await tagsOf(one.Arn!, ports), scope), one] as const),
  )
  return Object.fromEntries(
    found.flatMap(([id, one]) => (id === undefined ? [] : [[id, stateOf(one)] as const])),
  )
}

function list({ serviceDiscovery }: Ports): Promise<NamespaceSummary[]> {
  return pages(serviceDiscovery.listNamespaces, {}, page => page.Namespaces)
}

async function tagsByName(name: string, ports: Ports) {
  const standing = (await list(ports)).find(({ Name }) => Name === name)
  return standing && (await tagsOf(standing.Arn!, ports))
}

async function tagsOf(ResourceARN: string, { serviceDiscovery }: Ports) {
  return (await unlessMissing(serviceDiscovery.listTagsForResource({ ResourceARN })))?.Tags
}

function stateOf({ Id, Arn, Name, Type, ServiceCount }: NamespaceSummary): NamespaceState {
  return { namespaceId: Id!, arn: Arn!, name: Name!, type: Type!, services: ServiceCount ?? 0 }
}
