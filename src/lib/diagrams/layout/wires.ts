import { type Heights, tagAt } from './heights.ts'
import { tagLane, wire } from './measures.ts'
import { type Link, type Net, rowOf } from './nets.ts'
import type { Route } from './routes.ts'
import type { Span } from './spans.ts'
import type { Gutter } from './tracks.ts'
import type { Point, Tag, Wire } from './types.ts'

/** The corners of every line that leaves by the top or the bottom. Pure. */
export function wiresOf(routes: readonly Route[], gutters: readonly Gutter[], heights: Heights): Wire[] {
  return routes.map(({ net, link, start, channel, end }) => {
    const level = (gutter: number) =>
      heights.track[gutter]! + (gutters[gutter]!.track.get(net) ?? 0) * wire.apart
    const turns =
      channel === undefined
        ? [
            { x: start.x, y: level(start.gutter) },
            { x: end.x, y: level(start.gutter) },
          ]
        : [
            { x: start.x, y: level(start.gutter) },
            { x: channel, y: level(start.gutter) },
            { x: channel, y: level(end.gutter) },
            { x: end.x, y: level(end.gutter) },
          ]
    const points = [
      { x: start.x, y: borderOf(link.edge.from, link.from, link.leaves, heights) },
      ...turns,
      { x: end.x, y: borderOf(link.edge.to, link.to, link.arrives, heights) },
    ]
    return { edge: link.edge, kind: link.edge.kind, points: straightened(points) }
  })
}

/** Straight lines between neighbours of a row; two between the same neighbours run side by side. */
export function lateralWires(nets: readonly Net[], heights: Heights): Wire[] {
  const lateral = nets
    .flatMap(({ links }) => links)
    .filter(({ leaves }) => leaves === 'left' || leaves === 'right')
  const pairs = Map.groupBy(lateral, ({ edge }) => [edge.from, edge.to].toSorted().join(' '))
  return [...pairs.values()].flatMap(alike =>
    alike.map((link, index) => {
      const row = rowOf(link.from, link.to)
      const middle = heights.rowTop[row]! + heights.rowHeight[row]! / 2
      const y = middle + (index - (alike.length - 1) / 2) * wire.apart
      const [from, to] =
        link.leaves === 'right' ? [link.from.right, link.to.left] : [link.from.left, link.to.right]
      return {
        edge: link.edge,
        kind: link.edge.kind,
        points: [
          { x: from, y },
          { x: to, y },
        ],
      }
    }),
  )
}

function borderOf(id: string, span: Span, side: Link['leaves'], heights: Heights): number {
  if (span.isGroup) return heights.frames.get(id)![side === 'top' ? 'top' : 'bottom']
  const top = heights.rowTop[span.first]!
  return side === 'top' ? top : top + heights.rowHeight[span.first]!
}

/** Without the points at which nothing turns. */
function straightened(points: readonly Point[]): Point[] {
  return points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]]
    if (!before || !after) return true
    const isVertical = before.x === point.x && point.x === after.x
    const isHorizontal = before.y === point.y && point.y === after.y
    return !isVertical && !isHorizontal
  })
}

/** The words on the lines: once for each net where they leave, and at every end where they arrive. */
export function tagsOf(wires: readonly Wire[], links: ReadonlyMap<Wire['edge'], Link>): Tag[] {
  const tags = wires.flatMap(({ edge, points }): Tag[] => {
    if (!edge.label) return []
    const [first, second] = points as [Point, Point]
    const last = points.at(-1)!
    const place = tagAt(links.get(edge)!)
    if (place === 'arriving') return [{ text: edge.label, x: last.x, y: last.y - tagLane / 2 - 4 }]
    if (place === 'leaving') return [{ text: edge.label, x: first.x, y: first.y + tagLane / 2 - 2 }]
    return [{ text: edge.label, x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 }]
  })
  return [...new Map(tags.map(tag => [`${tag.text} ${tag.x} ${tag.y}`, tag])).values()]
}
