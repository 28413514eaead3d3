import type { NormalizedSchema } from '@smithy/core/schema'

/** Reads a leaf from the text that Query, XML, headers and paths carry; undefined where it is of another type. */
export function readText(schema: NormalizedSchema, node: unknown): unknown {
  if (typeof node !== 'string') return undefined
  if (schema.isStringSchema() || schema.isDocumentSchema()) return node
  if (schema.isBooleanSchema()) return { true: true, false: false }[node.toLowerCase()]
  if (schema.isTimestampSchema()) return parseTimestamp(node)
  if (schema.isBlobSchema()) return Buffer.from(node, 'base64')
  return node.trim() !== '' && Number.isFinite(Number(node)) ? Number(node) : undefined
}

/** Accepts each of AWS's forms: ISO 8601, HTTP date, and epoch seconds. */
export function parseTimestamp(text: string): Date | undefined {
  const date = /^\d+(\.\d+)?$/.test(text) ? new Date(Number(text) * 1000) : new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}
