import type { Edge, Graph } from '../graph/model.ts'
import { layoutOf } from '../layout/index.ts'
import { page } from '../layout/measures.ts'
import type { Box, Frame, Layout, Point, Tag, Wire } from '../layout/types.ts'
import { family } from '../palette.ts'
import { icon } from './icons.ts'
import { styles } from './styles.ts'
import { escapeXml, fitted, textWidth } from './text.ts'

const badge = 24
const inset = 10
const cornerRadius = 7

/** A graph as an SVG of its own: no scripts, no fonts, no pictures from elsewhere. Pure. */
export function svgOf(graph: Graph): string {
  const layout = layoutOf(graph)
  const { width, height } = layout
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-labelledby="title desc">`,
    `<title id="title">Architecture of ${escapeXml(graph.title)}</title>`,
    `<desc id="desc">${escapeXml(described(graph))}</desc>`,
    styles(),
    markers(),
    `<rect class="page" width="${width}" height="${height}" rx="12"/>`,
    `<text class="title" x="${page.margin}" y="${page.margin + 12}">${escapeXml(graph.title)}</text>`,
    ...drawn(layout),
    '</svg>',
    '',
  ].join('\n')
}

function drawn({ frames, wires, boxes, tags }: Layout): string[] {
  return [
    ...frames.map(frameShape),
    ...wires.map(wireShape),
    ...frames.map(frameLabel),
    ...boxes.map(boxShape),
    ...tags.map(tagShape),
  ]
}

/** What those hear who do not see it: every line as a sentence. */
function described({ nodes, groups, edges }: Graph): string {
  const words = new Map([...nodes, ...groups].map(({ id, label }) => [id, label]))
  const verbs: Readonly<Record<Edge['kind'], string>> = {
    request: 'sends requests to',
    call: 'calls',
    data: 'uses',
    side: 'is joined to',
  }
  const sentences = edges.map(
    ({ from, to, kind, label }) =>
      `${words.get(from)} ${verbs[kind]} ${words.get(to)}${label ? ` (${label})` : ''}.`,
  )
  return [...new Set(sentences)].join(' ')
}

function markers(): string {
  const kinds: readonly Edge['kind'][] = ['request', 'call', 'data', 'side']
  const heads = kinds.map(
    kind =>
      `<marker id="head-${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="head ${kind}" d="M0 0l8 4-8 4z"/></marker>`,
  )
  return `<defs>${heads.join('')}</defs>`
}

function frameShape({ x, y, width, height, group: { kind } }: Frame): string {
  return `<rect class="frame ${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>`
}

function frameLabel({ x, y, width, group: { kind, label } }: Frame): string {
  const text = fitted(label, 11.5, width - 2 * inset)
  return `<text class="frame-label ${kind}" x="${x + inset + 2}" y="${y + 20}">${escapeXml(text)}</text>`
}

function boxShape({ x, y, width, height, node }: Box): string {
  const room = width - badge - 3 * inset
  const left = x + inset + badge + 8
  const labelY = y + (node.details.length > 0 ? 23 : badge / 2 + inset + 4.5)
  const details = node.details.map((line, index) => {
    const text = escapeXml(fitted(line, 11, room))
    return `<text class="detail" x="${left}" y="${labelY + 16 + index * 15}">${text}</text>`
  })
  return [
    `<g class="${family[node.kind]}"><title>${escapeXml([node.label, ...node.details].join(', '))}</title>`,
    `<rect class="card" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    `<rect class="badge" x="${x + inset}" y="${y + inset}" width="${badge}" height="${badge}" rx="6"/>`,
    `<g transform="translate(${x + inset + 4} ${y + inset + 4})">${icon(node.kind)}</g>`,
    `<text class="label" x="${left}" y="${labelY}">${escapeXml(fitted(node.label, 13, room))}</text>`,
    ...details,
    '</g>',
  ].join('')
}

function wireShape({ kind, points }: Wire): string {
  return `<path class="wire ${kind}" d="${rounded(points)}" marker-end="url(#head-${kind})"/>`
}

/** Through all points, with the corners cut round. */
function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points as [Point, ...Point[]]
  const parts = rest.map((point, index) => {
    const next = rest[index + 1]
    if (!next) return `L${point.x} ${point.y}`
    const before = index === 0 ? first : rest[index - 1]!
    const radius = Math.min(cornerRadius, distance(before, point) / 2, distance(point, next) / 2)
    const enter = towards(point, before, radius)
    const leave = towards(point, next, radius)
    return `L${enter.x} ${enter.y}Q${point.x} ${point.y} ${leave.x} ${leave.y}`
  })
  return `M${first.x} ${first.y}${parts.join('')}`
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y)
}

function towards(from: Point, to: Point, by: number): Point {
  return { x: from.x + Math.sign(to.x - from.x) * by, y: from.y + Math.sign(to.y - from.y) * by }
}

const widestTag = 200

function tagShape({ x, y, text }: Tag): string {
  const shown = fitted(text, 11, widestTag)
  const width = Math.round(textWidth(shown, 11)) + 12
  return [
    `<rect class="tag" x="${x - width / 2}" y="${y - 8.5}" width="${width}" height="17" rx="8.5"/>`,
    `<text class="tag-words" x="${x}" y="${y + 3.8}">${escapeXml(shown)}</text>`,
  ].join('')
}
