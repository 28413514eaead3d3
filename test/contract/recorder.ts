import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { isRead } from '../../src/lib/sandbox/calls.ts'

/** Stands between deployctl and a stand-in, and writes down every call that changes something. */
export class Recorder {
  /** `CreateVpc`, or `PUT /bucket/key` where the wire names no operation. */
  readonly writes: string[] = []
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async before(endpoint: string): Promise<Recorder> {
    const server = createServer()
    const recorder = new Recorder(server)
    server.on('request', async (incoming: IncomingMessage, outgoing) => {
      const body = await buffer(incoming)
      const name = writeIn(incoming, body)
      if (name) recorder.writes.push(name)
      const { method, headers } = incoming
      const onward = request(`${endpoint}${incoming.url}`, { method, headers })
      onward.on('response', answer => {
        outgoing.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(outgoing)
      })
      onward.on('error', error => outgoing.destroy(error))
      onward.end(body)
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return recorder
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

/** The name of a call that writes; undefined for one that only reads. */
function writeIn({ method, url = '', headers }: IncomingMessage, body: Buffer): string | undefined {
  const operation = operationIn(url, headers, body)
  if (operation) return isRead(operation) ? undefined : operation
  return method === 'GET' || method === 'HEAD' ? undefined : `${method} ${url}`
}

/** As AWS JSON, RPC v2 CBOR and AWS Query say it. */
function operationIn(url: string, headers: IncomingHttpHeaders, body: Buffer): string | undefined {
  const target = headers['x-amz-target']?.toString().split('.').at(-1)
  const path = /\/operation\/(\w+)$/.exec(url)?.[1]
  return target ?? path ?? new URLSearchParams(body.toString('latin1')).get('Action') ?? undefined
}
