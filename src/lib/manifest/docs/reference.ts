import { describeTypes } from '../describe-type.ts'
import { inline } from '../inline.ts'
import { alternativesOf, environmentJsonSchema, type JsonSchema } from '../json-schema.ts'
import { introduction } from './introduction.ts'

/** The reference of the manifest, in Markdown: every key, its type, its default, and what it is for. */
export function reference(): string {
  const sections = new Sections()
  sections.add('', environmentJsonSchema())
  return `${introduction}\n${sections.text.join('\n')}`
}

/** One table for each map, top-down; a map that was described already is referred to. */
class Sections {
  readonly text: string[] = []
  private readonly known = new Map<string, string>()

  add(label: string, schema: JsonSchema): void {
    for (const alternative of alternativesOf(schema)) {
      if (alternative.properties) this.table(label, alternative)
      this.below(label, alternative)
    }
  }

  private table(label: string, { description, properties = {}, required = [] }: JsonSchema): void {
    const rows = Object.entries(properties).map(([key, value]) => row(key, value, required.includes(key)))
    const table = ['| key | type | default | |', '| --- | --- | --- | --- |', ...rows].join('\n')
    const same = this.known.get(table)
    const content = same ? `The same keys as \`${same}\`.` : table
    this.known.set(table, same ?? label)
    const heading = label === '' ? '## The keys' : `### \`${label}\``
    this.text.push([heading, ...(label && description ? [description] : []), content].join('\n\n'), '')
  }

  private below(label: string, { properties = {}, additionalProperties, items }: JsonSchema): void {
    const prefix = label === '' ? '' : `${label}.`
    for (const [key, value] of Object.entries(properties)) this.add(`${prefix}${key}`, value)
    if (additionalProperties)
      this.add(`${prefix}${label.endsWith('NAME') ? 'KEY' : 'NAME'}`, additionalProperties)
    if (items) this.add(`${label}[]`, items)
  }
}

function row(key: string, schema: JsonSchema, required: boolean): string {
  const { description = '', default: value, examples = [] } = schema
  const types = describeTypes(alternativesOf(schema))
  const example = examples.length > 0 ? ` For example ${examples.map(code).join(' or ')}.` : ''
  const fallback = required ? 'required' : isNothing(value) ? '' : code(value)
  return `| \`${key}\` | ${cell(types)} | ${fallback} | ${cell(description)}${example} |`
}

function code(value: unknown): string {
  return `\`${cell(inline(value))}\``
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

/** An empty map says no more than that its keys have defaults of their own. */
function isNothing(value: unknown): boolean {
  return value === undefined || (Object(value) === value && Object.keys(value as object).length === 0)
}
