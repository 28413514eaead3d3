import { parsedPayload } from '../../invocation/payload.ts'

/** An answer that goes back to the client. */
export interface FrontAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: string | Buffer
  /** What went wrong, for the access log. */
  readonly why?: string | undefined
  /** What the integration itself answered with. */
  readonly integrationStatus?: number | undefined
}

/** An answer of the gateway's own. */
export function ownAnswer(status: number, message: string, why?: string): FrontAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }), why }
}

interface Structured {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, unknown>>
  readonly cookies?: readonly string[]
  readonly body?: string
  readonly isBase64Encoded?: boolean
}

/**
 * What becomes of a function's answer, in format 2.0: one without a status code is the body itself.
 *
 * @param payload JSON
 */
export function answerOfFunction(payload: string): FrontAnswer {
  const answer = parsedPayload(payload)
  if (!isStructured(answer)) {
    const body = typeof answer === 'string' ? answer : payload
    return { status: 200, headers: { 'content-type': 'application/json' }, body, integrationStatus: 200 }
  }
  const { statusCode, headers = {}, cookies, body = '', isBase64Encoded = false } = answer
  if (!Number.isInteger(statusCode) || statusCode < 100 || statusCode > 599 || typeof body !== 'string')
    return ownAnswer(500, 'Internal Server Error', 'The response from the Lambda function is malformed')
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(named),
      ...(cookies && { 'set-cookie': [...cookies] }),
    },
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
    integrationStatus: 200,
  }
}

function isStructured(answer: unknown): answer is Structured {
  return typeof answer === 'object' && answer !== null && 'statusCode' in answer
}
