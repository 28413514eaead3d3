import type { Manifest } from '../../manifest/schema/manifest.ts'
import { alarm } from '../../resources/alarm.ts'
import { isSecluded, type Tier, tierOf } from '../../resources/task-subnets.ts'
import { cloud, clusterIn } from './groups.ts'
import type { Edge, Fragment, Node } from './model.ts'
import { kept } from './stores.ts'

/** What stands beside the requests: the way out, images, logs and alarms, and who deploys. */
export function surroundings(manifest: Manifest): Fragment {
  const parts = [wayOut(manifest), ...images(manifest), monitoring(manifest)]
  return { nodes: parts.flatMap(({ nodes }) => nodes), edges: parts.flatMap(({ edges }) => edges) }
}

const side = (from: string, to: string, label?: string): Edge => ({
  from,
  to,
  kind: 'side',
  ...(label ? { label } : {}),
})

function wayOut(manifest: Manifest): Fragment {
  const { network } = manifest
  if (!hasTasks(manifest, 'private') || network.existing) return { nodes: [], edges: [] }
  const from = clusterIn('private')
  if (isSecluded(manifest)) {
    const details = ['to ECR, logs and secrets']
    const node: Node = {
      id: 'endpoints',
      kind: 'endpoints',
      label: 'VPC endpoints',
      details,
      group: 'private',
    }
    return { nodes: [node], edges: [side(from, node.id)] }
  }
  const details = ['to the internet', network.nat === 'single' ? 'one for all zones' : 'one in each zone']
  const node: Node = { id: 'nat', kind: 'nat', label: 'NAT gateway', details, group: 'public' }
  return { nodes: [node], edges: [side(from, node.id)] }
}

function hasTasks({ services, network }: Manifest, tier: Tier): boolean {
  return Object.values(services).some(service => tierOf(service, network) === tier)
}

/** Where images come from: ECR for what is built, and the registries of what is only run. */
function images(manifest: Manifest): Fragment[] {
  const built = [...things(manifest)].filter(([, { build }]) => build).map(([id]) => id)
  const ecr: Node = {
    id: 'registry',
    kind: 'registry',
    label: 'ECR',
    details: [built.length === 1 ? '1 repository' : `${built.length} repositories`],
    group: cloud,
  }
  const byHost = Map.groupBy(
    [...things(manifest)].filter(([, { image }]) => image),
    ([, { image }]) => registryOf(image!),
  )
  const given = [...byHost].map(([host, pulling]): Fragment => {
    const id = `external-registry/${host}`
    const node: Node = { id, kind: 'external-registry', label: host, details: ['images'], group: undefined }
    return { nodes: [node], edges: pulling.map(([to]) => side(id, to, 'image')) }
  })
  if (built.length === 0) return given
  return [{ nodes: [ecr], edges: built.map(to => side(ecr.id, to, 'image')) }, ...pushing(manifest), ...given]
}

function pushing({ github }: Manifest): Fragment[] {
  if (!github) return []
  const id = 'github'
  const node: Node = {
    id,
    kind: 'github',
    label: 'GitHub Actions',
    details: [github.repository],
    group: undefined,
  }
  return [{ nodes: [node], edges: [side(id, 'registry', 'push')] }]
}

function* things({
  services,
  functions,
}: Manifest): Generator<[string, { build?: unknown; image?: string | undefined }]> {
  for (const [name, service] of Object.entries(services)) yield [`service/${name}`, service]
  for (const [name, one] of Object.entries(functions)) yield [`function/${name}`, one]
}

/** The host of an image's name; Docker Hub where it has none. */
function registryOf(image: string): string {
  const [host = ''] = image.split('/')
  return image.includes('/') && /[.:]/.test(host) ? host : 'Docker Hub'
}

/** CloudWatch, and who it writes to. */
function monitoring(manifest: Manifest): Fragment {
  const { services, functions, logs, alarms, dashboard } = manifest
  if (Object.keys(services).length + Object.keys(functions).length === 0) return { nodes: [], edges: [] }
  const count = Object.keys(alarm.desired(manifest)).length
  const node: Node = {
    id: 'monitoring',
    kind: 'monitoring',
    label: 'CloudWatch',
    details: [
      `logs for ${kept(logs.retention)}`,
      [...(count > 0 ? [`${count} alarms`] : []), ...(dashboard ? ['a dashboard'] : [])].join(', '),
    ].filter(Boolean),
    group: cloud,
  }
  const told = alarms?.notify ?? []
  const people: Node = {
    id: 'people',
    kind: 'people',
    label: told.length === 1 ? told[0]! : `${told.length} people`,
    details: ['by e-mail'],
    group: undefined,
  }
  const writing = Object.entries(services).map(([name]) => side(`service/${name}`, node.id))
  const calling = Object.keys(functions).map(name => side(`function/${name}`, node.id))
  return told.length > 0 && count > 0
    ? { nodes: [node, people], edges: [...writing, ...calling, side(node.id, people.id, 'alarms')] }
    : { nodes: [node], edges: [...writing, ...calling] }
}
