import { timingSafeEqual } from 'node:crypto'
import { WebSocketServer } from 'ws'
import { serve } from '../server.js'

const key = Buffer.from(process.env.REALTIME_API_KEY ?? '')
const server = serve(8081, {})
const sockets = new WebSocketServer({ noServer: true, handleProtocols: protocols => [...protocols][0] })

// Clients show their key as the WebSocket's subprotocol, since browsers let them set no header.
server.on('upgrade', (request, socket, head) => {
  const shown = Buffer.from(request.headers['sec-websocket-protocol'] ?? '')
  const known = shown.length === key.length && timingSafeEqual(shown, key)
  if (!known) return socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n')
  sockets.handleUpgrade(request, socket, head, connection => {
    connection.on('message', data => {
      const { t } = JSON.parse(data)
      connection.send(JSON.stringify({ t: t === 'start' ? 'connected' : 'echo' }))
    })
  })
})
