import type { Edge, Graph, Group, Node, NodeKind } from './graph/model.ts'
import { family, palette } from './palette.ts'

/** How Mermaid draws a node: the brackets around its words. */
const shapes: Partial<Readonly<Record<NodeKind, readonly [open: string, close: string]>>> = {
  clients: ['([', '])'],
  people: ['([', '])'],
  domain: ['([', '])'],
  database: ['[(', ')]'],
  cache: ['[(', ')]'],
  table: ['[(', ')]'],
  bucket: ['[(', ')]'],
  filesystem: ['[(', ')]'],
  function: ['{{', '}}'],
}

const arrows: Readonly<Record<Edge['kind'], string>> = {
  request: '==>',
  call: '-->',
  data: '-->',
  side: '-.->',
}

/** A graph as a Mermaid flowchart, for Markdown that is read where Mermaid is drawn. Pure. */
export function mermaidOf(graph: Graph): string {
  const names = namesFor([...graph.groups, ...graph.nodes].map(({ id }) => id))
  const name = (id: string) => names.get(id)!
  const lines = [
    '---',
    `title: ${JSON.stringify(graph.title)}`,
    '---',
    'flowchart TB',
    ...members(undefined, graph, name, 1),
    ...graph.edges.map(edge => `  ${edgeLine(edge, name)}`),
    ...classes(graph, name),
  ]
  return `${lines.join('\n')}\n`
}

type Name = (id: string) => string

function members(parent: string | undefined, graph: Graph, name: Name, depth: number): string[] {
  const indent = '  '.repeat(depth)
  const nodes = graph.nodes.filter(({ group }) => group === parent)
  const groups = graph.groups.filter(group => group.parent === parent)
  return [
    ...nodes.map(node => indent + nodeLine(node, name)),
    ...groups.flatMap(group => box(group, graph, name, depth)),
  ]
}

function box({ id, label }: Group, graph: Graph, name: Name, depth: number): string[] {
  const indent = '  '.repeat(depth)
  return [
    `${indent}subgraph ${name(id)}["${escaped(label)}"]`,
    ...members(id, graph, name, depth + 1),
    `${indent}end`,
  ]
}

function nodeLine({ id, kind, label, details }: Node, name: Name): string {
  const [open, close] = shapes[kind] ?? ['[', ']']
  return `${name(id)}${open}"${[label, ...details].map(escaped).join('<br/>')}"${close}`
}

function edgeLine({ from, to, kind, label }: Edge, name: Name): string {
  return `${name(from)} ${arrows[kind]}${label ? `|"${escaped(label)}"|` : ''} ${name(to)}`
}

/** Names of letters, digits and underscores, of which none is a word of Mermaid’s, as `end` is. */
function namesFor(ids: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const id of ids) {
    const plain = `n_${id.replaceAll(/[^A-Za-z0-9]+/g, '_')}`
    let name = plain
    for (let count = 2; taken.has(name); count++) name = `${plain}_${count}`
    taken.add(name)
    names.set(id, name)
  }
  return names
}

/** Mermaid reads `#35;` as a character by its number; the rest would end a text or begin a tag or a style. */
function escaped(text: string): string {
  return text.replaceAll(/[#"<>&`\\|[\]{}*_~;]/g, character => `#${character.codePointAt(0)};`)
}

/** Colours that can be read on light and on dark alike. */
function classes({ nodes }: Graph, name: Name): string[] {
  const byFamily = Map.groupBy(nodes, ({ kind }) => family[kind])
  return [...byFamily].flatMap(([group, members]) => [
    `  classDef ${group} fill:${palette[group].accent},stroke:${palette[group].accent},color:#ffffff`,
    `  class ${members.map(({ id }) => name(id)).join(',')} ${group}`,
  ])
}
