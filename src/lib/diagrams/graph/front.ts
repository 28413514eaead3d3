import type { Manifest } from '../../manifest/schema/manifest.ts'
import { apiTargets } from '../../resources/api-targets.ts'
import { entrances } from '../../resources/ingress.ts'
import { cloud } from './groups.ts'
import type { Edge, Fragment, Node } from './model.ts'

const none: Fragment = { nodes: [], edges: [] }

/** From the clients to what answers them. */
export function front(manifest: Manifest): Fragment {
  const ways = [wayIn(manifest), ...sites(manifest), ...signIns(manifest)]
  const nodes = ways.flatMap(way => way.nodes)
  const edges = ways.flatMap(way => way.edges)
  if (edges.length === 0) return none
  const clients: Node = {
    id: 'clients',
    kind: 'clients',
    label: 'Clients',
    details: ['browsers and apps'],
    group: undefined,
  }
  return { nodes: [clients, ...nodes], edges }
}

/** Through the domain and the load balancer or the HTTP API, by paths. */
function wayIn(manifest: Manifest): Fragment {
  const targets = routed(manifest)
  if (targets.length === 0) return none
  const door = manifest.ingress === 'http-api' ? httpApi(manifest) : loadBalancer(manifest)
  const name = domainNode(manifest)
  return {
    nodes: [...(name ? [name] : []), door],
    edges: [
      ...chain(['clients', ...(name ? [name.id] : []), door.id]),
      ...targets.map(
        ({ to, paths }): Edge => ({ from: door.id, to, kind: 'request', label: paths.join(' ') }),
      ),
    ],
  }
}

function routed(manifest: Manifest): { to: string; paths: readonly string[] }[] {
  return [
    ...Object.entries(entrances(manifest)).map(([name, { paths }]) => ({ to: `service/${name}`, paths })),
    ...Object.entries(apiTargets(manifest)).map(([name, { of, paths }]) => ({ to: `${of}/${name}`, paths })),
    ...(manifest.onDemand
      ? [{ to: 'function/on-demand/waker', paths: ['/wake', '/status', '/shutdown'] }]
      : []),
  ]
}

function httpApi({ domain }: Manifest): Node {
  const details = ['API Gateway', ...(domain ? [] : ['HTTPS, a name by AWS'])]
  return { id: 'http-api', kind: 'http-api', label: 'HTTP API', details, group: cloud }
}

function loadBalancer({ domain, loadBalancer }: Manifest): Node {
  const ports = domain ? ['HTTPS 443', 'HTTP 80 redirects'] : ['HTTP 80']
  return {
    id: 'load-balancer',
    kind: 'load-balancer',
    label: 'Load balancer',
    details: loadBalancer.existing ? ['made elsewhere'] : ports,
    group: 'public',
  }
}

function domainNode({ domain }: Manifest): Node | undefined {
  if (!domain) return undefined
  const details = [domain.external ? 'DNS elsewhere' : 'Route 53', 'certificate by ACM']
  return { id: 'domain', kind: 'domain', label: domain.name, details, group: cloud }
}

/** Sites and media that clients fetch themselves. */
function sites({ buckets }: Manifest): Fragment[] {
  return Object.entries(buckets).map(([name, { cdn, website, publicPrefix }]) => {
    const to = `bucket/${name}`
    if (cdn) {
      const own = typeof cdn === 'object' ? cdn.domain : undefined
      const details = own ? [own] : [`for ${name}`]
      const node: Node = { id: `cdn/${name}`, kind: 'cdn', label: 'CloudFront', details, group: cloud }
      return { nodes: [node], edges: chain(['clients', node.id, to]) }
    }
    return website || publicPrefix ? { nodes: [], edges: chain(['clients', to]) } : none
  })
}

function signIns({ userPools }: Manifest): Fragment[] {
  return Object.keys(userPools).map(name => ({
    nodes: [],
    edges: [{ from: 'clients', to: `user-pool/${name}`, kind: 'request', label: 'sign in' }],
  }))
}

function chain(ids: readonly string[]): Edge[] {
  return ids.slice(1).map((to, index) => ({ from: ids[index]!, to, kind: 'request' }))
}
