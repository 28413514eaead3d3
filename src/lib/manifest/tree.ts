import type { Path } from './path.ts'

/** Counted from 1, as editors do. */
export interface Position {
  readonly line: number
  readonly column: number
}

interface Placed {
  readonly at: Position
  /** The environment whose overlay holds this node; none for the manifest itself. */
  readonly overlay?: string
}

export interface Entry {
  readonly key: Position
  readonly node: Node
}

export interface MapNode extends Placed {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, Entry>
}

export interface ListNode extends Placed {
  readonly kind: 'list'
  readonly items: readonly Node[]
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** As written in the file; a number loses its leading zeros, its source does not. */
  readonly source: string
  /** References that were replaced in the value, such as `${domain.name}`. */
  readonly references?: readonly string[]
}

/** A value of the manifest that knows where it was written. */
export type Node = MapNode | ListNode | ScalarNode

/** The plain value, as the schema reads it. */
export function toValue(node: Node): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(toValue)
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toValue(entry.node)]))
}

/** The node at a path, or undefined where nothing is written. */
export function find(root: Node, path: Path): Node | undefined {
  return path.reduce<Node | undefined>((node, part) => node && child(node, part), root)
}

/** The node at a path, or else the closest one above it: where a missing key would have to be written. */
export function nearest(root: Node, path: Path): Node {
  let node = root
  for (const part of path) {
    const next = child(node, part)
    if (!next) return node
    node = next
  }
  return node
}

export function child(node: Node, part: string | number): Node | undefined {
  if (node.kind === 'map') return node.entries.get(String(part))?.node
  if (node.kind === 'list') return node.items[Number(part)]
  return undefined
}
