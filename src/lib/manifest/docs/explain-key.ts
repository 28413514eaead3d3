import { stringify } from 'yaml'
import { DeployctlError } from '../../errors/index.ts'
import { describeTypes } from '../describe-type.ts'
import { inline } from '../inline.ts'
import { type JsonSchema, jsonSchema, schemasAt } from '../json-schema.ts'
import { suggest } from '../nearest-name.ts'
import { formatPath, type Path, parsePath } from '../path.ts'

/** What `deployctl docs KEY` tells. */
export interface KeyExplanation {
  readonly path: string
  readonly description: string
  /** In words, such as `a whole number, or a map of min, max`. */
  readonly type: string
  /** As it would be written; none where the key is required or simply absent. */
  readonly default?: string
  readonly required: boolean
  /** Lines of YAML, each example a block of its own. */
  readonly examples: readonly string[]
  /** The keys below it, with what each is for. */
  readonly keys: readonly { readonly name: string; readonly description: string }[]
}

/**
 * @param key such as `services.api.count`; names of services and the like may be any. Empty for the whole manifest.
 * @throws {DeployctlError} `manifest.unknown-key`, with the nearest known one.
 */
export function explainKey(key: string): KeyExplanation {
  const path = parsePath(key)
  const schemas = alternativesAt(path)
  const [schema] = schemas
  if (!schema) throw unknownKey(path)
  const value = schemas.find(one => one.default !== undefined)?.default
  return {
    path: formatPath(path),
    description: schema.description ?? alternativesAt(path.slice(0, -1))[0]?.description ?? '',
    type: describeTypes(schemas),
    ...(value !== undefined && { default: inline(value) }),
    required: isRequired(path),
    examples: examplesOf(path, schemas),
    keys: keysOf(schemas),
  }
}

function alternativesAt(path: Path): JsonSchema[] {
  return schemasAt(path, jsonSchema()).filter(({ type }) => type !== 'null')
}

function isRequired(path: Path): boolean {
  const key = String(path.at(-1))
  return path.length > 0 && alternativesAt(path.slice(0, -1)).some(({ required }) => required?.includes(key))
}

function examplesOf(path: Path, schemas: readonly JsonSchema[]): string[] {
  const [schema] = schemas
  const values = schema?.examples ?? schemas.find(one => one.enum)?.enum?.slice(0, 1) ?? []
  const key = path.at(-1)
  return values.map(value =>
    typeof key === 'string' ? stringify({ [key]: value }, { lineWidth: 0 }).trimEnd() : inline(value),
  )
}

function keysOf(schemas: readonly JsonSchema[]): KeyExplanation['keys'] {
  const keys = schemas.flatMap(({ properties }) => Object.entries(properties ?? {}))
  return [...new Map(keys)].map(([name, { description = '' }]) => ({ name, description }))
}

function unknownKey(path: Path): DeployctlError {
  const depth = path.findIndex((_, index) => alternativesAt(path.slice(0, index + 1)).length === 0)
  const above = path.slice(0, depth)
  const known = keysOf(alternativesAt(above)).map(({ name }) => name)
  const place = above.length > 0 ? ` in \`${formatPath(above)}\`` : ''
  return new DeployctlError('manifest.unknown-key', {
    message: `There is no key \`${path[depth]}\`${place}.`,
    hint: suggest(String(path[depth]), known),
    data: { known },
  })
}
