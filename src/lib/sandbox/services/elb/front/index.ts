import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Host, Route } from '../../../service.ts'
import type { TargetRecord } from '../tables.ts'
import { type Decision, decide } from './decide.ts'
import { ownerOf } from './domains.ts'
import { forward, forwardUpgrade, type Origin } from './forward.ts'
import type { FrontRequest } from './matching.ts'

/**
 * What is served behind the DNS name of a load balancer: a container's own answer, where the target is one. Of any
 * other, a few words about it, and an echo on a WebSocket.
 */
export const front: Route = {
  prefix: '/',
  host: /\.elb\.localhost(:\d+)?$/i,

  serves: (name, host) =>
    host.transact(
      { service: 'elasticloadbalancing', operation: 'front' },
      call => ownerOf(call, name) !== undefined,
    ),

  async handle(request, response, host) {
    const decision = await ask(host, request)
    const origin = originBehind(host, decision)
    if (origin) return forward(request, response, origin)
    // Nobody reads what was sent; it only has to be out of the way.
    request.resume()
    const { status, headers, body } = decision.kind === 'answer' ? decision : served(decision.target, request)
    response.writeHead(status, headers).end(body)
  },

  async upgrade(request, socket, head, host) {
    const decision = await ask(host, request)
    const origin = originBehind(host, decision)
    if (origin) forwardUpgrade(request, socket, head, origin)
    else if (decision.kind === 'target') await echo(request, socket, head)
    else
      socket.end(`HTTP/1.1 ${decision.status} ${STATUS_CODES[decision.status]}\r\nconnection: close\r\n\r\n`)
  },
}

function ask(host: Host, request: IncomingMessage): Promise<Decision> {
  return host.transact({ service: 'elasticloadbalancing', operation: 'front' }, call =>
    decide(call, readRequest(request)),
  )
}

/** The container behind a target, if there is one. */
function originBehind({ containers }: Host, decision: Decision): Origin | undefined {
  if (decision.kind !== 'target') return undefined
  const { target, listener } = decision
  const port = containers?.get(target.task ?? '')?.publishedPort(target.port)
  return port === undefined ? undefined : { port, listener }
}

function readRequest({ method = 'GET', url = '/', headers }: IncomingMessage): FrontRequest {
  const [path = '/', query = ''] = url.split(/\?(.*)/s)
  const [host = ''] = (headers.host ?? '').toLowerCase().split(':')
  return { method, host, path, query: new URLSearchParams(query), headers }
}

function served({ id, port, serves }: TargetRecord, { url }: IncomingMessage) {
  const body = JSON.stringify({ ...serves, target: `${id}:${port}`, path: url })
  return { status: 200, headers: { 'content-type': 'application/json' }, body }
}

async function echo(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const { WebSocketServer } = await import('ws')
  const server = new WebSocketServer({ noServer: true })
  server.handleUpgrade(request, socket, head, connection => {
    connection.on('message', (data, isBinary) => connection.send(data, { binary: isBinary }))
  })
}
