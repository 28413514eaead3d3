import { JsonCodec2 } from '@smithy/core/protocols'
import type { AwsError } from '../aws-error.ts'
import { InvalidInput, readInput } from '../validation.ts'
import type { Exchange, Protocol, WireResponse } from './protocol.ts'
import { typedFormat } from './typed-format.ts'

const codec = new JsonCodec2({ timestampFormat: { useTrait: true, default: 7 }, jsonName: false })
const format = typedFormat({ jsonName: false })

/** AWS JSON 1.0 and 1.1: the operation is in `X-Amz-Target`, the input is the body. */
export const json: Protocol = {
  id: 'json',

  operationOf: request => request.headers['x-amz-target']?.split('.').at(-1),

  decode: (request, operation) => readInput(operation.input, parseJson(request.body), format),

  encode(output, operation, exchange) {
    return answer(200, exchange, operation.output.isUnitSchema() ? '{}' : writeJson(operation.output, output))
  },

  encodeError(error, exchange) {
    const modelled = exchange.model.error(error.code)
    const name = modelled?.name ?? error.code
    const body = JSON.stringify({ __type: name, ...error.members, ...messageOf(error, exchange) })
    const { status, headers } = answer(error.status ?? modelled?.status ?? 400, exchange, '')
    return { status, headers: { ...headers, 'x-amzn-errortype': name, ...queryError(error, exchange) }, body }
  },

  invalidInputCode: ({ kind }) => (kind === 'missing' ? 'ValidationException' : 'SerializationException'),
}

/** @throws InvalidInput where the body is no JSON */
export function parseJson(body: Uint8Array): unknown {
  if (body.byteLength === 0) return {}
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    throw new InvalidInput([{ kind: 'type', path: 'body' }])
  }
}

function writeJson(
  schema: Parameters<ReturnType<JsonCodec2['createSerializer']>['write']>[0],
  value: object,
) {
  const serializer = codec.createSerializer()
  serializer.write(schema, value)
  return serializer.flush()
}

function answer(status: number, { requestId }: Exchange, body: string | Uint8Array): WireResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
    body,
  }
}

/** Services disagree on the spelling of `message`, so the error's own schema decides. */
export function messageOf(error: AwsError, { model }: Exchange): Record<string, string> {
  const members = model.error(error.code)?.schema.getMemberSchemas() ?? {}
  return 'Message' in members ? { Message: error.message } : { message: error.message }
}

/** Services that once spoke Query keep its error codes in a header. */
export function queryError(error: AwsError, { model }: Exchange): Record<string, string> {
  const modelled = model.error(error.code)
  if (!modelled || modelled.code === modelled.name) return {}
  return { 'x-amzn-query-error': `${modelled.code};${modelled.status < 500 ? 'Sender' : 'Receiver'}` }
}
