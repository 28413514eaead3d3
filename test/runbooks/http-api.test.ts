import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { httpApi } from '../../src/lib/resources/http-api.ts'
import { resources } from '../../src/lib/resources/index.ts'
import { inspectWorld } from '../../src/lib/resources/world.ts'
import { plan } from '../../src/lib/runbooks/plan.ts'
import { rollback } from '../../src/lib/runbooks/rollback.ts'
import { scale } from '../../src/lib/runbooks/scale.ts'
import { sleep } from '../../src/lib/runbooks/sleep.ts'
import { teardown } from '../../src/lib/runbooks/teardown.ts'
import { wake } from '../../src/lib/runbooks/wake.ts'
import { Stage } from './stage.ts'

/** As AIPA: one service without a load balancer, in public subnets, that only the VPC link reaches. */
let stage: Stage
const manifest = (env: object = {}, smoke: object[] = [{ http: '/health' }]) =>
  stage.manifest(
    {
      app: {
        port: 8080,
        subnets: 'public',
        count: 1,
        routes: ['/*'],
        health: { command: ['true'] },
        env,
        smoke,
      },
    },
    { ingress: 'http-api', network: { nat: 'none' } },
  )

beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.close())

async function get(path: string) {
  const { main } = await httpApi.inspect(stage.context(manifest()).scope, stage.context(manifest()).ports)
  const { host, port } = new URL(main!.endpoint)
  return await new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers: { host } }, async response => {
      resolve({ status: response.statusCode, body: JSON.parse(await text(response)) })
    })
    sent.on('error', reject).end()
  })
}

test('bootstrap makes the way in, which leads to nobody yet; again, it writes nothing', async () => {
  await stage.bootstrap(manifest())
  expect(await get('/')).toEqual({ status: 503, body: { message: 'Service Unavailable' } })
  expect((await plan(stage.context(manifest()))).changes).toBe(0)
})

test('deploy puts the service behind it, and asks it by the address that users have', async () => {
  expect(await stage.deploy(manifest())).toMatchObject({ outcome: 'succeeded', release: 1 })
  expect(await get('/hello?x=1')).toMatchObject({
    status: 200,
    body: { service: 'shop-prod-app', taskDefinition: 'shop-prod-app:1', path: '/hello?x=1' },
  })
  expect((await plan(stage.context(manifest()))).changes).toBe(0)
})

test('a release that does not start goes back by itself, and the one before answers', async () => {
  const broken = manifest({ SANDBOX_BEHAVIOUR: 'crash:1' })
  await expect(stage.deploy(broken)).rejects.toMatchObject({ code: 'release.rolled-back', exitCode: 4 })
  expect(await get('/')).toMatchObject({ status: 200, body: { taskDefinition: 'shop-prod-app:1' } })
})

test('a release whose container finds itself unwell goes back as well', async () => {
  const unwell = manifest({ SANDBOX_BEHAVIOUR: 'never-healthy' })
  await expect(stage.deploy(unwell)).rejects.toMatchObject({ code: 'release.rolled-back' })
})

test('a release that runs and answers wrongly goes back as well', async () => {
  const wrong = manifest({ COLOUR: 'green' }, [{ http: '/health', expect: 204 }])
  await expect(stage.deploy(wrong)).rejects.toMatchObject({ code: 'release.rolled-back' })
})

test('rollback returns to the release before', async () => {
  expect(await stage.deploy(manifest({ COLOUR: 'blue' }))).toMatchObject({ outcome: 'succeeded' })
  const blue = await get('/')
  expect(await rollback(stage.context(manifest({ COLOUR: 'blue' })), {})).toMatchObject({ restores: 1 })
  const red = await get('/')
  expect([blue.status, red.status]).toEqual([200, 200])
  expect(red.body).toMatchObject({ taskDefinition: 'shop-prod-app:1' })
  expect(blue.body).not.toMatchObject({ taskDefinition: 'shop-prod-app:1' })
})

test('asleep nobody answers; awake and scaled, one of them does', async () => {
  const context = stage.context(manifest())
  await sleep(context)
  expect((await get('/')).status).toBe(503)
  expect(await wake(context)).toMatchObject({ outcome: 'awake', services: { app: { running: 1 } } })
  expect((await get('/')).status).toBe(200)
  await scale(context, { app: 3 })
  const targets = new Set<unknown>()
  for (let n = 0; n < 40; n++) targets.add(((await get('/')).body as { target: string }).target)
  expect(targets.size).toBe(3)
})

test('each answer is counted, and written to the access log', async () => {
  const { ports } = stage.context(manifest())
  const { events } = await ports.logs.filterLogEvents({
    logGroupName: '/deployctl/shop/prod/http-api/access',
  })
  const lines = events!.map(({ message }) => JSON.parse(message!))
  expect(lines).toContainEqual(
    expect.objectContaining({ method: 'GET', path: '/hello', route: '$default', status: '200', error: '-' }),
  )
  expect(lines).toContainEqual(
    expect.objectContaining({ status: '503', error: 'No target endpoints found for integration' }),
  )
})

test('teardown leaves nothing', async () => {
  const context = stage.context(manifest())
  const { proof } = await teardown(context, { deleteData: new Set(['*']), confirm: async () => true })
  expect(proof).toMatchObject({ standing: 0, tagged: [] })
  const world = await inspectWorld(resources, context.scope, context.ports)
  expect(resources.flatMap(({ kind }) => [...world.of(kind).keys()])).toEqual([])
})
