import type { NormalizedSchema } from '@smithy/core/schema'
import type { WireFormat } from '../validation.ts'
import { parseTimestamp } from './text-format.ts'

/** JSON and CBOR: values carry their own types. `jsonName` is honoured by REST-JSON only. */
export function typedFormat({ jsonName }: { jsonName: boolean }): WireFormat {
  return {
    fields: node => (isPlainObject(node) ? withoutTypeName(node) : undefined),
    nameOf: (member, schema) => (jsonName && schema.getMergedTraits().jsonName) || member,
    items: (_list, node) => (Array.isArray(node) ? node : undefined),
    entries: (_map, node) => (isPlainObject(node) ? Object.entries(node) : undefined),
    scalar: readTyped,
  }
}

function readTyped(schema: NormalizedSchema, node: unknown): unknown {
  if (schema.isDocumentSchema()) return node
  if (schema.isStringSchema()) return typeof node === 'string' ? node : undefined
  if (schema.isBooleanSchema()) return typeof node === 'boolean' ? node : undefined
  if (schema.isTimestampSchema()) return readTimestamp(node)
  if (schema.isBlobSchema()) return readBlob(node)
  return typeof node === 'bigint' ? Number(node) : typeof node === 'number' ? node : undefined
}

/** Epoch seconds or a date string in JSON; a tagged number in CBOR. */
function readTimestamp(node: unknown): Date | undefined {
  if (typeof node === 'number') return new Date(node * 1000)
  if (typeof node === 'string') return parseTimestamp(node)
  return isPlainObject(node) && 'value' in node ? readTimestamp(Number(node.value)) : undefined
}

function readBlob(node: unknown): Uint8Array | undefined {
  if (node instanceof Uint8Array) return node
  return typeof node === 'string' ? Buffer.from(node, 'base64') : undefined
}

function isPlainObject(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node) && !(node instanceof Uint8Array)
}

function withoutTypeName({ __type, ...fields }: Record<string, unknown>): Record<string, unknown> {
  return fields
}
