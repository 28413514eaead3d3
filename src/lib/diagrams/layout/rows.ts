import type { Graph, Node, NodeKind } from '../graph/model.ts'
import { perRow } from './measures.ts'
import type { Placed, Zone } from './types.ts'

/** From top to bottom: who asks, the name, the front, the way in, what runs, what keeps data, who is told. */
const levels: Readonly<Record<NodeKind, number>> = {
  clients: 0,
  github: 0,
  'external-registry': 0,
  domain: 1,
  'http-api': 2,
  cdn: 2,
  'user-pool': 2,
  'load-balancer': 3,
  nat: 3,
  registry: 3,
  service: 5,
  job: 5,
  function: 5,
  monitoring: 5,
  proxy: 6,
  database: 7,
  cache: 7,
  filesystem: 7,
  endpoints: 7,
  bucket: 7,
  table: 7,
  people: 9,
}

const besideTheNetwork: readonly NodeKind[] = [
  'github',
  'external-registry',
  'cdn',
  'user-pool',
  'registry',
  'function',
  'monitoring',
  'bucket',
  'table',
  'people',
]

interface Ranked {
  readonly node: Node
  readonly zone: Zone
  /** A level and, beyond what fits into its row, a row below. */
  readonly rank: readonly [level: number, below: number]
}

/** Gives every node a row and a zone. Pure. */
export function placeInRows(graph: Graph): Placed[] {
  const ranked = (['main', 'side'] as const).flatMap(zone =>
    ranksIn(
      graph.nodes.filter(node => zoneOf(node, graph) === zone),
      zone,
      graph,
    ),
  )
  const keys = [...new Set(ranked.map(({ rank }) => keyOf(rank)))].toSorted((a, b) => a - b)
  return ranked.map(({ node, zone, rank }) => ({ node, zone, row: keys.indexOf(keyOf(rank)) }))
}

function keyOf([level, below]: Ranked['rank']): number {
  return level * 100 + below
}

function zoneOf(node: Node, graph: Graph): Zone {
  if (!graph.groups.some(({ kind }) => kind === 'vpc')) return 'main'
  if (besideTheNetwork.includes(node.kind)) return 'side'
  const leading: readonly NodeKind[] = ['clients', 'domain', 'http-api']
  return leading.includes(node.kind) && leadsBeside(graph) ? 'side' : 'main'
}

/** Whether all that is asked from outside lies beside the network. */
function leadsBeside({ nodes, edges }: Graph): boolean {
  const byId = new Map(nodes.map(node => [node.id, node]))
  const asked = edges.filter(({ kind }) => kind === 'request').map(({ to }) => byId.get(to)!.kind)
  return !asked.includes('load-balancer') && !asked.includes('service')
}

function ranksIn(nodes: readonly Node[], zone: Zone, graph: Graph): Ranked[] {
  const byLevel = Map.groupBy(nodes, node => levelOf(node, zone, graph))
  return [...byLevel].flatMap(([level, members]) =>
    rowsOf(members, zone, graph).flatMap((row, below) =>
      row.map(node => ({ node, zone, rank: [level, below] as const })),
    ),
  )
}

/** Tasks in public subnets stand above those in private ones, as their subnets do. */
function levelOf({ kind, group }: Node, zone: Zone, { nodes }: Graph): number {
  if (group === 'cluster-public') return 4
  const firstLevel = nodes.some(node => node.group === 'cluster-public') ? 4 : 5
  if (kind === 'function') return firstLevel
  const crowded = nodes.filter(node => node.kind === 'function').length >= perRow.side
  if (kind === 'monitoring' && zone === 'side') return crowded ? levels.bucket : firstLevel
  return levels[kind]
}

/** What is asked from outside stands above what only others ask. */
function rowsOf(nodes: readonly Node[], zone: Zone, { edges }: Graph): Node[][] {
  const asked = new Set(edges.filter(({ kind }) => kind === 'request').map(({ to }) => to))
  const called = new Set(edges.filter(({ kind }) => kind === 'call').map(({ to }) => to))
  const behind = nodes.filter(({ id }) => called.has(id) && !asked.has(id))
  const ahead = nodes.filter(node => !behind.includes(node))
  return [...chunks(ahead, perRow[zone]), ...chunks(behind, perRow[zone])]
}

/** As few rows as possible, as even as possible. */
function chunks(nodes: readonly Node[], most: number): Node[][] {
  const rows = Math.ceil(nodes.length / most)
  const size = Math.ceil(nodes.length / Math.max(1, rows))
  return Array.from({ length: rows }, (_, row) => nodes.slice(row * size, (row + 1) * size))
}
