import type { SchemaRef, StaticStructureSchema } from '@smithy/types'
import { readInput, type WireFormat } from '../validation.ts'
import type { Exchange, Protocol, WireResponse } from './protocol.ts'
import { isBranch, numbered, parametersOf, query } from './query.ts'
import { readText } from './text-format.ts'
import { envelope, writeXml, xmlError } from './xml.ts'

const format: WireFormat = {
  fields: node => (node === '' ? {} : isBranch(node) ? node : undefined),
  nameOf(member, schema) {
    const { ec2QueryName, xmlName } = schema.getMemberTraits() as { ec2QueryName?: string; xmlName?: string }
    const name = xmlName ?? member
    return ec2QueryName ?? name.charAt(0).toUpperCase() + name.slice(1)
  },
  items: (_list, node) => numbered(node),
  entries: () => undefined,
  scalar: readText,
}

/** EC2's own dialect of Query: capitalised names, lists always flat, no result element. */
export const ec2: Protocol = {
  id: 'ec2',

  operationOf: query.operationOf,

  decode: (request, operation) => readInput(operation.input, parametersOf(request), format),

  encode(output, operation, exchange) {
    const members: Record<string, SchemaRef> = { requestId: 0 }
    if (!operation.output.isUnitSchema()) {
      const [, , , , names, schemas] = operation.output.getSchema() as StaticStructureSchema
      for (const [index, name] of names.entries()) members[name] = schemas[index]!
    }
    const value = { ...output, requestId: exchange.requestId }
    const schema = envelope(`${operation.name}Response`, members)
    return answer(200, exchange, writeXml(schema, value, exchange.model.xmlNamespace))
  },

  encodeError(error, exchange) {
    const { value, status } = xmlError(error, exchange.model)
    const body = { Errors: { Error: value }, RequestID: exchange.requestId }
    return answer(status, exchange, writeXml(errorResponse, body))
  },

  invalidInputCode: ({ kind }) =>
    ({ missing: 'MissingParameter', unknown: 'UnknownParameter', type: 'InvalidParameterValue' })[kind],
}

const errorResponse = envelope('Response', {
  Errors: envelope('Errors', { Error: envelope('Error', { Code: 0, Message: 0 }) }),
  RequestID: 0,
})

function answer(status: number, { requestId }: Exchange, body: string): WireResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
    body,
  }
}
