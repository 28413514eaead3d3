import type { Layout, Point, Rect } from '../../src/lib/diagrams/layout/types.ts'

/** Everything in a picture that runs into something else, in words. */
export function collisions(layout: Layout): string[] {
  return [
    ...overlappingBoxes(layout),
    ...straying(layout),
    ...linesThroughBoxes(layout),
    ...danglingLines(layout),
    ...sharedLines(layout),
    ...coveredTags(layout),
    ...outsidePage(layout),
  ]
}

function overlappingBoxes({ boxes }: Layout): string[] {
  return boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter(other => overlap(one, other))
      .map(other => `${one.node.id} lies on ${other.node.id}`),
  )
}

/** Boxes and frames lie in the frames of their groups, and in no others. */
function straying({ boxes, frames }: Layout): string[] {
  const parents = new Map(frames.map(({ group }) => [group.id, group.parent]))
  const chain = (id: string | undefined): string[] =>
    id === undefined ? [] : [id, ...chain(parents.get(id))]
  const things = [
    ...boxes.map(box => ({ id: box.node.id, rect: box as Rect, groups: chain(box.node.group) })),
    ...frames.map(frame => ({ id: frame.group.id, rect: frame as Rect, groups: chain(frame.group.parent) })),
  ]
  return things.flatMap(({ id, rect, groups }) =>
    frames
      .filter(({ group }) => group.id !== id && !isWithin(group.id, id, chain))
      .flatMap(frame => {
        if (groups.includes(frame.group.id))
          return holds(frame, rect) ? [] : [`${id} sticks out of ${frame.group.id}`]
        return overlap(frame, rect) ? [`${id} lies on ${frame.group.id}`] : []
      }),
  )
}

function isWithin(group: string, id: string, chain: (id: string | undefined) => string[]): boolean {
  return chain(group).includes(id)
}

function linesThroughBoxes({ boxes, wires }: Layout): string[] {
  return wires.flatMap(({ edge, points }) =>
    boxes
      .filter(({ node }) => node.id !== edge.from && node.id !== edge.to)
      .filter(box => segments(points).some(segment => crosses(segment, box)))
      .map(({ node }) => `${edge.from} → ${edge.to} runs through ${node.id}`),
  )
}

/** Lines begin and end on the edge of what they join. */
function danglingLines({ boxes, frames, wires }: Layout): string[] {
  const rects = new Map<string, Rect>([
    ...boxes.map((box): [string, Rect] => [box.node.id, box]),
    ...frames.map((frame): [string, Rect] => [frame.group.id, frame]),
  ])
  return wires.flatMap(({ edge, points }) => {
    const isWhole = onEdge(points[0]!, rects.get(edge.from)!) && onEdge(points.at(-1)!, rects.get(edge.to)!)
    return isWhole ? [] : [`${edge.from} → ${edge.to} dangles`]
  })
}

function onEdge({ x, y }: Point, rect: Rect): boolean {
  const within = x >= rect.x && x <= rect.x + rect.width && y >= rect.y && y <= rect.y + rect.height
  const atSide = x === rect.x || x === rect.x + rect.width || y === rect.y || y === rect.y + rect.height
  return within && atSide
}

/** Lines may cross; that two run along one another would join what is not joined. */
function sharedLines({ wires }: Layout): string[] {
  return wires.flatMap((one, index) =>
    wires
      .slice(index + 1)
      .filter(other => one.edge.from !== other.edge.from && one.edge.to !== other.edge.to)
      .filter(other => segments(one.points).some(a => segments(other.points).some(b => runAlong(a, b))))
      .map(other => `${one.edge.from} → ${one.edge.to} runs along ${other.edge.from} → ${other.edge.to}`),
  )
}

function coveredTags({ tags, boxes }: Layout): string[] {
  return tags.flatMap(({ text, x, y }) =>
    boxes
      .filter(box => overlap(box, { x: x - 10, y: y - 8, width: 20, height: 16 }))
      .map(({ node }) => `the words ${text} lie on ${node.id}`),
  )
}

function outsidePage({ width, height, boxes, frames, wires }: Layout): string[] {
  const points = [
    ...[...boxes, ...frames].flatMap(rect => [
      { x: rect.x, y: rect.y },
      { x: rect.x + rect.width, y: rect.y + rect.height },
    ]),
    ...wires.flatMap(wire => wire.points),
  ]
  return points
    .filter(({ x, y }) => !(x >= 0 && y >= 0 && x <= width && y <= height))
    .map(({ x, y }) => `${x},${y} is off the page`)
}

type Segment = readonly [Point, Point]

function segments(points: readonly Point[]): Segment[] {
  return points.slice(1).map((to, index) => [points[index]!, to])
}

function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

function holds(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  )
}

function crosses([a, b]: Segment, box: Rect): boolean {
  const line = {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  }
  return overlap({ ...line, width: line.width + 0.01, height: line.height + 0.01 }, box)
}

const near = 2
/** So long a stretch side by side is no crossing. */
const stretch = 4

function runAlong([a, b]: Segment, [c, d]: Segment): boolean {
  const along = (axis: 'x' | 'y', across: 'x' | 'y') => {
    const level = a[across] === b[across] && c[across] === d[across] && Math.abs(a[across] - c[across]) < near
    const from = Math.max(Math.min(a[axis], b[axis]), Math.min(c[axis], d[axis]))
    const to = Math.min(Math.max(a[axis], b[axis]), Math.max(c[axis], d[axis]))
    return level && to - from > stretch
  }
  return along('x', 'y') || along('y', 'x')
}
