import { expect, test } from 'vitest'
import { graphOf } from '../../src/lib/diagrams/graph/index.ts'
import type { Graph } from '../../src/lib/diagrams/graph/model.ts'
import { textWidth } from '../../src/lib/diagrams/svg/text.ts'
import { svgOf } from '../../src/lib/diagrams/svg/write.ts'
import { everything, templateManifests } from './drawing.ts'

/** What a parser of XML would refuse, in words. */
function faults(xml: string): string[] {
  const open: string[] = []
  const found: string[] = []
  let rest = xml
  while (rest.length > 0) {
    const [text] = /^[^<]*/.exec(rest)!
    if (/[>]/.test(text) || /&(?!(amp|lt|gt|quot|#39);)/.test(text)) found.push(`text ${text.slice(0, 40)}`)
    rest = rest.slice(text.length)
    if (rest === '') break
    const tag =
      /^<(\/?)([A-Za-z]+)((?:\s+[A-Za-z:-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#39);[^"<&]*)*")*)\s*(\/?)>/.exec(
        rest,
      )
    if (!tag) return [...found, `tag ${rest.slice(0, 60)}`]
    const [whole, closing, name, , alone] = tag
    if (closing && open.pop() !== name) found.push(`</${name}> closes nothing`)
    if (!closing && !alone) open.push(name!)
    rest = rest.slice(whole.length)
  }
  return [...found, ...open.map(name => `<${name}> stays open`)]
}

test.each([['everything', everything] as const, ...(await templateManifests())])(
  '%s is well-formed, and needs nothing from elsewhere',
  (_name, manifest) => {
    const svg = svgOf(graphOf(manifest))
    expect(faults(svg)).toEqual([])
    expect(svg).not.toMatch(/<script|<image|@import|@font-face|xlink:|href=/)
    expect([...svg.matchAll(/url\(([^)]*)\)/g)].every(([, target]) => target!.startsWith('#head-'))).toBe(
      true,
    )
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  },
)

test('it says what it shows to those who do not see it', () => {
  const svg = svgOf(graphOf(everything))
  expect(svg).toMatch(/role="img" aria-labelledby="title desc"/)
  expect(svg).toContain('<title id="title">Architecture of shop prod</title>')
  expect(svg).toMatch(/<desc id="desc">Clients sends requests to shop\.example\.com\. /)
  expect(svg).toContain('web :8080 calls api :3000.')
  expect(svg).toContain('Load balancer sends requests to api :3000 (/v1/*).')
})

test('it has colours for a light and for a dark page, and names none but by variable', () => {
  const svg = svgOf(graphOf(everything))
  expect(svg).toContain('@media (prefers-color-scheme:dark)')
  const used = new Set([...svg.matchAll(/var\(--([a-z-]+)\)/g)].map(([, name]) => name))
  for (const block of [...svg.matchAll(/svg\{([^}]*)\}/g)].map(([, block]) => block!)) {
    const defined = new Set([...block.matchAll(/--([a-z-]+):/g)].map(([, name]) => name))
    expect([...used].filter(name => !defined.has(name))).toEqual([])
  }
})

const hostile: Graph = {
  title: '<b>"&\u0000\'',
  groups: [{ id: 'cloud', kind: 'cloud', label: ']]><x>', parent: undefined }],
  nodes: [
    { id: 'a b', kind: 'service', label: '</text><script>', details: ['"&"', '\u001b[31m'], group: 'cloud' },
    { id: 'end', kind: 'database', label: 'x'.repeat(500), details: ['日本語'.repeat(50)], group: 'cloud' },
  ],
  edges: [{ from: 'a b', to: 'end', kind: 'request', label: '<->&"'.repeat(60) }],
}

test('words are cut to their boxes, and never become marks', () => {
  const svg = svgOf(hostile)
  expect(faults(svg)).toEqual([])
  expect(svg).not.toContain('<script')
  const labels = [...svg.matchAll(/class="(label|detail)"[^>]*>([^<]*)</g)]
  expect(labels.length).toBe(5)
  for (const [, , words] of labels) expect(textWidth(words!, 11)).toBeLessThan(190)
})
