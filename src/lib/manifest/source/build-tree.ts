import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap } from 'yaml'
import type { Problem } from '../../errors/index.ts'
import { formatPath, type Path } from '../path.ts'
import { invalid } from '../problems.ts'
import type { Entry, MapNode, Node, Position } from '../tree.ts'
import type { Composed } from './compose.ts'

/** Aliases of aliases grow without end from a few lines; a manifest has some hundred values. */
const maximumNodes = 20_000

/** Names that mean something to JavaScript objects. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

/** Makes positioned nodes of YAML nodes; what cannot be read becomes a problem. */
export class TreeBuilder {
  readonly problems: Problem[] = []
  private readonly anchors = new Map<string, { node: Node; size: number }>()
  private readonly position: Composed['position']
  private readonly file: string
  private size = 0

  constructor(file: string, position: Composed['position']) {
    this.file = file
    this.position = position
  }

  /** @param at where to point for a value that begins below its key. */
  build(source: ParsedNode, path: Path, at = this.position(source.range[0])): Node {
    if (isAlias(source)) return this.alias(source.source, path, at)
    const before = this.size
    this.grow(1, at)
    const node = this.collectionOrScalar(source, path, at)
    // Known only once it is whole, so that no alias can hold itself.
    if (source.anchor) this.anchors.set(source.anchor, { node, size: this.size - before })
    return node
  }

  private collectionOrScalar(source: ParsedNode, path: Path, at: Position): Node {
    if (isMap(source)) return this.map(source as YAMLMap.Parsed, path, at)
    if (isSeq(source)) {
      const items = source.items.map((item, index) => this.build(item as ParsedNode, [...path, index]))
      return { kind: 'list', items, at }
    }
    return this.scalar(source as Scalar.Parsed, path, at)
  }

  private map(source: YAMLMap.Parsed, path: Path, at: Position): MapNode {
    const entries = new Map<string, Entry>()
    for (const { key, value } of source.items) {
      const keyAt = this.position(key?.range[0] ?? source.range[0])
      const name = this.key(key, path, keyAt, entries)
      if (name === undefined) continue
      const inner = [...path, name]
      const node = value
        ? this.build(value, inner, valuePosition(value, keyAt, this.position))
        : absent(keyAt)
      entries.set(name, { key: keyAt, node })
    }
    return { kind: 'map', entries, at }
  }

  private key(
    key: ParsedNode | null,
    path: Path,
    at: Position,
    entries: ReadonlyMap<string, Entry>,
  ): string | undefined {
    const name = isScalar(key) ? (typeof key.value === 'string' ? key.value : key.source) : undefined
    if (!name) return this.report(path, at, 'A key must be a text.', 'Write `key: value`.')
    const inner = [...path, name]
    if (forbiddenKeys.has(name))
      return this.report(inner, at, `\`${name}\` cannot be a key.`, 'Choose another name.')
    if (name === '<<')
      return this.report(
        inner,
        at,
        '`<<` does not merge maps here.',
        'Write the keys out, or use an overlay.',
      )
    const first = entries.get(name)
    if (first) {
      const message = `\`${name}\` is already written in line ${first.key.line}.`
      return this.report(inner, at, message, 'Keep one of the two.')
    }
    return name
  }

  private alias(name: string, path: Path, at: Position): Node {
    const anchor = this.anchors.get(name)
    if (!anchor) {
      this.report(path, at, `\`*${name}\` names nothing.`, `Put \`&${name}\` before an earlier value.`)
      return absent(at)
    }
    this.grow(anchor.size, at)
    return anchor.node
  }

  private grow(size: number, at: Position): void {
    this.size += size
    if (this.size <= maximumNodes) return
    const message = `The file has more than ${maximumNodes} values, or its aliases make as many.`
    throw invalid(this.file, [{ file: this.file, ...at, message, remedy: 'Write less with `*`.' }])
  }

  private scalar({ value, source }: Scalar.Parsed, path: Path, at: Position): Node {
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value))
      return { kind: 'scalar', value: value as string, source, at }
    this.report(path, at, 'This kind of value has no meaning here.', 'Write a text, in quotes.')
    return absent(at)
  }

  private report(path: Path, at: Position, message: string, remedy: string): undefined {
    const place = path.length > 0 ? { path: formatPath(path) } : {}
    this.problems.push({ file: this.file, ...at, ...place, message, remedy })
  }
}

function absent(at: Position): Node {
  return { kind: 'scalar', value: null, source: '', at }
}

/** Scalars and flow collections are where they begin; block collections and nothing at all are at their key. */
function valuePosition(value: ParsedNode, key: Position, position: Composed['position']): Position {
  if (isMap(value) || isSeq(value)) return value.flow ? position(value.range[0]) : key
  return isScalar(value) && value.range[0] === value.range[1] ? key : position(value.range[0])
}
