import type { Model } from '../model.ts'
import { cbor } from './cbor.ts'
import { ec2 } from './ec2.ts'
import { json } from './json.ts'
import type { Protocol, WireRequest } from './protocol.ts'
import { formOf, query } from './query.ts'
import { restJson } from './rest-json.ts'
import { restXml } from './rest-xml.ts'

export type { Exchange, Protocol, WireRequest, WireResponse } from './protocol.ts'
export { formOf } from './query.ts'

/** Clients of one service differ in protocol, so the request decides, and the model only where it is silent. */
export function protocolOf(request: WireRequest, model: Model): Protocol {
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return cbor
  if (request.headers['x-amz-target'] !== undefined) return json
  if (model.protocol === 'aws.protocols#ec2Query') return ec2
  if (model.protocol === 'aws.protocols#restXml') return restXml
  if (model.protocol === 'aws.protocols#restJson1') return restJson
  return formOf(request).has('Action') || model.protocol === 'aws.protocols#awsQuery' ? query : json
}
