import { type JsonSchema, schemasAt } from '../json-schema.ts'
import type { Path } from '../path.ts'
import type { Finding } from '../problems.ts'
import { find, type Node, type ScalarNode } from '../tree.ts'
import { found, shown } from './found.ts'

/** A value of the wrong kind, such as a text where there must be a number. */
export function explainKind(root: Node, path: Path): Finding {
  const node = find(root, path)
  const schemas = schemasAt(path)
  if (node?.kind === 'scalar' && node.value === null)
    return { path, message: `\`${path.at(-1)}\` is empty.`, remedy: 'Give it a value, or remove the key.' }
  const expected = [...new Set(schemas.map(describeKind))].join(', or ')
  const message = `This must be ${expected}, but it is ${found(root, path)}.`
  const remedy = (node?.kind === 'scalar' && remedyFor(node, schemas, shown(root, path))) || write(schemas)
  return { path, message, remedy }
}

function describeKind({ type, enum: values, properties }: JsonSchema): string {
  if (values) return values.join(', or ')
  if (type === 'string') return 'a text'
  if (type === 'integer') return 'a whole number'
  if (type === 'boolean') return 'true or false'
  if (type === 'array') return 'a list'
  if (type !== 'object') return `a ${type ?? 'value'}`
  return properties ? `a map of ${Object.keys(properties).join(', ')}` : 'a map'
}

const yes = new Set(['yes', 'on', 'y', 'true'])
const no = new Set(['no', 'off', 'n', 'false'])

function remedyFor(
  node: ScalarNode,
  schemas: readonly JsonSchema[],
  visible: string | undefined,
): string | undefined {
  const wants = (type: string) => schemas.some(schema => schema.type === type)
  const { value, source } = node
  if (typeof value !== 'string')
    return wants('string') ? `Quote it${visible ? `: "${source}"` : ''}.` : undefined
  if (node.references?.length && !wants('array'))
    return 'A reference gives a text; write the value itself, in an overlay where environments differ.'
  if ((wants('integer') || wants('number')) && /^\d+$/.test(value))
    return `Write it without quotes: ${value}.`
  if (!wants('boolean')) return undefined
  if (yes.has(value.toLowerCase())) return 'Write true.'
  return no.has(value.toLowerCase()) ? 'Write false.' : undefined
}

/** What to write, by example where the schema has one. */
function write(schemas: readonly JsonSchema[]): string {
  const [schema] = schemas
  const example = schemas.flatMap(({ examples = [], default: value }) => [
    ...examples,
    ...(value === undefined ? [] : [value]),
  ])[0]
  if (example !== undefined) return `Write such as \`${JSON.stringify(example)}\`.`
  return schema ? `Write ${describeKind(schema)}.` : 'Remove it.'
}
