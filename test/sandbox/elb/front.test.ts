import { once } from 'node:events'
import { UpdateServiceCommand } from '@aws-sdk/client-ecs'
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { ask } from '../apigateway/bench.ts'
import { type Bench, closeBench, seconds } from '../ecs/bench.ts'
import { type LoadBalancer, serve, startFront } from './bench.ts'

let bench: Bench
let web: LoadBalancer
beforeEach(async () => {
  ;({ bench, web } = await startFront())
})
afterEach(() => closeBench(bench))

const get = (path: string) => ask(bench, web.dnsName, path)

test('the front answers 503 without a healthy target, and names the target with one', async () => {
  await serve({ bench, web })
  await bench.sandbox.advance(1 * seconds)
  expect((await get('/health')).status).toBe(503)
  await bench.sandbox.advance(300 * seconds)
  const { status, body } = await get('/health?deep=1')
  expect(status).toBe(200)
  expect(JSON.parse(body)).toEqual({
    service: 'api',
    taskDefinition: 'api:1',
    target: expect.stringMatching(/^10\.0\.[01]\.\d+:8080$/),
    path: '/health?deep=1',
  })
})

test('rules are asked in order of priority', async () => {
  await bench.sandbox.advance(300 * seconds)
  const rule = (Priority: number, path: string, MessageBody: string) =>
    bench.elb.send(
      new elb.CreateRuleCommand({
        ListenerArn: web.listener,
        Priority,
        Conditions: [{ Field: 'path-pattern', Values: [path] }],
        Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody } }],
      }),
    )
  await rule(20, '/v1/*', 'api')
  await rule(10, '/v1/realtime/*', 'realtime')
  expect((await get('/v1/realtime/voice')).body).toBe('realtime')
  expect((await get('/v1/things')).body).toBe('api')
  expect((await get('/v2/things')).status).toBe(503)
})

test('a redirect leads where it says', async () => {
  await bench.sandbox.advance(300 * seconds)
  const RedirectConfig = { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } as const
  const DefaultActions = [{ Type: 'redirect' as const, RedirectConfig }]
  await bench.elb.send(new elb.ModifyListenerCommand({ ListenerArn: web.listener, DefaultActions }))
  const [host] = web.dnsName.split(':')
  const { status, headers } = await get('/a?b=c')
  expect([status, headers.location]).toEqual([301, `https://${host}:443/a?b=c`])
})

test('a WebSocket ends with the task that it leads to, once that has drained', async () => {
  await serve({ bench, web })
  await bench.sandbox.advance(300 * seconds)
  const address = bench.sandbox.endpoint.replace('http', 'ws')
  const socket = new WebSocket(address, { headers: { host: web.dnsName } })
  await once(socket, 'open')
  const closed = once(socket, 'close')
  await bench.ecs.send(new UpdateServiceCommand({ cluster: 'main', service: 'api', desiredCount: 0 }))
  await bench.sandbox.advance(20 * seconds)
  socket.send('still there?')
  await once(socket, 'message')
  await bench.sandbox.advance(20 * seconds)
  expect((await closed)[0]).toBe(1001)
})

test('a WebSocket opens with its subprotocol and echoes', async () => {
  await serve({ bench, web })
  await bench.sandbox.advance(300 * seconds)
  const address = bench.sandbox.endpoint.replace('http', 'ws')
  const socket = new WebSocket(`${address}/realtime`, 'v1', { headers: { host: web.dnsName } })
  const echoed = await new Promise((resolve, reject) => {
    socket.on('open', () => socket.send('hello'))
    socket.on('message', data => resolve(String(data)))
    socket.on('error', reject)
  })
  expect(echoed).toBe('hello')
  expect(socket.protocol).toBe('v1')
})
