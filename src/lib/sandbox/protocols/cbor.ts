import { CborCodec, cbor as wire } from '@smithy/core/cbor'
import { InvalidInput, readInput } from '../validation.ts'
import { messageOf, queryError } from './json.ts'
import type { Exchange, Protocol, WireResponse } from './protocol.ts'
import { typedFormat } from './typed-format.ts'

const format = typedFormat({ jsonName: false })

/** Smithy RPC v2 CBOR: `POST /service/NAME/operation/NAME`. */
export const cbor: Protocol = {
  id: 'cbor',

  operationOf: request => request.path.match(/\/operation\/(\w+)$/)?.[1],

  decode: (request, operation) => readInput(operation.input, parseCbor(request.body), format),

  encode(output, operation, exchange) {
    if (operation.output.isUnitSchema()) return answer(200, exchange, new Uint8Array())
    const serializer = new CborCodec().createSerializer()
    serializer.write(operation.output, output)
    return answer(200, exchange, serializer.flush())
  },

  encodeError(error, exchange) {
    const modelled = exchange.model.error(error.code)
    const type = modelled ? `${exchange.model.namespace}#${modelled.name}` : error.code
    const body = wire.serialize({ __type: type, ...error.members, ...messageOf(error, exchange) })
    const { status, headers } = answer(error.status ?? modelled?.status ?? 400, exchange, body)
    return { status, headers: { ...headers, ...queryError(error, exchange) }, body }
  },

  invalidInputCode: ({ kind }) => (kind === 'missing' ? 'ValidationException' : 'SerializationException'),
}

function parseCbor(body: Uint8Array): unknown {
  if (body.byteLength === 0) return {}
  try {
    return wire.deserialize(body)
  } catch {
    throw new InvalidInput([{ kind: 'type', path: 'body' }])
  }
}

function answer(status: number, { requestId }: Exchange, body: Uint8Array): WireResponse {
  const headers = {
    'content-type': 'application/cbor',
    'smithy-protocol': 'rpc-v2-cbor',
    'x-amzn-requestid': requestId,
  }
  return { status, headers, body }
}
