import { afterAll, beforeAll, expect, test } from 'vitest'
import { logs } from '../../src/lib/runbooks/logs.ts'
import { listOfReleases } from '../../src/lib/runbooks/releases.ts'
import { scale } from '../../src/lib/runbooks/scale.ts'
import { remember, sleep } from '../../src/lib/runbooks/sleep.ts'
import { status } from '../../src/lib/runbooks/status.ts'
import { countsToWake, wake } from '../../src/lib/runbooks/wake.ts'
import { Stage } from './stage.ts'

/** One environment through its life: each test goes on from where the one before it left. */
let stage: Stage
const manifest = (api: object = {}) => stage.manifest({ api, web: { count: { min: 1, max: 3, cpu: 70 } } })
const context = (api?: object) => stage.context(manifest(api))

beforeAll(async () => {
  stage = await Stage.open()
  await stage.bootstrap(manifest())
})
afterAll(() => stage.close())

test('an environment without a release says what to do', async () => {
  const { troubles, release } = await status(context())
  expect(release).toBeUndefined()
  expect(troubles).toEqual([
    { service: 'api', message: 'It does not stand yet.', next: 'deployctl deploy prod' },
    { service: 'web', message: 'It does not stand yet.', next: 'deployctl deploy prod' },
  ])
  await expect(sleep(context())).rejects.toMatchObject({ code: 'release.not-deployed' })
})

test('one that is well shows what runs', async () => {
  await stage.deploy(manifest())
  const found = await status(context())
  expect(found).toMatchObject({
    project: 'shop',
    environment: 'prod',
    troubles: [],
    alarms: [],
    release: { number: 1, outcome: 'succeeded' },
    services: [
      { service: 'api', live: { desired: 2, running: 2, rollout: 'COMPLETED' }, stopped: [] },
      { service: 'web', live: { desired: 1, running: 1 } },
    ],
  })
  expect(found.lock).toBeUndefined()
  expect(found.services[0]!.live!.image).toContain('hello@sha256:')
})

test('after a failed release the reason is there, in plain words', async () => {
  const api = { env: { SANDBOX_BEHAVIOUR: 'crash' } }
  await expect(stage.deploy(manifest(api))).rejects.toMatchObject({ code: 'release.rolled-back' })
  const { services, release } = await status(context())
  expect(release).toMatchObject({ number: 2, outcome: 'rolled-back' })
  expect(services[0]!.stopped[0]).toMatchObject({
    code: 'EssentialContainerExited',
    plain: 'The application ended with an error (exit 1).',
    next: 'deployctl logs prod api',
  })
})

test('the list of releases says which serves', async () => {
  const { releases, rollbackTo } = await listOfReleases(context(), { limit: 10 })
  expect(releases.map(({ number, outcome, state }) => [number, outcome, state])).toEqual([
    [2, 'rolled-back', 'retained'],
    [1, 'succeeded', 'serving'],
  ])
  expect(rollbackTo).toBeUndefined()
})

test('logs come in order, of the services asked for, and can be filtered', async () => {
  const lines = await logs(context(), { services: ['api'], since: 86_400, follow: false })
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).toSorted())
  expect(new Set(lines.map(({ service }) => service))).toEqual(new Set(['api']))
  const fatal = await logs(context(), { services: [], since: 86_400, filter: 'fatal', follow: false })
  expect(fatal.length).toBeGreaterThan(0)
  expect(fatal.every(({ message }) => message.includes('fatal'))).toBe(true)
})

test('scale sets a count and waits for it', async () => {
  expect(await scale(context(), { api: 3 })).toEqual({
    services: { api: { desired: 3, running: 3 } },
    autoscaled: [],
  })
  await expect(scale(context(), { apo: 3 })).rejects.toMatchObject({ code: 'release.unknown-service' })
})

test('sleep goes to zero and remembers, also when repeated; wake goes back', async () => {
  expect(await sleep(context())).toMatchObject({ outcome: 'asleep', remembered: { api: 3, web: 1 } })
  expect(await sleep(context())).toMatchObject({ outcome: 'unchanged', remembered: { api: 3, web: 1 } })
  expect((await status(context())).troubles).toEqual([])
  expect(await wake(context())).toMatchObject({
    outcome: 'awake',
    services: { api: { desired: 3, running: 3 }, web: { desired: 1, running: 1 } },
  })
  expect(await wake(context())).toMatchObject({ outcome: 'unchanged' })
})

test('autoscaling is held back while all sleeps, also by a deploy, and has its bounds back afterwards', async () => {
  const { ports } = context()
  const target = async () => {
    const { ScalableTargets } = await ports.autoscaling.describeScalableTargets({ ServiceNamespace: 'ecs' })
    const [{ MinCapacity, MaxCapacity, SuspendedState } = {}] = ScalableTargets!
    return [MinCapacity, MaxCapacity, SuspendedState?.DynamicScalingOutSuspended ?? false]
  }
  expect(await target()).toEqual([1, 3, false])
  await sleep(context())
  expect(await target()).toEqual([0, 3, true])
  expect(await stage.deploy(manifest())).toMatchObject({ services: { web: { desired: 0 } } })
  expect(await target()).toEqual([0, 3, true])
  await wake(context())
  expect(await target()).toEqual([1, 3, false])
})

test('what sleeps without being remembered wakes to the count of the manifest', () => {
  const live = new Map([
    ['api', { desired: 0 }],
    ['web', { desired: 5 }],
  ])
  expect(countsToWake(manifest(), {}, live)).toEqual({ api: 2, web: 5 })
  expect(countsToWake(manifest(), { api: 7, web: 1 }, live)).toEqual({ api: 7, web: 5 })
  expect(remember({ api: 7 }, live)).toEqual({ api: 7, web: 5 })
})
