import { type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Visit } from './decide.ts'
import { forwardedHeaders } from './forwarded-headers.ts'

/** Where a request goes, and how it came. */
export interface Origin {
  /** On 127.0.0.1. */
  readonly port: number
  readonly visit: Pick<Visit, 'listener' | 'at'>
  /** Values of Set-Cookie to add to its answer. */
  readonly cookies: readonly string[]
}

/** Told of the status that came back, before the client is; undefined where nothing did. */
type OnAnswer = (status: number | undefined) => Promise<void>

/** Hands a request on to a container, and its answer back. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  origin: Origin,
  onAnswer: OnAnswer,
): void {
  const sent = send(asSeenBehind(request, origin))
  const fail = () => response.destroy()
  sent.on('response', answer => {
    const pass = () => {
      response.writeHead(answer.statusCode ?? 502, withCookies(answer, origin))
      answer.pipe(response)
    }
    onAnswer(answer.statusCode).then(pass).catch(fail)
  })
  sent.on('error', () => {
    const refuse = () => void response.writeHead(502, { server: 'awselb/2.0' }).end()
    if (response.headersSent || response.closed) fail()
    else onAnswer(undefined).then(refuse).catch(fail)
  })
  response.on('close', () => sent.destroy())
  request.pipe(sent)
}

/** Hands on a connection that is to become something else, such as a WebSocket, where the container agrees. */
export function forwardUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  origin: Origin,
  onAnswer: OnAnswer,
): void {
  const sent = send(asSeenBehind(request, origin))
  const fail = () => socket.destroy()
  sent.on('upgrade', (answer, upstream, first) => {
    const join = () => {
      if (upstream.destroyed) return fail()
      socket.write(statusLine(answer) + headerLines(withCookies(answer, origin)))
      if (first.length > 0) socket.write(first)
      if (head.length > 0) upstream.write(head)
      return upstream.pipe(socket).pipe(upstream)
    }
    socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy())
    upstream.on('error', fail)
    onAnswer(101).then(join).catch(fail)
  })
  sent.on('response', answer => {
    const pass = () => {
      socket.write(`${statusLine(answer)}connection: close\r\n\r\n`)
      answer.pipe(socket)
    }
    onAnswer(answer.statusCode).then(pass).catch(fail)
  })
  sent.on('error', () => {
    const refuse = () => void socket.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n')
    onAnswer(undefined).then(refuse).catch(fail)
  })
  sent.end()
}

function asSeenBehind({ method, url: path, headers, socket }: IncomingMessage, { port, visit }: Origin) {
  const added = forwardedHeaders(headers, socket.remoteAddress ?? '127.0.0.1', visit)
  return { host: '127.0.0.1', port, method, path, agent: false as const, headers: { ...headers, ...added } }
}

function statusLine({ statusCode, statusMessage }: IncomingMessage): string {
  return `HTTP/1.1 ${statusCode} ${statusMessage}\r\n`
}

function withCookies({ rawHeaders }: IncomingMessage, { cookies }: Origin): string[] {
  return [...rawHeaders, ...cookies.flatMap(cookie => ['set-cookie', cookie])]
}

/** @param headers names and values in turn */
function headerLines(headers: readonly string[]): string {
  const lines = headers.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`))
  return `${lines.join('')}\r\n`
}
