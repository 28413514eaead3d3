import { afterAll, beforeAll, expect, test } from 'vitest'
import { sleep } from '../../src/lib/runbooks/sleep.ts'
import { wake } from '../../src/lib/runbooks/wake.ts'
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

test('tasks that run but never answer are rolled back, for the reason that the load balancer gives', async () => {
  const error = await stage.deploy(manifest({ SANDBOX_BEHAVIOUR: 'never-healthy' })).catch(e => e)
  expect(error).toMatchObject({
    code: 'release.rolled-back',
    data: { story: { failed: [{ stopped: { plain: expect.stringContaining('health path') } }] } },
  })
})

test('what sleeps is deployed without asking it anything; awake is what the load balancer finds well', async () => {
  const tested = stage.manifest(
    {
      api: {
        port: 8080,
        routes: ['/*'],
        health: { path: '/health' },
        env: { COLOUR: 'red' },
        smoke: [{ http: '/health' }],
      },
    },
    { ingress: 'load-balancer' },
  )
  const context = stage.context(tested)
  await sleep(context)
  expect(await stage.deploy(tested)).toMatchObject({
    outcome: 'succeeded',
    services: { api: { desired: 0 } },
  })
  expect(await wake(context)).toMatchObject({ outcome: 'awake', services: { api: { running: 2 } } })
  const { TargetGroups } = await context.ports.elb.describeTargetGroups({})
  const { TargetHealthDescriptions } = await context.ports.elb.describeTargetHealth({
    TargetGroupArn: TargetGroups![0]!.TargetGroupArn!,
  })
  const states = TargetHealthDescriptions!.map(({ TargetHealth }) => TargetHealth!.State)
  expect(states.filter(state => state === 'healthy')).toHaveLength(2)
})
