import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Host, Route } from '../../../service.ts'
import type { TargetRecord } from '../tables.ts'
import { targetHealth, targetsOf } from '../targets.ts'
import { type Answer, described } from './answers.ts'
import { callTarget } from './call-target.ts'
import { type Decision, decide, type Visit } from './decide.ts'
import { ownerOf } from './domains.ts'
import { echo } from './echo.ts'
import { forward, forwardUpgrade, type Origin } from './forward.ts'
import type { FrontRequest } from './matching.ts'
import { note, noteOpen } from './noting.ts'

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
    const targetGroup = groupOf(decision)
    const origin = originBehind(host, visit, decision)
    if (origin) {
      return forward(request, response, origin, status =>
        note(host, visit, { status: status ?? 502, isOwn: status === undefined, targetGroup }),
      )
    }
    const answer = await answerTo(host, request, visit, decision)
    await note(host, visit, { ...answer, targetGroup })
    send(response, request, decision, answer)
  },

  async upgrade(request, socket, head, host) {
    const { visit, decision } = await ask(host, request)
    const targetGroup = groupOf(decision)
    const origin = originBehind(host, visit, decision)
    if (origin) {
      return forwardUpgrade(request, socket, head, origin, status =>
        status === 101
          ? noteOpen(host, visit!, socket, targetGroup!)
          : note(host, visit, { status: status ?? 502, isOwn: status === undefined, targetGroup }),
      )
    }
    if (decision.kind === 'target') {
      await noteOpen(host, visit!, socket, targetGroup!)
      const isThere = () => stillHas(host, visit!, decision.target)
      return await echo(request, socket, head, { cookies: decision.group.cookies, isThere })
    }
    // A function cannot hold a connection.
    const status = decision.kind === 'answer' ? decision.answer.status : 400
    await note(host, visit, { status, isOwn: true, targetGroup })
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\n\r\n`)
  },
}

function ask(host: Host, request: IncomingMessage): Promise<ReturnType<typeof decide>> {
  return host.transact({ service: 'elasticloadbalancing', operation: 'front' }, call =>
    decide(call, asRulesSee(request)),
  )
}

function asRulesSee({ method = 'GET', url = '/', headers }: IncomingMessage): FrontRequest {
  const [path = '/', query = ''] = url.split(/\?(.*)/s)
  const [host = ''] = (headers.host ?? '').toLowerCase().split(':')
  return { method, host, path, query: new URLSearchParams(query), headers }
}

/** Whether a target is registered as it was, or drains. */
function stillHas(host: Host, { account, region }: Visit, target: TargetRecord): Promise<boolean> {
  const origin = { service: 'elasticloadbalancing', operation: 'front', account, region }
  return host.transact(origin, call => {
    const now = targetsOf(call, target.targetGroupArn).find(
      ({ id, port }) => id === target.id && port === target.port,
    )
    return now?.registeredAt === target.registeredAt && targetHealth(call, now) !== undefined
  })
}

function groupOf(decision: Decision): string | undefined {
  return decision.kind === 'answer' ? undefined : decision.group.arn
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

async function answerTo(
  host: Host,
  request: IncomingMessage,
  visit: Visit | undefined,
  decision: Decision,
): Promise<Answer> {
  if (decision.kind === 'function') return await callTarget(host, request, visit!, decision)
  // Nobody reads what was sent; it only has to be out of the way.
  request.resume()
  return decision.kind === 'answer' ? decision.answer : described(decision.target, request.url)
}

function send(
  response: ServerResponse,
  { method }: IncomingMessage,
  decision: Decision,
  { status, reason = STATUS_CODES[status] ?? '', headers, body, isOwn }: Answer,
): void {
  const cookies = decision.kind === 'answer' || isOwn ? [] : decision.group.cookies
  const own = [headers['set-cookie'] ?? []].flat()
  const isEmpty = status === 204 || status === 304
  response.writeHead(status, reason, {
    ...(headers as Record<string, string | string[]>),
    ...(own.length + cookies.length > 0 && { 'set-cookie': [...own, ...cookies] }),
    ...(!isEmpty && { 'content-length': Buffer.byteLength(body) }),
  })
  response.end(method === 'HEAD' || isEmpty ? undefined : body)
}
