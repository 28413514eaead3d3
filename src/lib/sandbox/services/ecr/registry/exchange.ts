import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Call, Host } from '../../../service.ts'
import type { RegistryUser } from '../authorization.ts'
import { unauthorized } from './auth.ts'
import type { RegistryError } from './errors.ts'

/** One request to the registry. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly host: Host
  readonly query: URLSearchParams
  /** Undefined for somebody who did not log in, and so may only read what is public. */
  readonly user: RegistryUser | undefined
  /** The repository that the path names. */
  readonly repository: string
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | number>>
  readonly body?: Readable | Buffer | string
}

/**
 * Does something in the user's account and region.
 *
 * @throws RegistryError for somebody who did not log in
 */
export async function asUser<T>({ host, user, request }: Exchange, work: (call: Call) => T): Promise<T> {
  if (!user) throw unauthorized(host)
  const { account, region } = user
  return await host.transact({ service: 'ecr', operation: `${request.method} /v2/`, account, region }, work)
}

export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body = '' }: Answer,
): Promise<void> {
  const isWhole = typeof body === 'string' || Buffer.isBuffer(body)
  response.writeHead(status, {
    'Docker-Distribution-Api-Version': 'registry/2.0',
    ...(isWhole && status !== 204 && { 'Content-Length': Buffer.byteLength(body) }),
    ...headers,
  })
  if (request.method === 'HEAD') response.end()
  else if (isWhole) response.end(body)
  else await pipeline(body, response)
}

export function refusal({ status, code, message, headers }: RegistryError): Answer {
  const body = JSON.stringify({ errors: [{ code, message }] })
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body }
}
