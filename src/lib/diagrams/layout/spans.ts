import type { Graph, Group } from '../graph/model.ts'
import type { Columns, Extent } from './columns.ts'
import { box, frame } from './measures.ts'
import type { Placed } from './types.ts'

/** How far a node or a group reaches, in rows and from left to right. */
export interface Span extends Extent {
  readonly first: number
  readonly last: number
  readonly isGroup: boolean
}

/** The spans of all nodes and groups, by id. Pure. */
export function spansOf(graph: Graph, placed: readonly Placed[], columns: Columns): Map<string, Span> {
  const nodes = placed.map(({ node, row }): [string, Span] => {
    const left = columns.left.get(node.id)!
    return [node.id, { first: row, last: row, left, right: left + box.width, isGroup: false }]
  })
  const groups = graph.groups.map((group): [string, Span] => {
    const rows = placed
      .filter(({ node }) => isWithin(node.group, group.id, graph.groups))
      .map(({ row }) => row)
    const span = { first: Math.min(...rows), last: Math.max(...rows), isGroup: true }
    return [group.id, { ...span, ...extentOf(group, placed, columns) }]
  })
  return new Map([...nodes, ...groups])
}

export function isWithin(id: string | undefined, group: string, groups: readonly Group[]): boolean {
  for (let at = id; at !== undefined; at = groups.find(one => one.id === at)!.parent)
    if (at === group) return true
  return false
}

/** How many frames lie within a frame of the network at most, itself counted. */
const depthWithin: Readonly<Record<Exclude<Group['kind'], 'cloud'>, number>> = {
  cluster: 1,
  public: 2,
  private: 2,
  vpc: 3,
}

/** Frames of the network are all as wide as it allows; AWS goes around everything that is its own. */
function extentOf({ kind }: Group, placed: readonly Placed[], { zones }: Columns): Extent {
  if (kind !== 'cloud') return widened(zones.main, depthWithin[kind])
  const hasNetwork = placed.some(({ node }) => node.group !== undefined && node.group !== 'cloud')
  const main = widened(zones.main, hasNetwork ? depthWithin.vpc : 0)
  const beside = placed.some(({ node, zone }) => zone === 'side' && node.group === 'cloud')
  return widened(
    { left: main.left, right: beside ? Math.max(main.right, zones.side.right) : main.right },
    1.5,
  )
}

function widened({ left, right }: Extent, times: number): Extent {
  return { left: left - times * frame.side, right: right + times * frame.side }
}
