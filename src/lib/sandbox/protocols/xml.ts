import { XmlCodec } from '@aws-sdk/core/protocols'
import type { NormalizedSchema } from '@smithy/core/schema'
import type { $SchemaRef, SchemaRef, StaticStructureSchema } from '@smithy/types'
import type { AwsError } from '../aws-error.ts'
import type { Model } from '../model.ts'
import { InvalidInput, type WireFormat } from '../validation.ts'
import { readText } from './text-format.ts'

/** Builds a structure schema on the spot, for the envelopes that no client package models. */
export function envelope(name: string, members: Readonly<Record<string, SchemaRef>>): StaticStructureSchema {
  return [3, 'sandbox', name, { xmlName: name }, Object.keys(members), Object.values(members) as $SchemaRef[]]
}

export function writeXml(schema: SchemaRef, value: object, xmlNamespace = ''): string {
  const serializer = new XmlCodec({
    timestampFormat: { useTrait: true, default: 5 },
    httpBindings: true,
    xmlNamespace,
    serviceNamespace: '',
  }).createSerializer()
  serializer.write(schema as Parameters<typeof serializer.write>[0], value)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${serializer.flush()}`
}

/** @throws InvalidInput where the body is no XML */
export function parseXml(body: Uint8Array): unknown {
  try {
    const document = 15
    return xmlReader.createDeserializer().read(document, body)
  } catch {
    throw new InvalidInput([{ kind: 'type', path: 'body' }])
  }
}

const xmlReader = new XmlCodec({
  timestampFormat: { useTrait: true, default: 5 },
  httpBindings: true,
  xmlNamespace: '',
  serviceNamespace: '',
})

export const xmlFormat: WireFormat = {
  fields(node) {
    if (node === '') return {}
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return undefined
    return Object.fromEntries(Object.entries(node).filter(([name]) => !name.startsWith('xmlns')))
  },

  nameOf: (member, schema) => schema.getMemberTraits().xmlName ?? member,

  items(list, node) {
    if (list.getMergedTraits().xmlFlattened) return asArray(node)
    if (node === '') return []
    const name = list.getValueSchema().getMergedTraits().xmlName ?? 'member'
    return isNode(node) ? asArray(node[name]) : undefined
  },

  entries(map, node) {
    if (node === '') return []
    const keyName = map.getKeySchema().getMergedTraits().xmlName ?? 'key'
    const valueName = map.getValueSchema().getMergedTraits().xmlName ?? 'value'
    const entries = map.getMergedTraits().xmlFlattened ? asArray(node) : isNode(node) && asArray(node.entry)
    if (!entries) return undefined
    return entries.filter(isNode).map(entry => [String(entry[keyName]), entry[valueName]] as const)
  },

  scalar: (schema: NormalizedSchema, node) => readText(schema, isNode(node) ? node['#text'] : node),
}

/** Members of `<Error>` that every XML protocol shares, with the modelled ones behind them. */
export function xmlError(
  error: AwsError,
  model: Model,
): { schema: SchemaRef; value: object; status: number } {
  const modelled = model.error(error.code)
  const text = Object.fromEntries(Object.keys(error.members).map(name => [name, 0 as SchemaRef]))
  const status = error.status ?? modelled?.status ?? 400
  const value = {
    Type: status < 500 ? 'Sender' : 'Receiver',
    Code: modelled?.code ?? error.code,
    Message: error.message,
    ...error.members,
  }
  return { schema: envelope('Error', { Type: 0, Code: 0, Message: 0, ...text }), value, status }
}

function isNode(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}

function asArray(node: unknown): readonly unknown[] {
  return node === undefined ? [] : Array.isArray(node) ? node : [node]
}
