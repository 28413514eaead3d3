import { wire } from './measures.ts'
import type { Link, Net } from './nets.ts'
import { gutterOf, type Port, portX } from './ports.ts'
import type { Span } from './spans.ts'

/** The way of a link through the gutters between rows; gutter `n` lies above row `n`. */
export interface Route {
  readonly net: Net
  readonly link: Link
  readonly start: { readonly x: number; readonly gutter: number }
  /** Where it passes the rows between two gutters. */
  readonly channel: number | undefined
  readonly end: { readonly x: number; readonly gutter: number }
}

interface Passage {
  readonly net: Net
  readonly x: number
  readonly from: number
  readonly to: number
}

/** Finds the way of every link that leaves by the top or the bottom. Pure. */
export function routesOf(
  nets: readonly Net[],
  ports: readonly Port[],
  spans: ReadonlyMap<string, Span>,
): Route[] {
  const passages: Passage[] = []
  return nets.flatMap(net =>
    net.links
      .filter(({ leaves }) => leaves === 'top' || leaves === 'bottom')
      .map(link => routeOf(link, net, ports, spans, passages)),
  )
}

function routeOf(
  link: Link,
  net: Net,
  ports: readonly Port[],
  spans: ReadonlyMap<string, Span>,
  passages: Passage[],
): Route {
  const { edge, from, to, leaves, arrives } = link
  const start = {
    x: portX(ports, edge.from, leaves, net),
    gutter: leaves === 'bottom' ? from.last + 1 : from.first,
  }
  const end = {
    x: portX(ports, edge.to, arrives, net),
    gutter: arrives === 'top' ? to.first : to.last + 1,
  }
  if (start.gutter === end.gutter) return { net, link, start, channel: undefined, end }
  const rows = {
    from: Math.min(start.gutter, end.gutter),
    to: Math.max(start.gutter, end.gutter) - 1,
  }
  const taken = [...obstacles(rows, spans), ...others(rows, net, passages), ...foreignPorts(net, rows, ports)]
  const channel = nearestFree(start.x, end.x, taken)
  passages.push({ net, x: channel, ...rows })
  return { net, link, start, channel, end }
}

type Interval = readonly [from: number, to: number]

/** Boxes in the rows to pass, and the sides of frames, along which a line would hide. */
function obstacles(rows: { from: number; to: number }, spans: ReadonlyMap<string, Span>): Interval[] {
  return [...spans.values()].flatMap(({ first, last, left, right, isGroup }): Interval[] => {
    if (isGroup) return [around(left, wire.apart / 2), around(right, wire.apart / 2)]
    if (last < rows.from || first > rows.to) return []
    return [[left - wire.clearance, right + wire.clearance]]
  })
}

/** Lines of other nets that pass the same rows, or come as near as the gutters around them. */
function others(rows: { from: number; to: number }, net: Net, passages: readonly Passage[]): Interval[] {
  return passages
    .filter(one => one.net !== net && one.from <= rows.to + 1 && one.to >= rows.from - 1)
    .map(({ x }) => around(x, wire.apart - 1))
}

/** Where other nets touch boxes and frames on the way. */
function foreignPorts(net: Net, rows: { from: number; to: number }, ports: readonly Port[]): Interval[] {
  return ports
    .filter(port => port.net !== net)
    .filter(port => gutterOf(port) >= rows.from && gutterOf(port) <= rows.to + 1)
    .map(({ x }) => around(x, wire.apart / 2))
}

function around(x: number, distance: number): Interval {
  return [x - distance, x + distance]
}

/** The free place with the shortest way: straight from the start or to the end, or else beside what is in the way. */
function nearestFree(start: number, end: number, taken: readonly Interval[]): number {
  const candidates = [start, end, ...taken.flat()]
  const free = candidates.filter(x => taken.every(([from, to]) => x <= from || x >= to))
  const way = (x: number) => Math.abs(x - start) + Math.abs(x - end)
  return free.toSorted((a, b) => way(a) - way(b))[0]!
}
