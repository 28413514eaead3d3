import type { LambdaFunction, Manifest, Service } from '../../manifest/schema/manifest.ts'
import { cloud, clusterOf } from './groups.ts'
import type { Edge, Fragment, Node } from './model.ts'

/** Services and jobs in the network, and functions beside it. */
export function running(manifest: Manifest): Fragment {
  const { services, functions, jobs } = manifest
  return {
    nodes: [
      ...Object.entries(services).map(([name, service]) => serviceNode(name, service, manifest)),
      ...Object.entries(jobs).map(([name, job]) => jobNode(name, job, manifest)),
      ...Object.entries(functions).map(([name, one]) => functionNode(name, one)),
    ],
    edges: Object.entries(jobs).map(([name, { service }]) => runsAs(name, service)),
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
