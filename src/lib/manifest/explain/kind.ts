import { describeTypes } from '../describe-type.ts'
import { inline } from '../inline.ts'
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
  const message = `This must be ${describeTypes(schemas)}, but it is ${found(root, path)}.`
  const remedy = (node?.kind === 'scalar' && remedyFor(node, schemas, shown(root, path))) || write(schemas)
  return { path, message, remedy }
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
  if (typeof value !== 'string') return wants('string') ? asText(source, schemas, visible) : undefined
  if (node.references?.length && !wants('array'))
    return 'A reference gives a text; write the value itself, in an overlay where environments differ.'
  if ((wants('integer') || wants('number')) && /^\d+$/.test(value))
    return `Write it without quotes: ${value}.`
  if (!wants('boolean')) return undefined
  if (yes.has(value.toLowerCase())) return 'Write true.'
  return no.has(value.toLowerCase()) ? 'Write false.' : undefined
}

/** What YAML reads as a number or a boolean, made a text that fits. */
function asText(
  source: string,
  schemas: readonly JsonSchema[],
  visible: string | undefined,
): string | undefined {
  const fits = (text: string) => schemas.some(({ pattern }) => !pattern || new RegExp(pattern).test(text))
  if (fits(source)) return visible ? `Quote it: "${source}".` : 'Quote it.'
  return fits(`${source}s`) ? `Write it with a unit: ${source}s.` : undefined
}

/** What to write, by example where the schema has one. */
function write(schemas: readonly JsonSchema[]): string {
  const [example] = schemas.flatMap(({ examples = [], default: value }) => [
    ...examples,
    ...(value === undefined ? [] : [value]),
  ])
  if (example !== undefined) return `Write a value such as \`${inline(example)}\`.`
  return 'Write a map: keys and values, indented below the key.'
}
