import { type IncomingMessage, request as send } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { hopByHop } from '../../invocation/hop-by-hop.ts'
import type { HttpRequest } from '../../invocation/http-request.ts'
import { type FrontAnswer, ownAnswer } from './lambda-answer.ts'

/** Hands a request on to a program on this machine, and gives its answer. @param timeout real ms */
export async function proxy(
  request: HttpRequest,
  address: string,
  port: number,
  timeout: number,
): Promise<FrontAnswer> {
  const signal = AbortSignal.timeout(timeout)
  try {
    const answer = await ask(request, address, port, signal)
    const body = await buffer(answer)
    return {
      status: answer.statusCode ?? 502,
      headers: Object.fromEntries(
        Object.entries(answer.headers).flatMap(([name, value]) =>
          value === undefined || hopByHop.includes(name) || name === 'content-length' ? [] : [[name, value]],
        ),
      ),
      body,
      integrationStatus: answer.statusCode,
    }
  } catch (error) {
    const why = signal.aborted
      ? 'Endpoint request timed out'
      : `Network error communicating with endpoint: ${error}`
    return ownAnswer(503, 'Service Unavailable', why)
  }
}

function ask(
  { method, path, query, headers, host, sourceIp, body }: HttpRequest,
  address: string,
  port: number,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const kept = Object.entries(headers).filter(([name]) => !hopByHop.includes(name))
  return new Promise((resolve, reject) => {
    const sent = send(
      {
        host: address,
        port,
        method,
        path: query ? `${path}?${query}` : path,
        agent: false,
        signal,
        headers: {
          ...Object.fromEntries(kept),
          forwarded: `for=${sourceIp};host=${host};proto=https`,
          via: 'HTTP/1.1 AmazonAPIGateway',
          'content-length': String(body.length),
        },
      },
      resolve,
    )
    sent.on('error', reject)
    sent.end(body)
  })
}
