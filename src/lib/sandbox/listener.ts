import type { Server as HttpServer } from 'node:http'
import { createServer as createSecureServer, type Server as HttpsServer } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import type { Authority } from './authority.ts'

/** The first byte of a TLS handshake (RFC 8446, 5.1). */
const handshake = 22

/**
 * One port for HTTP and HTTPS: what a connection speaks shows by its first byte. A name that nothing is served under
 * gets a certificate of another name, which clients refuse, as AWS's would.
 */
export function listenForBoth(
  plain: HttpServer,
  authority: Authority,
  isServed: (name: string) => Promise<boolean>,
): { server: Server; secure: HttpsServer } {
  const secure = createSecureServer({
    SNICallback: (name, done) => {
      isServed(name)
        .then(served => authority.contextFor(served ? name : 'not-served.invalid'))
        .then(context => done(null, context), done)
    },
  })
  for (const event of ['request', 'upgrade'] as const) {
    secure.on(event, (...args: unknown[]) => plain.emit(event, ...args))
  }
  const server = createServer(socket => {
    socket.once('error', () => socket.destroy())
    socket.once('data', first => handOver(socket, first, first[0] === handshake ? secure : plain))
  })
  return { server, secure }
}

/** The bytes that were looked at go back before the right server sees the connection. */
function handOver(socket: Socket, first: Buffer, server: HttpServer | HttpsServer): void {
  socket.pause()
  socket.unshift(first)
  server.emit('connection', socket)
  process.nextTick(() => socket.resume())
}
