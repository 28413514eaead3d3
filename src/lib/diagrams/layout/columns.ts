import type { Graph } from '../graph/model.ts'
import { box, frame } from './measures.ts'
import type { Placed, Zone } from './types.ts'

/** From where to where something reaches, from left to right. */
export interface Extent {
  readonly left: number
  readonly right: number
}

export interface Columns {
  /** The left edge of each node, by its id. */
  readonly left: ReadonlyMap<string, number>
  readonly zones: Readonly<Record<Zone, Extent>>
}

/** What the lines from top to bottom lead through stands in the middle, and its neighbours to its right. */
const spine: readonly string[] = ['load-balancer', 'http-api', 'domain', 'clients']

/** How many boxes' room a frame around the main zone takes on each side: network, tier, cluster. */
const nesting = 3

/** Gives every node its place from left to right. Pure. */
export function placeInColumns(placed: readonly Placed[], graph: Graph): Columns {
  const left = new Map<string, number>()
  const hasNetwork = graph.groups.some(({ kind }) => kind === 'vpc')
  const main = placeZone('main', placed, graph, 0, left)
  const beside = main.right + (hasNetwork ? nesting * frame.side : 0) + box.gap
  const side = placeZone('side', placed, graph, beside, left)
  return { left, zones: { main, side } }
}

function placeZone(
  zone: Zone,
  placed: readonly Placed[],
  graph: Graph,
  start: number,
  left: Map<string, number>,
): Extent {
  const rows = [
    ...Map.groupBy(
      placed.filter(one => one.zone === zone),
      ({ row }) => row,
    ),
  ]
    .toSorted(([a], [b]) => a - b)
    .map(([, members]) => members)
  const widths = rows.map(members => widthNeeded(members))
  const extent = { left: start, right: start + Math.max(0, ...widths) }
  const middle = (extent.left + extent.right) / 2
  for (const members of rows) {
    const ordered = members.length > 1 && !spineOf(members) ? byNeighbours(members, graph, left) : members
    let x = firstLeft(ordered, middle)
    for (const { node } of ordered) {
      left.set(node.id, x)
      x += box.width + box.gap
    }
  }
  return extent
}

function spineOf(members: readonly Placed[]): boolean {
  return spine.includes(members[0]!.node.kind)
}

function firstLeft(members: readonly Placed[], middle: number): number {
  return middle - (spineOf(members) ? box.width : rowWidth(members.length)) / 2
}

function rowWidth(count: number): number {
  return count * box.width + (count - 1) * box.gap
}

/** Where the first one stands in the middle there must be as much room to its left as to its right. */
function widthNeeded(members: readonly Placed[]): number {
  return rowWidth(spineOf(members) ? 2 * members.length - 1 : members.length)
}

/** Near to what they are joined to in the rows above; what is joined to nothing there comes last. */
function byNeighbours(
  members: readonly Placed[],
  { edges }: Graph,
  left: ReadonlyMap<string, number>,
): Placed[] {
  const pull = ({ node }: Placed) => {
    const others = edges.flatMap(({ from, to }) => (from === node.id ? [to] : to === node.id ? [from] : []))
    const places = others.flatMap(id => left.get(id) ?? [])
    return places.length > 0 ? places.reduce((sum, x) => sum + x, 0) / places.length : Number.MAX_VALUE
  }
  const pulls = new Map(members.map(one => [one, pull(one)]))
  return members.toSorted((a, b) => pulls.get(a)! - pulls.get(b)!)
}
