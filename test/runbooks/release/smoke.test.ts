import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { makeClock } from '../../../src/lib/events/index.ts'
import { World } from '../../../src/lib/resources/world.ts'
import type { Context } from '../../../src/lib/runbooks/context.ts'
import { smokeTest } from '../../../src/lib/runbooks/release/smoke.ts'
import { timedSteps } from '../../../src/lib/runbooks/release/timed-steps.ts'
import { manifestOf, scope } from '../../resources/manifest.ts'

let server: Server
let requests = 0

/** `/flaky` is well at the second try; a WebSocket answers its own message, and offers its subprotocol. */
beforeAll(async () => {
  server = createServer((request, response) => {
    requests++
    const well = request.url === '/health' || (request.url === '/flaky' && requests > 1)
    response.statusCode = well ? 200 : 503
    response.end('{"status":"ok"}')
  })
  const sockets = new WebSocketServer({ server, path: '/voice' })
  sockets.on('connection', (socket, request) => {
    socket.on('message', data => socket.send(`${request.headers['sec-websocket-protocol']} ${data}`))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const secret = 'tok3n-nobody-may-see'
const ports = {
  secretsManager: { getSecretValue: async () => ({ SecretString: `{"key": ${secret}` }) },
  ssm: {
    getParameter: async ({ Name }: { Name: string }) => {
      if (Name === '/denied') throw new Error('AccessDenied')
      return { Parameter: { Value: Name === '/spaced' ? `two ${secret}` : secret } }
    },
  },
}

const subjects = { services: ['api'], functions: [], moved: new Set<string>() }

async function results(...smoke: object[]) {
  requests = 0
  const { port } = server.address() as AddressInfo
  const world = new World()
  world.set('load-balancer', 'main', { state: { dnsName: `127.0.0.1:${port}` }, external: false })
  const manifest = manifestOf({ services: { api: { image: 'api', port: 80, routes: ['/*'], smoke } } })
  const run = { emit: () => {}, clock: makeClock(1000) }
  const context = {
    ...run,
    manifest,
    scope,
    ports,
    signal: new AbortController().signal,
  } as unknown as Context
  const found = await smokeTest(context, timedSteps(run), subjects, world)
  return found.map(({ wrong }) => wrong)
}

test('a path answers with the code and the text expected', async () => {
  expect(await results({ http: '/health' }, { http: '/none', expect: 503, contains: '"ok"' })).toEqual([
    undefined,
    undefined,
  ])
})

test('what does not is told', async () => {
  expect(await results({ http: '/none' }, { http: '/health', contains: 'never' })).toEqual([
    'answered 503 instead of 200',
    'answered without the text expected',
  ])
})

test('a load balancer gets a moment', async () => {
  expect(await results({ http: '/flaky' })).toEqual([undefined])
})

test('a WebSocket opens with its subprotocol, and answers', async () => {
  const voice = { websocket: '/voice', subprotocol: 'v1', send: 'hello' }
  expect(await results({ ...voice, expect: 'v1 hello' }, { ...voice, expect: 'goodbye' })).toEqual([
    undefined,
    'answered without the text expected',
  ])
  expect((await results({ websocket: '/elsewhere' }))[0]).toMatch(/^did not open: /)
})

test('a subprotocol that only a parameter holds is sent, and told nowhere', async () => {
  const voice = { websocket: '/voice', send: 'hello' }
  expect(await results({ ...voice, subprotocol: 'ssm:/key', expect: `${secret} hello` })).toEqual([undefined])
  for (const subprotocol of ['ssm:/spaced', 'ssm:/denied', 'secret:api.key']) {
    expect(await results({ ...voice, subprotocol })).toEqual([
      'was not tried: its subprotocol cannot be read, or cannot be sent',
    ])
  }
})
