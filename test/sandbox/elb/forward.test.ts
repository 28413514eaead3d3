import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { forward, forwardUpgrade } from '../../../src/lib/sandbox/services/elb/front/forward.ts'

const visit = { listener: { Protocol: 'HTTPS', Port: 443 }, at: Date.UTC(2026, 10, 21) } as const
const how = { visit, cookies: ['AWSALBTG=x; Path=/'] }

let container: Server
let statuses: (number | undefined)[]
const noted = async (status: number | undefined) => void statuses.push(status)
let front: number
beforeEach(async () => {
  statuses = []
  container = createServer(async (request, response) => {
    const { 'x-forwarded-proto': proto, host } = request.headers
    const body = JSON.stringify({ path: request.url, host, proto, sent: await text(request) })
    response.writeHead(201, { 'set-cookie': ['a=1', 'b=2'] }).end(body)
  })
  const port = await listen(container)
  const server = createServer((request, response) => forward(request, response, { port, ...how }, noted))
  server.on('upgrade', (request, socket, head) =>
    forwardUpgrade(request, socket, head, { port, ...how }, noted),
  )
  front = await listen(server)
})

test('a request goes to the container as it came, and its answer comes back', async () => {
  const sent = request({ port: front, path: '/a?b=c', method: 'PUT', headers: { host: 'shop' } }).end('hello')
  const [answer] = await once(sent, 'response')
  expect(answer.statusCode).toBe(201)
  expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2', 'AWSALBTG=x; Path=/'])
  expect(JSON.parse(await text(answer))).toEqual({
    path: '/a?b=c',
    host: 'shop',
    proto: 'https',
    sent: 'hello',
  })
})

test('a WebSocket is the container’s own', async () => {
  const sockets = new WebSocketServer({ server: container })
  sockets.on('connection', socket => socket.on('message', data => socket.send(`${data} to you, too`)))
  const socket = new WebSocket(`ws://127.0.0.1:${front}/live`)
  await once(socket, 'open')
  socket.send('good day')
  const [data] = await once(socket, 'message')
  expect(String(data)).toBe('good day to you, too')
  expect(statuses).toEqual([101])
  socket.terminate()
})

test('one that the container does not want is refused in its words', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${front}/live`)
  const [error] = await once(socket, 'error')
  expect(error.message).toBe('Unexpected server response: 201')
  expect(statuses).toEqual([201])
})

test('a container that is gone is a bad gateway', async () => {
  container.closeAllConnections()
  await new Promise(resolve => container.close(resolve))
  const [answer] = await once(request({ port: front }).end(), 'response')
  expect(answer.statusCode).toBe(502)
  expect(statuses).toEqual([undefined])
})

async function listen(server: Server): Promise<number> {
  onTestFinished(() => void server.close())
  onTestFinished(() => server.closeAllConnections())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
