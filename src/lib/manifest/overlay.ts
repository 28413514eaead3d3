import { DeployctlError, type Problem } from '../errors/index.ts'
import type { Source } from './load.ts'
import { suggest } from './nearest-name.ts'
import { formatPath, type Path } from './path.ts'
import { invalid } from './problems.ts'
import type { Entry, MapNode, Node, Position } from './tree.ts'

/** What names the environments or holds for all of them alike. */
const notInOverlays = ['version', 'project', 'environments']

/** The names under `environments`, in the order of the file. */
export function environmentsOf(source: Source): string[] {
  const environments = source.root.entries.get('environments')?.node
  return environments?.kind === 'map' ? [...environments.entries.keys()] : []
}

/**
 * The manifest of one environment: maps merge, scalars and lists replace, `null` removes.
 * Nodes keep where they were written; what came from the overlay says so.
 * @throws {DeployctlError} `manifest.unknown-environment`, or `manifest.invalid` where `environments` is no map.
 */
export function applyOverlay(source: Source, environment: string): { root: MapNode; problems: Problem[] } {
  const overlay = findOverlay(source, environment)
  const merge = new Merge(source.file, environment)
  const base = new Map(source.root.entries)
  base.delete('environments')
  const root: MapNode = { ...source.root, entries: base }
  return { root: overlay ? merge.maps(root, overlay, []) : root, problems: merge.problems }
}

function findOverlay(source: Source, environment: string): MapNode | undefined {
  const all = source.root.entries.get('environments')?.node
  if (all && all.kind !== 'map' && !isNull(all)) throw notAMap(source.file, all, ['environments'])
  const overlay = all?.kind === 'map' ? all.entries.get(environment)?.node : undefined
  if (!overlay) throw unknownEnvironment(source, environment)
  if (isNull(overlay)) return undefined
  if (overlay.kind === 'map') return overlay
  throw notAMap(source.file, overlay, ['environments', environment])
}

function unknownEnvironment(source: Source, environment: string): DeployctlError {
  const known = environmentsOf(source)
  return new DeployctlError('manifest.unknown-environment', {
    message: `${source.file} has no environment \`${environment}\`.`,
    hint:
      known.length > 0
        ? suggest(environment, known)
        : `Add \`environments: {${environment}: {}}\` to the manifest.`,
    data: { environment, known },
  })
}

function notAMap(file: string, node: Node, path: Path): DeployctlError {
  const remedy = 'Write a map, such as `environments: {prod: {protected: true}}`.'
  return invalid(file, [{ file, ...node.at, path: formatPath(path), message: 'This must be a map.', remedy }])
}

/** Merges one overlay, and collects what makes no sense in it. */
class Merge {
  readonly problems: Problem[] = []
  private readonly file: string
  private readonly environment: string

  constructor(file: string, environment: string) {
    this.file = file
    this.environment = environment
  }

  maps(base: MapNode, overlay: MapNode, path: Path): MapNode {
    const entries = new Map<string, Entry>(base.entries)
    for (const [name, { key, node }] of overlay.entries) {
      const inner = [...path, name]
      if (this.refuse(inner, key)) continue
      const below = entries.get(name)
      if (isNull(node)) this.remove(entries, name, inner, key)
      else if (below?.node.kind === 'map' && node.kind === 'map')
        entries.set(name, { key: below.key, node: this.maps(below.node, node, inner) })
      else entries.set(name, { key, node: this.stamp(node, inner) })
    }
    return { ...base, entries }
  }

  private refuse(path: Path, at: Position): boolean {
    const refused = path.length === 1 && notInOverlays.includes(String(path[0]))
    if (refused)
      this.report(path, at, `An overlay cannot change \`${path[0]}\`.`, 'Write it at the top only.')
    return refused
  }

  private remove(entries: Map<string, Entry>, name: string, path: Path, at: Position): void {
    if (entries.delete(name)) return
    this.report(
      path,
      at,
      'There is nothing here that null could remove.',
      'Remove the key, or give it a value.',
    )
  }

  /** Marks a value as the overlay's own, all the way down. */
  private stamp(node: Node, path: Path): Node {
    const overlay = this.environment
    if (node.kind === 'scalar') return { ...node, overlay }
    if (node.kind === 'list')
      return { ...node, overlay, items: node.items.map((item, index) => this.stamp(item, [...path, index])) }
    return { ...this.maps({ ...node, entries: new Map() }, node, path), overlay }
  }

  private report(path: Path, at: Position, message: string, remedy: string): void {
    const written = formatPath(['environments', this.environment, ...path])
    this.problems.push({ file: this.file, ...at, path: written, message, remedy })
  }
}

function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null
}
