import { ToStringShapeSerializer } from '@smithy/core/protocols'
import { NormalizedSchema } from '@smithy/core/schema'
import type { StaticStructureSchema } from '@smithy/types'
import type { Operation } from '../model.ts'
import { InvalidInput, readInput, requiredMembers, type WireFormat } from '../validation.ts'
import type { Exchange, WireRequest, WireResponse } from './protocol.ts'
import { readLabels } from './rest-match.ts'
import { readText } from './text-format.ts'

/** What REST-JSON and REST-XML differ in: the body. */
export interface BodyCodec {
  readonly contentType: string
  readonly format: WireFormat
  parse(body: Uint8Array): unknown
  write(schema: NormalizedSchema, value: object, exchange: Exchange): string | Uint8Array
}

interface Binding {
  readonly httpLabel?: 1
  readonly httpQuery?: string
  readonly httpQueryParams?: 1
  readonly httpHeader?: string
  readonly httpPrefixHeaders?: string
  readonly httpPayload?: 1
  readonly httpResponseCode?: 1
}

/**
 * Gathers the input from path, query, headers and body.
 *
 * @throws InvalidInput where the schema refuses it
 */
export function decodeRest(
  request: WireRequest,
  operation: Operation,
  codec: BodyCodec,
): Record<string, unknown> {
  const { input } = operation
  if (input.isUnitSchema()) return {}
  const labels = readLabels(request, operation) ?? {}
  const required = requiredMembers(input)
  const value: Record<string, unknown> = {}
  for (const [name, member] of input.structIterator()) {
    const binding = bindingOf(member)
    if (!binding) continue
    const read = binding.httpPayload
      ? readPayload(request.body, member, codec)
      : readBound(request, member, binding, labels[name])
    if (read !== undefined) value[name] = read
    else if (required.includes(name)) throw new InvalidInput([{ kind: 'missing', path: name }])
  }
  const rest = unbound(input)
  return rest ? { ...value, ...readInput(rest, codec.parse(request.body), codec.format) } : value
}

/** Spreads the output over status, headers and body. */
export function encodeRest(
  output: Record<string, unknown>,
  operation: Operation,
  exchange: Exchange,
  codec: BodyCodec,
): WireResponse {
  let status = operation.http?.[2] ?? 200
  const headers: Record<string, string> = { 'x-amzn-requestid': exchange.requestId }
  if (operation.output.isUnitSchema()) return { status, headers, body: '' }
  let body: string | Uint8Array | undefined
  for (const [name, member] of operation.output.structIterator()) {
    const binding = bindingOf(member)
    if (!binding) continue
    const value = output[name]
    if (binding.httpPayload) body = value === undefined ? '' : writePayload(member, value, exchange, codec)
    else if (value === undefined) continue
    else if (binding.httpResponseCode) status = Number(value)
    else Object.assign(headers, headersOf(member, binding, value))
  }
  if (headers['content-range'] !== undefined) status = 206
  const rest = unbound(operation.output)
  if (body === undefined && rest) body = codec.write(rest, output, exchange)
  return { status, headers: { 'content-type': codec.contentType, ...headers }, body: body ?? '' }
}

function bindingOf(member: NormalizedSchema): Binding | undefined {
  const traits = member.getMergedTraits() as Binding
  const {
    httpLabel,
    httpQuery,
    httpQueryParams,
    httpHeader,
    httpPrefixHeaders,
    httpPayload,
    httpResponseCode,
  } = traits
  const isBound =
    httpLabel ||
    httpQuery ||
    httpQueryParams ||
    httpHeader ||
    httpPrefixHeaders ||
    httpPayload ||
    httpResponseCode
  return isBound ? traits : undefined
}

/** The structure without the members that travel outside the body; undefined where none is left. */
function unbound(schema: NormalizedSchema): NormalizedSchema | undefined {
  const [kind, namespace, name, traits, names, schemas] = schema.getSchema() as StaticStructureSchema
  const required = requiredMembers(schema)
  const kept = names.filter(member => !bindingOf(schema.getMemberSchema(member)))
  if (kept.length === 0) return undefined
  return NormalizedSchema.of([
    kind,
    namespace,
    name,
    traits,
    kept,
    kept.map(member => schemas[names.indexOf(member)]!),
    kept.filter(member => required.includes(member)).length,
  ])
}

function readBound(
  request: WireRequest,
  member: NormalizedSchema,
  binding: Binding,
  label?: string,
): unknown {
  if (binding.httpLabel) return readTextMember(member, label)
  if (binding.httpQueryParams) return Object.fromEntries(request.query)
  if (binding.httpPrefixHeaders !== undefined)
    return prefixed(request.headers, binding.httpPrefixHeaders.toLowerCase())
  if (binding.httpHeader) return readTextMember(member, request.headers[binding.httpHeader.toLowerCase()])
  const values = request.query.getAll(binding.httpQuery!)
  if (!member.isListSchema()) return readTextMember(member, values[0])
  return values.length > 0 ? values.map(value => readTextMember(member.getValueSchema(), value)) : undefined
}

function readTextMember(member: NormalizedSchema, text: string | undefined): unknown {
  if (text === undefined) return undefined
  if (member.isListSchema())
    return text.split(',').map(item => readTextMember(member.getValueSchema(), item.trim()))
  const value = readText(member, text)
  if (value === undefined) throw new InvalidInput([{ kind: 'type', path: member.getMemberName() }])
  return value
}

function prefixed(
  headers: Readonly<Record<string, string>>,
  prefix: string,
): Record<string, string> | undefined {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix))
  return found.length > 0
    ? Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]))
    : undefined
}

function readPayload(body: Uint8Array, member: NormalizedSchema, codec: BodyCodec): unknown {
  if (member.isBlobSchema()) return body
  if (body.byteLength === 0) return undefined
  if (member.isStringSchema()) return Buffer.from(body).toString('utf8')
  return readInput(member, codec.parse(body), codec.format)
}

function writePayload(member: NormalizedSchema, value: unknown, exchange: Exchange, codec: BodyCodec) {
  if (member.isBlobSchema()) return value as Uint8Array
  return member.isStringSchema() ? String(value) : codec.write(member, value as object, exchange)
}

function headersOf(member: NormalizedSchema, binding: Binding, value: unknown): Record<string, string> {
  if (binding.httpPrefixHeaders !== undefined) {
    const entries = Object.entries(value as Record<string, string>)
    return Object.fromEntries(
      entries.map(([name, text]) => [`${binding.httpPrefixHeaders}${name}`.toLowerCase(), text]),
    )
  }
  const serializer = new ToStringShapeSerializer({ timestampFormat: { useTrait: true, default: 6 } })
  serializer.write(member, value)
  return { [binding.httpHeader!.toLowerCase()]: serializer.flush() }
}
