import type { JsonSchema } from './json-schema.ts'

/** Beyond this a list of keys helps nobody. */
const listedKeys = 8

/** The kinds of value that alternatives allow, each once. */
export function describeTypes(schemas: readonly JsonSchema[]): string {
  const types = [...new Set(schemas.map(describeType))]
  const listed = types.some(type => type.startsWith('a map of '))
  return types.filter(type => !(listed && type === 'a map')).join(', or ')
}

/** The kind of value, in words: `a whole number`, `a map of min, max`. */
function describeType(schema: JsonSchema): string {
  const { type, title, enum: values, properties } = schema
  if (schema.const !== undefined) return String(schema.const)
  if (values) return values.join(', or ')
  if (title) return `${/^[AEIOU]/.test(title) ? 'an' : 'a'} ${title}`
  if (type === 'string') return 'a text'
  if (type === 'integer') return 'a whole number'
  if (type === 'boolean') return 'true or false'
  if (type === 'array') return 'a list'
  if (type !== 'object') return `a ${type ?? 'value'}`
  const keys = Object.keys(properties ?? {})
  return keys.length > 0 && keys.length <= listedKeys ? `a map of ${keys.join(', ')}` : 'a map'
}
