import { resources } from '../../src/lib/resources/index.ts'
import type { AnyResource } from '../../src/lib/resources/resource.ts'
import { timings } from '../../src/lib/sandbox/timings.ts'

const { provisioning, pending, activating, stopping } = timings.task

/** What AWS makes one wait for before a resource of this kind can be used, in virtual milliseconds. */
const waits: Readonly<Record<string, number>> = {
  'nat-gateway': timings.natGatewayAvailable,
  'vpc-endpoint': timings.vpcEndpointAvailable,
  'load-balancer': timings.loadBalancerActive,
  'certificate-validation': timings.certificateIssued,
  'dns-record': timings.dnsChangeInSync,
  database: timings.databaseAvailable,
  'database-proxy': timings.databaseProxyAvailable,
  'database-proxy-target': timings.databaseProxyConnected,
  'database-schemas': provisioning + pending + activating + stopping,
  cache: timings.cacheAvailable,
  table: timings.tableActive + timings.tableBackupsReady,
  'file-system': timings.fileSystemAvailable,
  'mount-targets': timings.mountTargetAvailable,
  distribution: timings.distributionDeployed,
  namespace: timings.namespaceCreated,
  'vpc-link': timings.vpcLinkAvailable,
  'api-domain': timings.apiDomainAvailable,
  role: timings.roleAssumable,
  'on-demand-function': timings.functionActive + timings.functionVersionActive,
}

export interface Chain {
  readonly kinds: readonly string[]
  readonly ms: number
}

/** The longest path through the graph of these kinds, by what AWS makes one wait for on it. */
export function longestChain(present: ReadonlySet<string>): Chain {
  const known = new Map<AnyResource, Chain>()
  const longestTo = (resource: AnyResource): Chain => {
    const standing = known.get(resource)
    if (standing) return standing
    const before = longest(Object.values<AnyResource>(resource.deps).map(longestTo))
    const wait = (present.has(resource.kind) && waits[resource.kind]) || 0
    const chain = wait === 0 ? before : { kinds: [...before.kinds, resource.kind], ms: before.ms + wait }
    known.set(resource, chain)
    return chain
  }
  return longest(resources.map(longestTo))
}

function longest(chains: readonly Chain[]): Chain {
  return chains.reduce((a, b) => (b.ms > a.ms ? b : a), { kinds: [], ms: 0 })
}
