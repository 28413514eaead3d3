import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { Authority } from './authority.ts'
import { type ControlOptions, control, controlPrefix } from './control.ts'
import type { Gateway, Reply } from './gateway.ts'
import { listenForBoth } from './listener.ts'
import { unchunk } from './protocols/aws-chunked.ts'
import type { WireRequest } from './protocols/index.ts'
import type { Host, Route } from './service.ts'

export interface ServerOptions {
  readonly gateway: Gateway
  readonly control: ControlOptions
  readonly routes: readonly Route[]
  readonly host: Host
  readonly authority: Authority
}

export interface Listening {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string
  /** Cuts every connection, too. */
  close(): Promise<void>
}

/** Listens on the first of these ports that is to be had; port 0 takes a free one. */
export async function listenOnFirst(ports: readonly number[], options: ServerOptions): Promise<Listening> {
  const [port = 0, ...others] = ports
  return await listen(port, options).catch(error => {
    if (others.length === 0) throw error
    return listenOnFirst(others, options)
  })
}

/** Loopback only. */
async function listen(port: number, options: ServerOptions): Promise<Listening> {
  const plain = createServer((request, response) => {
    handle(request, response, options).catch(error => {
      options.control.calls.fail(`${request.method} ${request.url}`, error)
      response.destroy()
    })
  })
  const upgraded = new Set<Duplex>()
  plain.on('upgrade', (request, socket, head) => {
    // From here on the server does not count the connection among its own.
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
    upgrade(request, socket, head, options).catch(() => socket.destroy())
  })
  const served = (name: string) => isServed(name, options)
  const { server, secure } = listenForBoth(plain, options.authority, served)
  const connections = new Set<Socket>()
  server.on('connection', socket => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      plain.closeAllConnections()
      secure.closeAllConnections()
      for (const socket of [...upgraded, ...connections]) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { routes, host }: ServerOptions,
): Promise<void> {
  const route = await routeOf(request, routes, host)
  if (route?.upgrade) await route.upgrade(request, socket, head, host)
  else socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')
}

/**
 * A route for the host's name comes before one for the path alone. What came by TLS was meant for a domain, which
 * only state can tell.
 */
async function routeOf(
  { url = '/', headers, socket }: IncomingMessage,
  routes: readonly Route[],
  host: Host,
): Promise<Route | undefined> {
  const onPath = routes.filter(({ prefix }) => url.startsWith(prefix))
  const byName = onPath.find(route => route.host?.test(headers.host ?? ''))
  if (byName) return byName
  if ((socket as TLSSocket).encrypted) return await routeFor(hostNameOf(headers.host), onPath, host)
  // A registry's paths begin as some of API Gateway's API do, and nobody signs what goes to a registry.
  if (headers.authorization?.startsWith('AWS4-')) return undefined
  return onPath.find(route => route.host === undefined)
}

async function isServed(name: string, { routes, host }: ServerOptions): Promise<boolean> {
  return (await routeFor(name, routes, host)) !== undefined
}

/** The route that serves a domain. */
async function routeFor(name: string, routes: readonly Route[], host: Host): Promise<Route | undefined> {
  for (const route of routes) if (await route.serves?.(name, host)) return route
  return undefined
}

function hostNameOf(header = ''): string {
  return header.toLowerCase().replace(/:\d+$/, '')
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
): Promise<void> {
  const route = await routeOf(request, options.routes, options.host)
  if (route) return route.handle(request, response, options.host)
  const wire = await readRequest(request)
  if (wire.path.startsWith(controlPrefix)) return send(response, await control(wire, options.control), wire)
  send(response, await options.gateway.answer(wire), wire)
}

async function readRequest(request: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s)
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : `${value}`,
    ]),
  )
  const wire = { method: request.method ?? 'GET', query: new URLSearchParams(query) }
  return { ...wire, path: withBucket(path, headers), ...unchunk(Buffer.concat(chunks), headers) }
}

/** `bucket.localhost` and `bucket.s3.anything` carry an S3 bucket in the host name; it goes in front of the path. */
function withBucket(
  path: string,
  { host = '', authorization = '' }: Readonly<Record<string, string>>,
): string {
  const bucket = host.match(/^(?!s3[.-])(.+?)\.(?:s3[.-]|localhost(?::|$))/)?.[1]
  const forS3 = authorization === '' || authorization.includes('/s3/aws4_request')
  return bucket !== undefined && forS3 ? `/${bucket}${path}` : path
}

function send(response: ServerResponse, reply: Reply, { method }: WireRequest): void {
  if (reply === 'hang') return
  if (reply === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  const { status, headers, body } = reply
  const length = headers['content-length'] ?? String(Buffer.byteLength(body))
  response.writeHead(status, { ...headers, ...(status === 204 ? {} : { 'content-length': length }) })
  response.end(method === 'HEAD' || status === 204 || status === 304 ? undefined : body)
}
