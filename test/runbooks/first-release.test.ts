import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Event } from '../../src/lib/events/index.ts'
import { Stage } from './stage.ts'

/** Behind a load balancer, where health takes its time. */
let stage: Stage
const manifest = (env: object = {}) =>
  stage.manifest(
    { api: { port: 8080, routes: ['/*'], health: { path: '/health' }, env } },
    { ingress: 'load-balancer' },
  )

beforeAll(async () => {
  stage = await Stage.open()
  await stage.bootstrap(manifest())
})
afterAll(() => stage.close())

test('a first release that never works stalls, and says so: there is nothing to go back to', async () => {
  stage.sandbox.faults.add({ services: { ecs: { api: { crash: true } } } })
  const error = await stage.deploy(manifest()).catch(e => e)
  expect(error).toMatchObject({ code: 'release.failed', exitCode: 5 })
  expect(error.data.story).toMatchObject({ serves: undefined, fates: { api: 'stays' } })
  expect(error.data.story.failed[0]).toMatchObject({
    outcome: 'stalled',
    stopped: { plain: 'The application ended with an error (exit 1).' },
  })
})

test('once the cause is mended outside of the manifest, the same deploy begins it anew', async () => {
  stage.sandbox.faults.clear()
  expect(await stage.deploy(manifest())).toMatchObject({
    outcome: 'succeeded',
    release: 2,
    services: { api: { outcome: 'succeeded', desired: 2 } },
  })
})

test('tasks that run but never answer are rolled back, and the waiting is told', async () => {
  const events: Event[] = []
  const emit = (event: Event) => void events.push(event)
  const error = await stage.deploy(manifest({ SANDBOX_BEHAVIOUR: 'never-healthy' }), { emit }).catch(e => e)
  expect(error).toMatchObject({
    code: 'release.rolled-back',
    data: { story: { failed: [{ stopped: { plain: expect.stringContaining('health path') } }] } },
  })
  const waiting = events
    .filter(event => event.type === 'rollout.progress')
    .filter(({ detail }) => detail?.startsWith('waiting for target health'))
  expect(waiting.at(-1)).toMatchObject({
    running: 2,
    healthy: 0,
    desired: 2,
    detail: 'waiting for target health (Target.Timeout)',
  })
})
