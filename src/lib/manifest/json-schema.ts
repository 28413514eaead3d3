import { z } from 'zod'
import type { Path } from './path.ts'
import { environmentSchema } from './schema/manifest.ts'

/** The part of JSON Schema (draft 2020-12) that a manifest needs. */
export interface JsonSchema {
  $schema?: string
  title?: string
  description?: string
  type?: string
  default?: unknown
  examples?: unknown[]
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  minLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
  propertyNames?: JsonSchema
  additionalProperties?: JsonSchema | false
  anyOf?: JsonSchema[]
}

/** Made when it is first needed: a manifest that is right needs none. */
let environment: JsonSchema | undefined

/** What may be written for one environment: everything but `environments`. */
export function environmentJsonSchema(): JsonSchema {
  environment ??= z.toJSONSchema(environmentSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      // zod leaves examples of codecs out, taking them for decoded values; ours are as written.
      const examples = z.globalRegistry.get(zodSchema)?.examples as unknown[] | undefined
      tidy(Object.assign(jsonSchema as JsonSchema, examples && { examples }))
    },
  }) as JsonSchema
  return environment
}

/** The published schema of `deployctl.yml`, with which editors complete and check it. */
export function jsonSchema(): JsonSchema {
  const { $schema, properties, ...rest } = environmentJsonSchema()
  const { version: _version, project, ...changeable } = properties ?? {}
  const overlay = overlayOf({ type: 'object', properties: changeable, additionalProperties: false })
  return {
    $schema,
    title: 'deployctl manifest',
    description: 'What a system is and where it runs; the only file that deployctl reads.',
    ...rest,
    // The region may be written in the overlays alone.
    required: ['version', 'project'],
    properties: {
      ...properties,
      environments: {
        description: environmentsDescription,
        examples: [{ staging: { network: { nat: 'single' } }, prod: { protected: true } }],
        type: 'object',
        ...(project && { propertyNames: { type: project.type, pattern: project.pattern } }),
        additionalProperties: nullable({ description: 'What is different in this environment.', ...overlay }),
      },
    },
  }
}

const environmentsDescription =
  'The environments, by name, each with what is different in it: maps merge, scalars and lists replace, null removes.'

/** Every schema that describes the value at a path; several where there are alternatives, none where the key is unknown. */
export function schemasAt(path: Path, schema = environmentJsonSchema()): JsonSchema[] {
  const alternatives = alternativesOf(schema)
  const [part, ...rest] = path
  if (part === undefined) return alternatives
  return alternatives.flatMap(alternative => {
    const next = typeof part === 'number' ? alternative.items : property(alternative, part)
    return next ? schemasAt(rest, next) : []
  })
}

/** A schema as its alternatives, each with the description that they have in common. */
export function alternativesOf({ anyOf, ...common }: JsonSchema): JsonSchema[] {
  return anyOf ? anyOf.flatMap(one => alternativesOf({ ...common, ...one })) : [common]
}

function property({ properties, additionalProperties }: JsonSchema, key: string): JsonSchema | undefined {
  if (properties && Object.hasOwn(properties, key)) return properties[key]
  return additionalProperties || undefined
}

/** zod writes bounds for every integer and formats of its own; and any text may hold a reference. */
function tidy(schema: JsonSchema): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (!schema.pattern) return
  delete schema.format
  schema.pattern = `(?:${schema.pattern})|\\$\\{`
}

/** The same keys, none of them required, and each may be null. */
function overlayOf({ required: _required, default: _default, ...schema }: JsonSchema): JsonSchema {
  const { properties, additionalProperties, anyOf } = schema
  return {
    ...schema,
    ...(properties && { properties: mapValues(properties, value => nullable(overlayOf(value))) }),
    ...(additionalProperties && { additionalProperties: nullable(overlayOf(additionalProperties)) }),
    ...(anyOf && { anyOf: anyOf.map(overlayOf) }),
  }
}

function nullable({ description, ...schema }: JsonSchema): JsonSchema {
  const alternatives = schema.anyOf ?? [schema]
  const { anyOf: _anyOf, ...common } = schema.anyOf ? schema : {}
  return { ...(description && { description }), ...common, anyOf: [...alternatives, { type: 'null' }] }
}

function mapValues<T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}
