import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** Opens a WebSocket that says everything back. @param cookies values of Set-Cookie */
export async function echo(
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
