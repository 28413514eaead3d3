import type { NormalizedSchema } from '@smithy/core/schema'
import type { StaticStructureSchema } from '@smithy/types'

/** How one wire format lays out a value; the walk over the schema is the same for all of them. */
export interface WireFormat {
  /** A structure's members by wire name, or undefined where the node is no structure. */
  fields(node: unknown): Readonly<Record<string, unknown>> | undefined
  nameOf(member: string, schema: NormalizedSchema): string
  items(list: NormalizedSchema, node: unknown): readonly unknown[] | undefined
  entries(map: NormalizedSchema, node: unknown): readonly (readonly [string, unknown])[] | undefined
  /** The JavaScript value of a leaf, or undefined where the node is of another type. */
  scalar(schema: NormalizedSchema, node: unknown): unknown
}

export interface InputProblem {
  readonly kind: 'missing' | 'unknown' | 'type'
  /** Dotted path in wire names, such as `containerDefinitions.1.name`. */
  readonly path: string
}

/** Input that the schema refuses; the gateway turns it into the protocol's validation error. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput'
  readonly problems: readonly InputProblem[]

  constructor(problems: readonly InputProblem[]) {
    super(`invalid input: ${problems.map(({ kind, path }) => `${kind} ${path}`).join(', ')}`)
    this.problems = problems
  }
}

/**
 * Turns a parsed wire value into the JavaScript value that a handler sees.
 *
 * @throws InvalidInput naming every unknown member, missing required member, and wrong type
 */
export function readInput(
  schema: NormalizedSchema,
  node: unknown,
  format: WireFormat,
): Record<string, unknown> {
  if (schema.isUnitSchema()) return {}
  const problems: InputProblem[] = []
  const value = new InputReader(format, problems).struct(schema, node, '')
  if (problems.length > 0) throw new InvalidInput(problems)
  return value ?? {}
}

/** Names of the members that must be present: a structure schema lists them first and counts them. */
export function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const [, , , , names, , count] = schema.getSchema() as StaticStructureSchema
  return names.slice(0, count ?? 0)
}

class InputReader {
  readonly format: WireFormat
  readonly problems: InputProblem[]

  constructor(format: WireFormat, problems: InputProblem[]) {
    this.format = format
    this.problems = problems
  }

  read(schema: NormalizedSchema, node: unknown, path: string): unknown {
    if (node === null || node === undefined) return undefined
    if (schema.isStructSchema()) return this.struct(schema, node, path)
    if (schema.isListSchema()) return this.list(schema, node, path)
    if (schema.isMapSchema()) return this.map(schema, node, path)
    return this.format.scalar(schema, node) ?? this.refuse('type', path)
  }

  struct(schema: NormalizedSchema, node: unknown, path: string): Record<string, unknown> | undefined {
    const fields = this.format.fields(node)
    if (!fields) return this.refuse('type', path)
    const unread = new Set(Object.keys(fields))
    const value: Record<string, unknown> = {}
    for (const [name, member] of schema.structIterator()) {
      const wireName = this.format.nameOf(name, member)
      unread.delete(wireName)
      const read = this.read(member, fields[wireName], join(path, wireName))
      if (read !== undefined) value[name] = read
    }
    for (const name of unread) this.refuse('unknown', join(path, name))
    this.requireMembers(schema, fields, path)
    return value
  }

  requireMembers(schema: NormalizedSchema, fields: Readonly<Record<string, unknown>>, path: string): void {
    if (schema.isUnionSchema()) {
      if (Object.values(fields).filter(field => field != null).length !== 1) this.refuse('type', path)
      return
    }
    for (const name of requiredMembers(schema)) {
      const wireName = this.format.nameOf(name, schema.getMemberSchema(name))
      if (fields[wireName] == null) this.refuse('missing', join(path, wireName))
    }
  }

  list(schema: NormalizedSchema, node: unknown, path: string): unknown[] | undefined {
    const items = this.format.items(schema, node)
    if (!items) return this.refuse('type', path)
    return items.map((item, index) => this.read(schema.getValueSchema(), item, join(path, String(index + 1))))
  }

  map(schema: NormalizedSchema, node: unknown, path: string): Record<string, unknown> | undefined {
    const entries = this.format.entries(schema, node)
    if (!entries) return this.refuse('type', path)
    const valueSchema = schema.getValueSchema()
    return Object.fromEntries(
      entries.map(([key, item]) => [key, this.read(valueSchema, item, join(path, key))]),
    )
  }

  refuse(kind: InputProblem['kind'], path: string): undefined {
    this.problems.push({ kind, path })
    return undefined
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
