import type { AwsError } from '../aws-error.ts'
import type { Model, Operation } from '../model.ts'
import type { InputProblem } from '../validation.ts'

/** An HTTP request as the protocols see it: read whole, headers in lower case. */
export interface WireRequest {
  readonly method: string
  /** Raw path, still percent-encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** What an answer is written for. */
export interface Exchange {
  readonly model: Model
  readonly requestId: string
}

/** One of AWS's wire protocols, from the server's side. */
export interface Protocol {
  readonly id: 'json' | 'query' | 'ec2' | 'cbor' | 'rest-json' | 'rest-xml'
  /** Name of the operation asked for; `implemented` breaks ties between look-alike REST paths. */
  operationOf(request: WireRequest, model: Model, implemented: ReadonlySet<string>): string | undefined
  /** @throws InvalidInput where the schema refuses the request */
  decode(request: WireRequest, operation: Operation): Record<string, unknown>
  encode(output: Record<string, unknown>, operation: Operation, exchange: Exchange): WireResponse
  encodeError(error: AwsError, exchange: Exchange): WireResponse
  /** Error code for input that the schema refuses. */
  invalidInputCode(problem: InputProblem): string
}
