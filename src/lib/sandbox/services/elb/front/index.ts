import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Host, Route } from '../../../service.ts'
import { callFunction } from '../../invocation/call-function.ts'
import { readRequest } from '../../invocation/http-request.ts'
import type { TargetRecord } from '../tables.ts'
import { type Decision, decide, type Visit } from './decide.ts'
import { ownerOf } from './domains.ts'
import { forward, forwardUpgrade, type Origin } from './forward.ts'
import { answerOfFunction } from './function-answer.ts'
import { functionEvent } from './function-event.ts'
import type { FrontRequest } from './matching.ts'
import { type Answer, badGateway, ownAnswer } from './own-answers.ts'

/**
 * What is served behind the DNS name of a load balancer: a container's own answer, or a function's, where the target
 * is one. Of any other, a few words about it, and an echo on a WebSocket.
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
    const { visit, decision } = await ask(host, request)
    const origin = originBehind(host, visit, decision)
    if (origin) return forward(request, response, origin)
    const answer =
      decision.kind === 'function' ? await call(host, request, visit!, decision) : ready(decision, request)
    send(response, request, decision, answer)
  },

  async upgrade(request, socket, head, host) {
    const { visit, decision } = await ask(host, request)
    const origin = originBehind(host, visit, decision)
    if (origin) forwardUpgrade(request, socket, head, origin)
    else if (decision.kind === 'target') await echo(request, socket, head, decision.group.cookies)
    else {
      // A function cannot hold a connection.
      const status = decision.kind === 'answer' ? decision.answer.status : 400
      socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\n\r\n`)
    }
  },
}

type Decided = ReturnType<typeof decide>

function ask(host: Host, request: IncomingMessage): Promise<Decided> {
  return host.transact({ service: 'elasticloadbalancing', operation: 'front' }, call =>
    decide(call, asRulesSee(request)),
  )
}

function asRulesSee({ method = 'GET', url = '/', headers }: IncomingMessage): FrontRequest {
  const [path = '/', query = ''] = url.split(/\?(.*)/s)
  const [host = ''] = (headers.host ?? '').toLowerCase().split(':')
  return { method, host, path, query: new URLSearchParams(query), headers }
}

/** The container behind a target, if there is one. */
function originBehind(
  { containers }: Host,
  visit: Visit | undefined,
  decision: Decision,
): Origin | undefined {
  if (decision.kind !== 'target') return undefined
  const { target, group } = decision
  const port = containers?.get(target.task ?? '')?.publishedPort(target.port)
  return port === undefined ? undefined : { port, visit: visit!, cookies: group.cookies }
}

/** The largest body that a load balancer hands to a function. */
const mostBytes = 1024 * 1024

async function call(
  host: Host,
  incoming: IncomingMessage,
  visit: Visit,
  { arn, group, multiValue }: Extract<Decision, { kind: 'function' }>,
): Promise<Answer> {
  const request = await readRequest(incoming, mostBytes)
  if (request.body.length > mostBytes) return ownAnswer(413, 'Request Entity Too Large')
  const event = functionEvent(request, { targetGroupArn: group.arn, multiValue, visit })
  const called = await callFunction(host, visit, arn, event)
  return ('payload' in called ? answerOfFunction(called.payload, multiValue) : undefined) ?? badGateway
}

function ready(decision: Exclude<Decision, { kind: 'function' }>, request: IncomingMessage): Answer {
  // Nobody reads what was sent; it only has to be out of the way.
  request.resume()
  return decision.kind === 'answer' ? decision.answer : described(decision.target, request)
}

/** Of a target that only is a model of one. */
function described({ id, port, serves }: TargetRecord, { url }: IncomingMessage): Answer {
  const body = JSON.stringify({ ...serves, target: `${id}:${port}`, path: url })
  return { status: 200, headers: { 'content-type': 'application/json' }, body }
}

function send(
  response: ServerResponse,
  { method }: IncomingMessage,
  decision: Decision,
  { status, reason = STATUS_CODES[status] ?? '', headers, body }: Answer,
): void {
  const cookies = decision.kind === 'answer' ? [] : decision.group.cookies
  const own = [headers['set-cookie'] ?? []].flat()
  const isEmpty = status === 204 || status === 304
  response.writeHead(status, reason, {
    ...(headers as Record<string, string | string[]>),
    ...(own.length + cookies.length > 0 && { 'set-cookie': [...own, ...cookies] }),
    ...(!isEmpty && { 'content-length': Buffer.byteLength(body) }),
  })
  response.end(method === 'HEAD' || isEmpty ? undefined : body)
}

async function echo(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  cookies: readonly string[],
): Promise<void> {
  const { WebSocketServer } = await import('ws')
  const server = new WebSocketServer({ noServer: true })
  server.on('headers', headers => headers.push(...cookies.map(cookie => `Set-Cookie: ${cookie}`)))
  server.handleUpgrade(request, socket, head, connection => {
    connection.on('message', (data, isBinary) => connection.send(data, { binary: isBinary }))
  })
}
