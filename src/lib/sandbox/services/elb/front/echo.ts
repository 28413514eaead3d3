import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import type { WebSocket } from 'ws'

interface Behind {
  /** Values of Set-Cookie. */
  readonly cookies: readonly string[]
  /** Whether the target still is where the connection leads to. */
  isThere(): Promise<boolean>
}

const lookEveryMs = 500
/** "Going away" (RFC 6455, 7.4.1). */
const goingAway = 1001

/** Opens a WebSocket that says everything back, until its target has drained and gone. */
export async function echo(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { cookies, isThere }: Behind,
): Promise<void> {
  const { WebSocketServer } = await import('ws')
  const server = new WebSocketServer({ noServer: true })
  server.on('headers', headers => headers.push(...cookies.map(cookie => `Set-Cookie: ${cookie}`)))
  server.handleUpgrade(request, socket, head, connection => {
    connection.on('message', (data, isBinary) => connection.send(data, { binary: isBinary }))
    closeOnceGone(connection, isThere).catch(() => connection.terminate())
  })
}

async function closeOnceGone(connection: WebSocket, isThere: Behind['isThere']): Promise<void> {
  while (connection.readyState === connection.OPEN) {
    await setTimeout(lookEveryMs, undefined, { ref: false })
    if (connection.readyState === connection.OPEN && !(await isThere())) connection.close(goingAway)
  }
}
