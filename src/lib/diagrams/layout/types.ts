import type { Edge, EdgeKind, Group, Node } from '../graph/model.ts'

/** The network stands in the main zone, and what AWS runs beside it in the side zone. */
export type Zone = 'main' | 'side'

export interface Placed {
  readonly node: Node
  readonly row: number
  readonly zone: Zone
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Rect extends Point {
  readonly width: number
  readonly height: number
}

/** A node where it is drawn. */
export interface Box extends Rect {
  readonly node: Node
}

/** A group where it is drawn. */
export interface Frame extends Rect {
  readonly group: Group
}

/** A line with corners, from a box or frame to another. */
export interface Wire {
  readonly edge: Edge
  readonly kind: EdgeKind
  readonly points: readonly Point[]
}

/** Words on a line; `x` and `y` are its middle. */
export interface Tag extends Point {
  readonly text: string
}

export interface Layout {
  readonly title: string
  readonly width: number
  readonly height: number
  readonly frames: readonly Frame[]
  readonly boxes: readonly Box[]
  readonly wires: readonly Wire[]
  readonly tags: readonly Tag[]
}
