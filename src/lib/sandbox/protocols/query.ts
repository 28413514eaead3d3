import { readInput, type WireFormat } from '../validation.ts'
import type { Exchange, Protocol, WireRequest, WireResponse } from './protocol.ts'
import { readText } from './text-format.ts'
import { envelope, writeXml, xmlError } from './xml.ts'

const format: WireFormat = {
  fields: node => (node === '' ? {} : isBranch(node) ? node : undefined),
  nameOf: (member, schema) => schema.getMemberTraits().xmlName ?? member,
  items(list, node) {
    const name = list.getValueSchema().getMergedTraits().xmlName ?? 'member'
    return list.getMergedTraits().xmlFlattened ? numbered(node) : numbered(within(node, name))
  },
  entries(map, node) {
    const keyName = map.getKeySchema().getMergedTraits().xmlName ?? 'key'
    const valueName = map.getValueSchema().getMergedTraits().xmlName ?? 'value'
    const entries = numbered(map.getMergedTraits().xmlFlattened ? node : within(node, 'entry'))
    return entries?.filter(isBranch).map(entry => [String(entry[keyName]), entry[valueName]] as const)
  },
  scalar: readText,
}

/** AWS Query: a form with `Action`, dotted parameter names, and an XML answer. */
export const query: Protocol = {
  id: 'query',

  operationOf: request => formOf(request).get('Action') ?? undefined,

  decode: (request, operation) => readInput(operation.input, parametersOf(request), format),

  encode(output, operation, exchange) {
    const result = operation.output.isUnitSchema()
      ? {}
      : { [`${operation.name}Result`]: operation.output.getSchema() }
    const schema = envelope(`${operation.name}Response`, { ...result, ResponseMetadata: metadata })
    const value = { [`${operation.name}Result`]: output, ResponseMetadata: { RequestId: exchange.requestId } }
    return answer(200, exchange, writeXml(schema, value, exchange.model.xmlNamespace))
  },

  encodeError(error, exchange) {
    const { schema, value, status } = xmlError(error, exchange.model)
    const body = { Error: value, RequestId: exchange.requestId }
    const xml = writeXml(
      envelope('ErrorResponse', { Error: schema, RequestId: 0 }),
      body,
      exchange.model.xmlNamespace,
    )
    return answer(status, exchange, xml)
  },

  invalidInputCode: () => 'ValidationError',
}

const metadata = envelope('ResponseMetadata', { RequestId: 0 })

/** The form's fields, from the body or, for a presigned GET, from the query string. */
export function formOf(request: WireRequest): URLSearchParams {
  const inBody = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  return inBody ? new URLSearchParams(Buffer.from(request.body).toString('utf8')) : request.query
}

type Branch = Record<string, unknown>

/** `A.member.1.B=x` as `{A: {member: {1: {B: 'x'}}}}`, without the protocol's own parameters. */
export function parametersOf(request: WireRequest): Branch {
  const root: Branch = Object.create(null)
  for (const [key, value] of formOf(request)) {
    if (key === 'Action' || key === 'Version' || /^(X-Amz-|AWSAccessKeyId)/.test(key)) continue
    const path = key.split('.')
    const leaf = path.pop()!
    let branch: Branch = root
    for (const name of path) {
      const next = Object.hasOwn(branch, name) ? branch[name] : undefined
      branch = branch[name] = isBranch(next) ? next : Object.create(null)
    }
    branch[leaf] = value
  }
  return root
}

/** Values of `1`, `2`, … in order. An empty string is an empty list. */
export function numbered(node: unknown): unknown[] | undefined {
  if (node === '' || node === undefined) return []
  if (!isBranch(node)) return undefined
  const indexes = Object.keys(node).map(Number)
  if (indexes.some(index => !Number.isInteger(index))) return undefined
  return indexes.sort((a, b) => a - b).map(index => node[String(index)])
}

function within(node: unknown, name: string): unknown {
  if (!isBranch(node)) return node
  // Clients differ on whether a list's items are called `member` or by their modelled name.
  return node[name] ?? node.member ?? node
}

export function isBranch(node: unknown): node is Branch {
  return typeof node === 'object' && node !== null
}

function answer(status: number, { requestId }: Exchange, body: string): WireResponse {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body }
}
