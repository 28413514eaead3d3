import { JsonCodec2 } from '@smithy/core/protocols'
import { messageOf, parseJson } from './json.ts'
import type { Protocol } from './protocol.ts'
import { type BodyCodec, decodeRest, encodeRest } from './rest.ts'
import { matchOperation } from './rest-match.ts'
import { typedFormat } from './typed-format.ts'

const codec = new JsonCodec2({ timestampFormat: { useTrait: true, default: 7 }, jsonName: true })

const body: BodyCodec = {
  contentType: 'application/json',
  format: typedFormat({ jsonName: true }),
  parse: parseJson,
  write(schema, value) {
    const serializer = codec.createSerializer()
    serializer.write(schema, value)
    return serializer.flush()
  },
}

/** AWS REST-JSON: method and path name the operation, the body is JSON. */
export const restJson: Protocol = {
  id: 'rest-json',
  operationOf: matchOperation,
  decode: (request, operation) => decodeRest(request, operation, body),
  encode: (output, operation, exchange) => encodeRest(output, operation, exchange, body),

  encodeError(error, exchange) {
    const modelled = exchange.model.error(error.code)
    const headers = {
      'content-type': 'application/json',
      'x-amzn-errortype': modelled?.name ?? error.code,
      'x-amzn-requestid': exchange.requestId,
    }
    const text = JSON.stringify({ ...error.members, ...messageOf(error, exchange) })
    return { status: error.status ?? modelled?.status ?? 400, headers, body: text }
  },

  invalidInputCode: () => 'ValidationException',
}
