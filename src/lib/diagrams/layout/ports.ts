import { wire } from './measures.ts'
import type { Link, Net, Side } from './nets.ts'
import type { Span } from './spans.ts'

/** Where a net touches the top or the bottom of a node or group. */
export interface Port {
  readonly id: string
  readonly side: Side
  readonly net: Net
  readonly span: Span
  readonly x: number
}

export function portX(ports: readonly Port[], id: string, side: Side, net: Net): number {
  return ports.find(port => port.id === id && port.side === side && port.net === net)!.x
}

interface Touch extends Omit<Port, 'x'> {
  /** Where the net comes from or goes to, on the average. */
  readonly towards: number
}

/** Spreads the nets that touch a side over it, in the order in which they come. Pure. */
export function portsOf(nets: readonly Net[]): Port[] {
  const touches = nets.flatMap(touchesOf)
  const sides = [...Map.groupBy(touches, ({ id, side }) => `${id} ${side}`).values()].map(alike =>
    alike.toSorted((a, b) => a.towards - b.towards),
  )
  const onNodes = apart(sides.filter(([first]) => !first!.span.isGroup).flatMap(aroundMiddle))
  const onFrames = sides.filter(([first]) => first!.span.isGroup).flat()
  return onFrames.reduce((ports, touch) => ports.concat(onFrame(touch, ports)), onNodes)
}

function touchesOf(net: Net): Touch[] {
  const ends = net.links
    .filter(({ leaves }) => leaves === 'top' || leaves === 'bottom')
    .flatMap(link => [end(link, 'from'), end(link, 'to')])
  return [...Map.groupBy(ends, ({ id, side }) => `${id} ${side}`).values()].map(alike => ({
    ...alike[0]!,
    net,
    towards: alike.reduce((sum, { towards }) => sum + towards, 0) / alike.length,
  }))
}

function end({ edge, from, to, leaves, arrives }: Link, which: 'from' | 'to'): Omit<Touch, 'net'> {
  return which === 'from'
    ? { id: edge.from, side: leaves, span: from, towards: middle(to) }
    : { id: edge.to, side: arrives, span: to, towards: middle(from) }
}

export function middle({ left, right }: Pick<Span, 'left' | 'right'>): number {
  return (left + right) / 2
}

function aroundMiddle(touches: readonly Touch[]): Port[] {
  const { span } = touches[0]!
  const room = span.right - span.left - 2 * wire.port
  const step = touches.length > 1 ? Math.min(wire.port, room / (touches.length - 1)) : 0
  return touches.map((touch, index) =>
    portAt(touch, middle(span) + (index - (touches.length - 1) / 2) * step),
  )
}

/**
 * Where one net leaves a box just above the place at which another arrives, their lines could run into one another
 * between the rows: the one that arrives moves a little.
 */
function apart(ports: readonly Port[]): Port[] {
  const steps = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap(step => [step * wire.nudge, -step * wire.nudge])
  const moved: Port[] = [...ports]
  for (const [index, port] of ports.entries()) {
    if (port.side !== 'top') continue
    const near = moved.filter(
      other => other !== port && other.net !== port.net && gutterOf(other) === gutterOf(port),
    )
    const { left, right } = port.span
    const free = steps
      .filter(step => port.x + step > left + wire.apart && port.x + step < right - wire.apart)
      .find(step => near.every(other => Math.abs(port.x + step - other.x) >= wire.nudge))
    moved[index] = { ...port, x: port.x + (free ?? 0) }
  }
  return moved
}

/** A frame is wide: each line leaves it where it is needed, or as near as those at the same height leave room. */
function onFrame(touch: Touch, ports: readonly Port[]): Port {
  const { left, right } = touch.span
  const near = ports
    .filter(port => port.net !== touch.net && gutterOf(port) === gutterOf(touch))
    .map(({ x }) => x)
  const wanted = Math.min(Math.max(touch.towards, left + wire.port), right - wire.port)
  const nearest = [wire.port / 2, wire.nudge].map(distance => {
    const nearby = [wanted, ...near.flatMap(x => [x - distance, x + distance])]
    const free = nearby
      .filter(x => x > left + wire.apart && x < right - wire.apart)
      .filter(x => near.every(other => Math.abs(x - other) >= distance))
    return free.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0]
  })
  return portAt(touch, nearest.find(x => x !== undefined) ?? wanted)
}

/** The gutter that a side looks on; gutter `n` lies above row `n`. */
export function gutterOf({ side, span }: Pick<Port, 'side' | 'span'>): number {
  return side === 'top' ? span.first : span.last + 1
}

function portAt({ id, side, net, span }: Touch, x: number): Port {
  return { id, side, net, span, x }
}
