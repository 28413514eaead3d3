import type { Graph, Node } from '../graph/model.ts'
import { box, frame, page, tagLane, wire } from './measures.ts'
import type { Link } from './nets.ts'
import { isWithin, type Span } from './spans.ts'
import type { Gutter } from './tracks.ts'
import type { Placed } from './types.ts'

/** Everything from top to bottom. */
export interface Heights {
  readonly total: number
  readonly rowTop: readonly number[]
  readonly rowHeight: readonly number[]
  /** Of the first line of each gutter. */
  readonly track: readonly number[]
  readonly frames: ReadonlyMap<string, { readonly top: number; readonly bottom: number }>
}

/** What has to fit between the rows: the edges of frames, lines, and the words on them. */
interface Room {
  readonly closing: number
  readonly leaving: number
  readonly lines: number
  readonly opening: number
  readonly arriving: number
}

export function placeInHeight(
  graph: Graph,
  placed: readonly Placed[],
  spans: ReadonlyMap<string, Span>,
  gutters: readonly Gutter[],
  links: readonly Link[],
): Heights {
  const rowHeight = gutters.slice(1).map((_, row) => rowHeightOf(row, placed))
  const rooms = gutters.map((_, index) => roomIn(index, gutters, graph, spans, links))
  const rowTop: number[] = []
  const track: number[] = []
  let y: number = page.margin + page.heading
  for (const [index, room] of rooms.entries()) {
    track.push(y + room.closing + room.leaving + wire.margin)
    y += room.closing + room.leaving + room.lines + room.opening + room.arriving
    rowTop.push(y)
    y += rowHeight[index] ?? 0
  }
  const frames = new Map(
    graph.groups.map(({ id }) => {
      const { first, last } = spans.get(id)!
      const top = rowTop[first]! - rooms[first]!.arriving - frame.top * nestedAt('first', id, graph, spans)
      const words = leavesFrom(id, graph, links, last) ? rooms[last + 1]!.leaving : 0
      const bottom =
        rowTop[last]! + rowHeight[last]! + words + frame.bottom * nestedAt('last', id, graph, spans)
      return [id, { top, bottom }]
    }),
  )
  return { total: y + page.margin, rowTop, rowHeight, track, frames }
}

export function heightOf({ details }: Node): number {
  return Math.max(box.lowest, box.headHeight + details.length * box.lineHeight)
}

function rowHeightOf(row: number, placed: readonly Placed[]): number {
  return Math.max(...placed.filter(one => one.row === row).map(({ node }) => heightOf(node)))
}

function roomIn(
  index: number,
  gutters: readonly Gutter[],
  { groups }: Graph,
  spans: ReadonlyMap<string, Span>,
  links: readonly Link[],
): Room {
  const frames = groups.map(({ id }) => spans.get(id)!)
  const closing = frames.filter(({ last }) => last === index - 1).length * frame.bottom
  const opening = frames.filter(({ first }) => first === index).length * frame.top
  const tagged = links.filter(({ edge }) => edge.label)
  const arriving = tagged.some(link => tagAt(link) === 'arriving' && link.to.first === index) ? tagLane : 0
  const leaving = tagged.some(link => tagAt(link) === 'leaving' && link.from.last === index - 1) ? tagLane : 0
  const { count } = gutters[index]!
  const isOuter = count === 0 && (index === 0 || index === gutters.length - 1)
  const lines = isOuter ? 0 : 2 * wire.margin + Math.max(0, count - 1) * wire.apart
  return { closing, leaving, lines, opening, arriving }
}

/** Whether words on a line below the last row of a group belong to a node in it. */
function leavesFrom(group: string, { groups, nodes }: Graph, links: readonly Link[], row: number): boolean {
  return links.some(link => {
    const from = nodes.find(({ id }) => id === link.edge.from)
    const tagged = link.edge.label !== undefined && tagAt(link) === 'leaving' && link.from.last === row
    return tagged && from !== undefined && isWithin(from.group, group, groups)
  })
}

/** Words of requests stand where they arrive, those of anything else where it leaves. */
export function tagAt({ edge, leaves, arrives }: Link): 'arriving' | 'leaving' | 'beside' {
  if (leaves === 'left' || leaves === 'right') return 'beside'
  if (edge.kind === 'request' && arrives === 'top') return 'arriving'
  return leaves === 'bottom' ? 'leaving' : 'beside'
}

/** How many frames open or close at the same row within this one, itself counted. */
function nestedAt(
  edge: 'first' | 'last',
  id: string,
  { groups }: Graph,
  spans: ReadonlyMap<string, Span>,
): number {
  const row = spans.get(id)![edge]
  const from = groups.findIndex(group => group.id === id)
  // Outer groups come first, and two groups with the same first row lie within one another.
  return groups.slice(from).filter(group => spans.get(group.id)![edge] === row).length
}
