import type { Edge, Graph } from '../graph/model.ts'
import type { Span } from './spans.ts'

export type Side = 'top' | 'bottom' | 'left' | 'right'

/** One edge, and by which sides it leaves and arrives. */
export interface Link {
  readonly edge: Edge
  readonly from: Span
  readonly to: Span
  readonly leaves: Side
  readonly arrives: Side
}

/** Lines that may run together: all that one asks, or all that use one store. No two nets share a line. */
export interface Net {
  readonly key: string
  readonly links: readonly Link[]
}

/** Joins the edges of a graph to nets. Pure. */
export function netsOf({ edges }: Graph, spans: ReadonlyMap<string, Span>): Net[] {
  const links = edges.map(edge => linkOf(edge, spans))
  return [...Map.groupBy(links, netKey)].map(([key, links]) => ({ key, links }))
}

function netKey({ edge: { from, to, kind, label }, leaves, arrives }: Link): string {
  const lateral = leaves === 'left' || leaves === 'right'
  if (lateral) return [from, to, kind].join(' ')
  const converges = kind === 'data' || (kind === 'side' && label === undefined)
  return [converges ? `to ${to} ${arrives}` : `from ${from} ${leaves}`, kind].join(' ')
}

function linkOf(edge: Edge, spans: ReadonlyMap<string, Span>): Link {
  const [from, to] = [spans.get(edge.from)!, spans.get(edge.to)!]
  return { edge, from, to, ...sidesOf(from, to, spans) }
}

function sidesOf(from: Span, to: Span, spans: ReadonlyMap<string, Span>): { leaves: Side; arrives: Side } {
  if (from.last < to.first) return { leaves: 'bottom', arrives: 'top' }
  if (from.first > to.last) return { leaves: 'top', arrives: 'bottom' }
  const rightwards = from.right <= to.left
  const between = rightwards ? [from.right, to.left] : [to.right, from.left]
  if (between[0]! <= between[1]! && isClear(between[0]!, between[1]!, rowOf(from, to), spans))
    return rightwards ? { leaves: 'right', arrives: 'left' } : { leaves: 'left', arrives: 'right' }
  return { leaves: 'bottom', arrives: 'bottom' }
}

/** A line beside a group runs at the height of the node at its other end. */
export function rowOf(from: Span, to: Span): number {
  return from.isGroup ? to.first : from.first
}

function isClear(left: number, right: number, row: number, spans: ReadonlyMap<string, Span>): boolean {
  return [...spans.values()].every(
    span => span.isGroup || span.first !== row || span.right <= left || span.left >= right,
  )
}
