import type { Entry, MapNode, Node } from './tree.ts'

const section = 'serviceDefaults'

/**
 * Gives every service what it does not say itself: maps merge, scalars and lists of the service replace, and a null
 * in the service takes the default away. The section itself is gone afterwards.
 */
export function applyServiceDefaults(root: MapNode): MapNode {
  const defaults = root.entries.get(section)?.node
  const services = root.entries.get('services')
  if (defaults?.kind !== 'map') return root
  const entries = new Map(root.entries)
  entries.delete(section)
  if (services?.node.kind === 'map') {
    const named = [...services.node.entries].map(([name, one]): [string, Entry] => [
      name,
      { ...one, node: over(defaults, one.node) },
    ])
    entries.set('services', { ...services, node: { ...services.node, entries: new Map(named) } })
  }
  return { ...root, entries }
}

function over(below: Node, above: Node): Node {
  if (below.kind !== 'map' || above.kind !== 'map') return above
  const entries = new Map(below.entries)
  for (const [name, entry] of above.entries) {
    const under = entries.get(name)
    if (under && isNull(entry.node)) entries.delete(name)
    else entries.set(name, under ? { ...entry, node: over(under.node, entry.node) } : entry)
  }
  return { ...above, entries }
}

function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null
}
