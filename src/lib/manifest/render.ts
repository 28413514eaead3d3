import { stringify } from 'yaml'
import { z } from 'zod'
import { parseOutput } from './outputs.ts'
import type { Path } from './path.ts'
import type { Provenance } from './resolve.ts'
import { environmentSchema, type Manifest } from './schema/manifest.ts'
import { child, type Node } from './tree.ts'

const widestColumn = 72

interface Line {
  readonly text: string
  /** Where the value came from; none for a key that only opens a map or a list. */
  readonly origin?: string
}

/**
 * What an environment comes to, as a manifest that resolves to the same again: every default spelled out,
 * and beside each value where it came from.
 */
export function renderManifest(manifest: Manifest, provenance: Provenance): string {
  const { environment, directory: _directory, ...sections } = manifest
  const written = z.encode(environmentSchema, sections)
  const lines = [
    ...renderMap(
      escapeReferences(withoutEmpty(written, provenance)) as Record<string, unknown>,
      [],
      provenance,
    ),
    { text: `environments: {${environment}: {}}` },
  ]
  const width = columnOf(lines)
  return lines.map(({ text, origin }) => `${origin ? `${text.padEnd(width)}  # ${origin}` : text}\n`).join('')
}

/** A section of things, of which there are none, says nothing unless somebody wrote it. */
function withoutEmpty(sections: Record<string, unknown>, { root }: Provenance): Record<string, unknown> {
  const isSaid = ([name, value]: [string, unknown]) =>
    typeof value !== 'object' || Object.keys(value ?? {}).length > 0 || child(root, name) !== undefined
  return Object.fromEntries(Object.entries(sections).filter(isSaid))
}

/** Comments line up, but for those of the few lines that are too long for it. */
function columnOf(lines: readonly Line[]): number {
  const lengths = lines.filter(({ origin }) => origin).map(({ text }) => text.length)
  return Math.max(...lengths.filter(length => length <= widestColumn))
}

function renderMap(map: Record<string, unknown>, path: Path, provenance: Provenance): Line[] {
  const indent = '  '.repeat(path.length)
  return Object.entries(map).flatMap(([key, value]) => {
    if (value === undefined) return []
    return renderValue(`${indent}${scalar(key)}:`, value, [...path, key], provenance)
  })
}

function renderValue(label: string, value: unknown, path: Path, provenance: Provenance): Line[] {
  if (Array.isArray(value) && value.length > 0) {
    const indent = '  '.repeat(path.length)
    return [
      { text: label },
      ...value.flatMap((item, index) => renderItem(indent, item, [...path, index], provenance)),
    ]
  }
  if (isMap(value) && Object.keys(value).length > 0)
    return [{ text: label }, ...renderMap(value, path, provenance)]
  return [{ text: `${label} ${leaf(value)}`, origin: originOf(path, provenance) }]
}

/** A map in a list begins on the line of its dash, two columns further in. */
function renderItem(indent: string, item: unknown, path: Path, provenance: Provenance): Line[] {
  if (!isMap(item) || Object.keys(item).length === 0) return renderValue(`${indent}-`, item, path, provenance)
  const [first, ...rest] = renderMap(item, path, provenance)
  if (!first) return []
  return [{ ...first, text: `${indent}- ${first.text.trimStart()}` }, ...rest]
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function leaf(value: unknown): string {
  if (Array.isArray(value)) return '[]'
  return isMap(value) ? '{}' : scalar(value)
}

/** On one line, quoted where YAML would read something else; JSON's quotes are YAML's. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value)
  const text = stringify([value], { lineWidth: 0 }).slice('- '.length, -1)
  return text.includes('\n') || text.startsWith('|') || text.startsWith('>') ? JSON.stringify(value) : text
}

/** References are replaced by now: what looks like one is meant as it stands. */
function escapeReferences(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/\$\{([^{}]*)/g, (whole, name: string) =>
      parseOutput(name) ? whole : `$${whole}`,
    )
  if (Array.isArray(value)) return value.map(escapeReferences)
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [escapeReferences(key), escapeReferences(inner)]),
  )
}

/** The closest thing that is written: `capacity: spot` is where both of its weights came from. */
function originOf(path: Path, { file, root }: Provenance): string {
  let node: Node = root
  for (const part of path) {
    if (node.kind === 'scalar') break
    const next = child(node, part)
    if (!next) return 'default'
    node = next
  }
  const overlay = node.overlay ? `${node.overlay} overlay, ` : ''
  const references = node.kind === 'scalar' && node.references?.length ? `${node.references.join(' ')}, ` : ''
  return `${references}${overlay}${file}:${node.at.line}`
}
