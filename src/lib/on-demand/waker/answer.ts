import type { Visit } from './request.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const phrases: Readonly<Record<number, string>> = {
  200: 'OK',
  202: 'Accepted',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** The answer in the form that the visit's front door takes. Pure. */
export function encode(
  { door, method }: Pick<Visit, 'door' | 'method'>,
  { status, headers, body }: Answer,
): object {
  const answer = {
    statusCode: status,
    headers: { ...headers, 'cache-control': 'no-store' },
    body: method === 'HEAD' ? '' : body,
    isBase64Encoded: false,
  }
  if (door === 'http-api') return answer
  return { ...answer, statusDescription: `${status} ${phrases[status] ?? ''}`.trim() }
}

export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** Seconds after which asking again is worth it. */
export const retryAfter = 5

/** What a client gets that is no browser: it is to come back. Pure. */
export function unavailable(body: object): Answer {
  return json(503, { ...body, retryAfter }, { 'retry-after': String(retryAfter) })
}
