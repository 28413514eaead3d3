import type { Graph } from '../graph/model.ts'
import { placeInColumns } from './columns.ts'
import { placeInHeight } from './heights.ts'
import { box, page } from './measures.ts'
import { netsOf } from './nets.ts'
import { portsOf } from './ports.ts'
import { routesOf } from './routes.ts'
import { placeInRows } from './rows.ts'
import { spansOf } from './spans.ts'
import { guttersOf } from './tracks.ts'
import type { Layout, Point } from './types.ts'
import { lateralWires, tagsOf, wiresOf } from './wires.ts'

/**
 * Places an architecture in rows, from those who ask to what keeps data, with lines that turn only between the
 * rows and pass no box. Pure.
 */
export function layoutOf(graph: Graph): Layout {
  const placed = placeInRows(graph)
  const columns = placeInColumns(placed, graph)
  const spans = spansOf(graph, placed, columns)
  const nets = netsOf(graph, spans)
  const routes = routesOf(nets, portsOf(nets), spans)
  const rows = Math.max(-1, ...placed.map(({ row }) => row)) + 1
  const gutters = guttersOf(routes, rows)
  const links = nets.flatMap(net => net.links)
  const heights = placeInHeight(graph, placed, spans, gutters, links)
  const wires = [...wiresOf(routes, gutters, heights), ...lateralWires(nets, heights)]
  const boxes = placed.map(({ node, row }) => ({
    node,
    x: columns.left.get(node.id)!,
    y: heights.rowTop[row]!,
    width: box.width,
    height: heights.rowHeight[row]!,
  }))
  const frames = graph.groups.map(group => {
    const { left, right } = spans.get(group.id)!
    const { top, bottom } = heights.frames.get(group.id)!
    return { group, x: left, y: top, width: right - left, height: bottom - top }
  })
  const tags = tagsOf(wires, new Map(links.map(link => [link.edge, link])))
  return moved({ title: graph.title, width: 0, height: heights.total, frames, boxes, wires, tags })
}

/** To the right by as much as the leftmost thing needs; as wide as the rightmost. */
function moved(layout: Layout): Layout {
  const { frames, boxes, wires } = layout
  const xs = [
    ...[...frames, ...boxes].flatMap(({ x, width }) => [x, x + width]),
    ...wires.flatMap(({ points }) => points.map(({ x }) => x)),
  ]
  const by = page.margin - Math.min(0, ...xs)
  const shift = <T extends Point>(thing: T): T => ({ ...thing, x: thing.x + by })
  return {
    ...layout,
    width: Math.max(0, ...xs) + by + page.margin,
    frames: frames.map(shift),
    boxes: boxes.map(shift),
    wires: wires.map(one => ({ ...one, points: one.points.map(shift) })),
    tags: layout.tags.map(shift),
  }
}
