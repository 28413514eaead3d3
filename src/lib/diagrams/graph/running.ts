import type { LambdaFunction, Manifest, Service } from '../../manifest/schema/manifest.ts'
import { formatDuration } from '../../manifest/schema/scalars.ts'
import { onDemandServices } from '../../resources/on-demand/on-demand-names.ts'
import { cloud, clusterOf } from './groups.ts'
import type { Edge, Fragment, Node } from './model.ts'

/** Services and jobs in the network, and functions beside it. */
export function running(manifest: Manifest): Fragment {
  const { services, functions, jobs } = manifest
  const onDemand = wakingAndIdling(manifest)
  return {
    nodes: [
      ...Object.entries(services).map(([name, service]) => serviceNode(name, service, manifest)),
      ...Object.entries(jobs).map(([name, job]) => jobNode(name, job, manifest)),
      ...Object.entries(functions).map(([name, one]) => functionNode(name, one)),
      ...onDemand.nodes,
    ],
    edges: [...Object.entries(jobs).map(([name, { service }]) => runsAs(name, service)), ...onDemand.edges],
  }
}

function serviceNode(name: string, service: Service, manifest: Manifest): Node {
  const { port, count, cpu, memory, capacity, architecture, build } = service
  const range = count.min === count.max ? `${count.min}` : `${count.min}–${count.max}`
  const arm = (architecture ?? build?.platforms[0]) === 'linux/arm64'
  const spot = capacity.spot ? (capacity.onDemand ? 'partly Spot' : 'Spot') : undefined
  return {
    id: `service/${name}`,
    kind: 'service',
    label: port === undefined ? name : `${name} :${port}`,
    details: [
      [`${range} ${range === '1' ? 'task' : 'tasks'}`, ...(spot ? [spot] : [])].join(', '),
      [`${cpu / 1024} vCPU`, `${memory / 1024} GB`, ...(arm ? ['ARM64'] : [])].join(', '),
    ],
    group: clusterOf(service, manifest),
  }
}

function jobNode(
  name: string,
  { schedule, timezone, service }: Manifest['jobs'][string],
  manifest: Manifest,
): Node {
  return {
    id: `job/${name}`,
    kind: 'job',
    label: name,
    details: [`${schedule} ${timezone}`, `as ${service}`],
    group: clusterOf(manifest.services[service]!, manifest),
  }
}

function runsAs(name: string, service: string): Edge {
  return { from: `job/${name}`, to: `service/${service}`, kind: 'side' }
}

function functionNode(name: string, { memory, zip }: LambdaFunction): Node {
  return {
    id: `function/${name}`,
    kind: 'function',
    label: name,
    details: [`Lambda, ${memory} MB`, ...(zip ? [zip.runtime] : [])],
    group: cloud,
  }
}

/** What starts services when somebody asks, and stops them when nobody does. */
function wakingAndIdling(manifest: Manifest): Fragment {
  const { onDemand } = manifest
  if (!onDemand) return { nodes: [], edges: [] }
  const { after, checkEvery } = onDemand.idle
  const node = (name: string, detail: string): Node => ({
    id: `function/on-demand/${name}`,
    kind: 'function',
    label: name,
    details: ['Lambda, on demand', detail],
    group: cloud,
  })
  const nodes = [
    node('waker', 'answers while it sleeps'),
    node('idler', `stops it after ${formatDuration(after)} idle`),
  ]
  const moves = (from: Node, label: string) =>
    onDemandServices(manifest).map(
      (name): Edge => ({ from: from.id, to: `service/${name}`, kind: 'side', label }),
    )
  return {
    nodes,
    edges: [
      ...moves(nodes[0]!, 'starts'),
      ...moves(nodes[1]!, `stops, looks every ${formatDuration(checkEvery)}`),
    ],
  }
}
