import { afterAll, beforeAll, expect, test } from 'vitest'
import { DeployctlError } from '../../src/lib/errors/index.ts'
import type { Event } from '../../src/lib/events/index.ts'
import { rollback } from '../../src/lib/runbooks/rollback.ts'
import { Stage } from './stage.ts'

/** One environment through its life: each test goes on from where the one before it left. */
let stage: Stage
const manifest = (colour: string) => {
  const env = { COLOUR: colour }
  return stage.manifest({ api: { env }, web: { env } })
}
const back = (to?: number) => rollback(stage.context(manifest('any')), to === undefined ? {} : { to })

beforeAll(async () => {
  stage = await Stage.open(60)
  await stage.bootstrap(manifest('red'))
})
afterAll(() => stage.close())

async function runs(): Promise<string[]> {
  const { ports } = stage.context(manifest('any'))
  const services = ['shop-prod-api', 'shop-prod-web']
  const answer = await ports.ecs.describeServices({ cluster: 'shop-prod', services })
  return answer.services!.map(({ taskDefinition }) => taskDefinition!.split(':').at(-1)!)
}

test('there is nothing to return to before anything was deployed', async () => {
  await expect(back()).rejects.toMatchObject({ code: 'release.not-deployed', exitCode: 3 })
})

test('it returns all services to the release before, with one call each, and says how to undo it', async () => {
  await stage.deploy(manifest('red'))
  await expect(back()).rejects.toMatchObject({ code: 'release.no-target', exitCode: 3 })
  await stage.deploy(manifest('green'))
  await stage.deploy(manifest('blue'))
  const updates = stage.calls('UpdateService')
  expect(await back()).toMatchObject({
    outcome: 'succeeded',
    release: 4,
    restores: 2,
    services: { api: { outcome: 'succeeded' }, web: { outcome: 'succeeded' } },
    left: [],
    notRolledBack: ['data', 'migrations'],
    undo: 'deployctl rollback prod 3',
  })
  expect(await runs()).toEqual(['2', '2'])
  expect(stage.calls('UpdateService')).toBe(updates + 2)
})

test('it asks neither IAM nor Route 53 nor the registry on the way', async () => {
  const before = stage.sandbox.calls.records.length
  await back(3)
  const services = new Set(stage.sandbox.calls.records.slice(before).map(({ service }) => service))
  expect(services).toEqual(new Set(['ecs', 's3']))
  expect(await runs()).toEqual(['3', '3'])
})

test('what serves already needs no release', async () => {
  expect(await back(3)).toMatchObject({ outcome: 'unchanged', release: 3, restores: 3 })
})

test('a release that does not exist, or was never healthy, is refused', async () => {
  await expect(back(99)).rejects.toMatchObject({ code: 'release.unknown' })
  const crash = { env: { SANDBOX_BEHAVIOUR: 'crash' } }
  const failed = await stage.deploy(stage.manifest({ api: crash, web: crash })).catch(error => error)
  await expect(back(failed.data.story.release)).rejects.toMatchObject({ code: 'release.unproven' })
})

test('a rollout in progress is stopped with ROLLBACK', async () => {
  const controller = new AbortController()
  const emit = (event: Event) => {
    if (event.type !== 'rollout.started') return
    controller.abort(new DeployctlError('run.interrupted', { message: 'Interrupted.' }))
  }
  const deploying = stage.deploy(manifest('black'), { emit, signal: controller.signal })
  await expect(deploying).rejects.toMatchObject({ code: 'run.interrupted' })
  const updates = stage.calls('UpdateService')
  const result = await back()
  expect(result).toMatchObject({ outcome: 'succeeded', services: { api: { outcome: 'succeeded' } } })
  expect(stage.calls('StopServiceDeployment')).toBe(2)
  expect(stage.calls('UpdateService')).toBe(updates)
  expect(await runs()).toEqual(['3', '3'])
})

test('what AWS refuses of one service leaves the other watched to its end, and is told', async () => {
  await stage.deploy(manifest('white'))
  const before = await runs()
  stage.sandbox.faults.add({
    calls: [
      {
        kind: 'error',
        operation: 'UpdateService',
        on: { first: 1 },
        status: 400,
        code: 'ClientException',
        message: 'not now',
      },
    ],
  })
  const failed: unknown = await back().catch(error => error)
  stage.sandbox.faults.clear()
  if (!(failed instanceof DeployctlError)) throw failed
  expect([failed.code, failed.exitCode]).toEqual(['release.failed', 5])
  expect(failed.data.story).toMatchObject({
    failed: [{ outcome: 'refused', said: [expect.stringContaining('not now')] }],
  })
  const moved = (await runs()).filter((revision, index) => revision !== before[index])
  expect(moved.length).toBe(1)
})
