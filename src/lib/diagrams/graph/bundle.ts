import type { Edge, Node } from './model.ts'

/** From how many on the lines of a box's members become one line of the box; what runs is joined to its images and logs as a whole. */
const fewest = { data: 3, side: 1 } as const

/**
 * Where every service of a box does the same with something outside of it, says it once for the box: eight
 * lines to one database tell no more than one. Pure.
 */
export function bundled(edges: readonly Edge[], nodes: readonly Node[]): Edge[] {
  const boxes = Map.groupBy(
    nodes.filter(({ kind }) => kind === 'service'),
    ({ group }) => group!,
  )
  let left = [...edges]
  for (const [box, members] of boxes) {
    const ids = new Set(members.map(({ id }) => id))
    left = bundledAt(left, box, ids, 'from')
    left = bundledAt(left, box, ids, 'to')
  }
  return left
}

function bundledAt(edges: Edge[], box: string, ids: ReadonlySet<string>, end: 'from' | 'to'): Edge[] {
  const other = end === 'from' ? 'to' : 'from'
  const alike = Map.groupBy(
    edges.filter(edge => ids.has(edge[end]) && !ids.has(edge[other]) && isShared(edge)),
    edge => [edge[other], edge.kind, edge.label].join('\n'),
  )
  const whole = [...alike.values()].filter(group => {
    const { kind } = group[0]!
    return group.length === ids.size && ids.size >= (kind === 'data' ? fewest.data : fewest.side)
  })
  const gone = new Set(whole.flat())
  return [...edges.filter(edge => !gone.has(edge)), ...whole.map(([first]) => ({ ...first!, [end]: box }))]
}

/** Paths differ from service to service, and so do who calls whom and which job runs as which. */
function isShared({ kind, from }: Edge): boolean {
  return kind !== 'request' && kind !== 'call' && !from.startsWith('job/')
}
