import type { Manifest } from '../../manifest/schema/manifest.ts'
import { bundled } from './bundle.ts'
import { front } from './front.ts'
import { allGroups, usedGroups } from './groups.ts'
import type { Graph } from './model.ts'
import { running } from './running.ts'
import { stores } from './stores.ts'
import { surroundings } from './surroundings.ts'
import { uses } from './uses.ts'

/** The architecture that a manifest comes to. Pure. */
export function graphOf(manifest: Manifest): Graph {
  const parts = [front(manifest), running(manifest), stores(manifest), surroundings(manifest)]
  const nodes = parts.flatMap(part => part.nodes)
  const known = new Set(nodes.map(({ id }) => id))
  const edges = bundled([...parts.flatMap(part => part.edges), ...uses(manifest)], nodes)
  const groups = usedGroups(allGroups(manifest), nodes)
  const places = new Set([...known, ...groups.map(({ id }) => id)])
  return {
    title: `${manifest.project} ${manifest.environment}`,
    groups,
    nodes,
    edges: edges.filter(({ from, to }) => places.has(from) && places.has(to)),
  }
}
