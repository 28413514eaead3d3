import type { IncomingMessage } from 'node:http'

/** A request as it came to a service that answers the public, with its body read. */
export interface HttpRequest {
  readonly method: string
  /** The Host header in small letters, without a port. */
  readonly host: string
  readonly path: string
  /** Without `?`. */
  readonly query: string
  readonly protocol: string
  /** Names in small letters; several values of one are joined by commas. */
  readonly headers: Readonly<Record<string, string>>
  /** The same with each value by itself, in the order in which they came. */
  readonly headersDistinct: Readonly<Record<string, readonly string[]>>
  readonly sourceIp: string
  readonly body: Buffer
}

/** Reads a request to its end; of a larger body than `mostBytes`, no more than shows that it is. */
export async function readRequest(request: IncomingMessage, mostBytes: number): Promise<HttpRequest> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= mostBytes + chunk.length) chunks.push(chunk)
  }
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s)
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value] as const],
  )
  return {
    method: request.method ?? 'GET',
    host: (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, ''),
    path,
    query,
    protocol: `HTTP/${request.httpVersion}`,
    headers: Object.fromEntries(headers),
    headersDistinct: request.headersDistinct as Record<string, string[]>,
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    body: Buffer.concat(chunks),
  }
}
