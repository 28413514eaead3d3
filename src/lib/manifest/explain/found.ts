import type { Path } from '../path.ts'
import { find, type Node, type ScalarNode } from '../tree.ts'

/** Maps whose values may be secrets that somebody put in the wrong place; messages never repeat those. */
const confidential = new Set(['env', 'args', 'secrets', 'parameters'])

/** What stands at a path, in words: `the number 5`, `the text "x"`, `a list`. */
export function found(root: Node, path: Path): string {
  const node = find(root, path)
  if (!node) return 'nothing'
  if (node.kind !== 'scalar') return `a ${node.kind}`
  const { value } = node
  const kind = value === null ? 'nothing' : typeof value === 'string' ? 'text' : typeof value
  if (value === null) return kind
  if (!showable(node, path)) return `a ${kind}`
  return `the ${kind} ${quoted(node)}`
}

/** The scalar as text in a message, unless it may be a secret or came from the caller's environment. */
export function shown(root: Node, path: Path): string | undefined {
  const node = find(root, path)
  return node?.kind === 'scalar' && node.value !== null && showable(node, path) ? quoted(node) : undefined
}

function showable(node: ScalarNode, path: Path): boolean {
  return !path.some(part => confidential.has(String(part))) && !node.references?.length
}

function quoted({ value, source }: ScalarNode): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : source
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
