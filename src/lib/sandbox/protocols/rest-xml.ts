import type { NormalizedSchema } from '@smithy/core/schema'
import type { Exchange, Protocol } from './protocol.ts'
import { type BodyCodec, decodeRest, encodeRest } from './rest.ts'
import { matchOperation } from './rest-match.ts'
import { envelope, parseXml, writeXml, xmlError, xmlFormat } from './xml.ts'

const body: BodyCodec = {
  contentType: 'application/xml',
  format: xmlFormat,
  parse: bytes => (bytes.byteLength === 0 ? '' : parseXml(bytes)),
  write: writeBody,
}

/** AWS REST-XML: method and path name the operation, the body is XML. */
export const restXml: Protocol = {
  id: 'rest-xml',
  operationOf: matchOperation,
  decode: (request, operation) => decodeRest(request, operation, body),
  encode: (output, operation, exchange) => encodeRest(output, operation, exchange, body),

  encodeError(error, exchange) {
    const { schema, value, status } = xmlError(error, exchange.model)
    const { requestId: RequestId, model } = exchange
    const headers = { 'content-type': 'application/xml', 'x-amz-request-id': RequestId }
    // S3 answers a bare `<Error>`; every other service of this protocol wraps it.
    const body = model.namespace.endsWith('.s3')
      ? writeXml(schema, value)
      : writeXml(
          envelope('ErrorResponse', { Error: schema, RequestId: 0 }),
          { Error: value, RequestId },
          model.xmlNamespace,
        )
    return { status, headers, body }
  },

  invalidInputCode: () => 'InvalidInput',
}

function writeBody(schema: NormalizedSchema, value: object, { model }: Exchange): string {
  const root = schema.getMergedTraits().xmlName ?? schema.getName()
  const [only, ...others] = Object.keys(schema.getMemberSchemas())
  // GetBucketLocation's whole answer is one element, `<LocationConstraint>`, holding the text itself.
  if (only !== undefined && only === root && others.length === 0) {
    const text = (value as Record<string, unknown>)[only] ?? ''
    return `<?xml version="1.0" encoding="UTF-8"?>\n<${only} xmlns="${model.xmlNamespace}">${text}</${only}>`
  }
  return writeXml(schema, value, model.xmlNamespace)
}
