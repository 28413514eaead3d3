import { afterAll, beforeAll, expect, test } from 'vitest'
import { DeployctlError } from '../../src/lib/errors/index.ts'
import type { Event } from '../../src/lib/events/index.ts'
import { openLedger } from '../../src/lib/releases/ledger.ts'
import { listReleases } from '../../src/lib/releases/records.ts'
import { deploy } from '../../src/lib/runbooks/deploy.ts'
import { Stage } from './stage.ts'

/** One environment through its life: each test goes on from where the one before it left. */
let stage: Stage
const two = (api: object = {}, web: object = {}) => stage.manifest({ api, web })
const crash = { env: { SANDBOX_BEHAVIOUR: 'crash' } }

beforeAll(async () => {
  stage = await Stage.open(100)
})
afterAll(() => stage.close())

async function records() {
  const { scope, ports } = stage.context(two())
  return listReleases(openLedger(scope, ports.s3))
}

/** What the services run now, by name: the revision of their task definition. */
async function running(): Promise<Record<string, string>> {
  const { ports } = stage.context(two())
  const services = ['shop-prod-api', 'shop-prod-web']
  const answer = await ports.ecs.describeServices({ cluster: 'shop-prod', services })
  return Object.fromEntries(
    answer.services!.map(one => [one.serviceName!, one.taskDefinition!.split('/')[1]!]),
  )
}

test('before bootstrap everything that is missing is told at once, and nothing is changed', async () => {
  const error = await stage
    .deploy(stage.manifest({ api: { secrets: { TOKEN: 'ssm:/shop/TOKEN' } } }))
    .catch(e => e)
  expect(error).toMatchObject({ code: 'preflight.failed', exitCode: 3 })
  expect(error.data.findings).toEqual([
    { message: 'There is no ledger bucket to record releases in.', hint: 'deployctl bootstrap prod' },
    { message: expect.stringContaining('cluster main'), hint: 'deployctl bootstrap prod' },
    { message: '/shop/TOKEN has no value.', hint: 'deployctl secrets put prod /shop/TOKEN' },
  ])
  expect(stage.sandbox.calls.records.filter(({ changed }) => changed)).toEqual([])
})

test('the first release creates each service with one call, and follows it', async () => {
  await stage.bootstrap(two())
  const result = await stage.deploy(two())
  expect(result).toMatchObject({ outcome: 'succeeded', release: 1, left: [] })
  expect(result.services.api).toMatchObject({ desired: 2, outcome: 'succeeded' })
  expect(result.services.api!.image).toMatch(/hello@sha256:/)
  expect(stage.calls('CreateService')).toBe(2)
  expect(stage.calls('UpdateService')).toBe(0)
  expect((await records())[0]).toMatchObject({
    number: 1,
    kind: 'deploy',
    outcome: 'succeeded',
    user: 'ada',
    commit: { sha: '3f2c1ab', subject: 'Add retry to calls' },
  })
})

test('where nothing changed there is nothing to do', async () => {
  expect(await stage.deploy(two())).toMatchObject({ outcome: 'unchanged', release: 1 })
  expect(await records()).toHaveLength(1)
})

test('a release that changes one service moves that one alone, and records both', async () => {
  const result = await stage.deploy(two({ env: { COLOUR: 'red' } }))
  expect(result).toMatchObject({ release: 2 })
  expect(result.services).toMatchObject({ api: { outcome: 'succeeded' }, web: { outcome: 'unchanged' } })
  expect(stage.calls('UpdateService')).toBe(1)
})

test('where one service of a release fails, the other goes back: the release before serves', async () => {
  const before = await running()
  const error = await stage.deploy(two(crash, { env: { COLOUR: 'blue' } })).catch(e => e)
  expect(error).toMatchObject({ code: 'release.rolled-back', exitCode: 4 })
  expect(error.data.story).toMatchObject({
    release: 3,
    serves: 2,
    fates: { api: 'returned', web: 'returned' },
    failed: [
      {
        service: 'api',
        outcome: 'rolled-back',
        stopped: { code: 'EssentialContainerExited', plain: 'The application ended with an error (exit 1).' },
        next: 'deployctl logs prod api',
      },
    ],
  })
  expect(error.data.story.failed[0].logs.at(-1)).toContain('exiting with code 1')
  expect(await running()).toEqual(before)
  expect((await records())[0]).toMatchObject({ number: 3, outcome: 'rolled-back' })
})

test('what a failed release moved stays with --keep', async () => {
  const before = await running()
  const options = { services: [], images: {}, keep: true }
  const manifest = two(crash, { env: { COLOUR: 'blue' } })
  const error = await deploy(stage.context(manifest), options).catch(e => e)
  expect(error).toMatchObject({ code: 'release.failed', exitCode: 5 })
  expect(error.data.story.fates).toEqual({ api: 'returned', web: 'stays' })
  const after = await running()
  expect(after['shop-prod-api']).toBe(before['shop-prod-api'])
  expect(after['shop-prod-web']).not.toBe(before['shop-prod-web'])
})

test('a release command that fails stops the release before anything moves', async () => {
  const before = await running()
  const release = { command: ['npm', 'run', 'db:push'] }
  const env = { SANDBOX_BEHAVIOUR: 'exit:3', COLOUR: 'green' }
  const error = await stage.deploy(two({ env, release })).catch(e => e)
  expect(error).toMatchObject({
    code: 'release.command-failed',
    exitCode: 4,
    data: { service: 'api', command: 'npm run db:push', exitCode: 3 },
  })
  expect(await running()).toEqual(before)
})

test('a release command that succeeds is run once, before its service moves', async () => {
  const tasks = stage.calls('RunTask')
  const release = { command: ['npm', 'run', 'db:push'] }
  const result = await stage.deploy(two({ env: { COLOUR: 'green' }, release }))
  expect(stage.calls('RunTask')).toBe(tasks + 1)
  expect(result.timings.map(({ step }) => step)).toEqual([
    'preflight',
    'images',
    'register',
    'release command api',
    'roll out',
  ])
})

test('an interruption leaves the rollout to itself, and the next deploy sees it to its end', async () => {
  const controller = new AbortController()
  const emit = (event: Event) => {
    if (event.type !== 'rollout.started') return
    controller.abort(new DeployctlError('run.interrupted', { message: 'Interrupted.' }))
  }
  const manifest = two({ env: { COLOUR: 'black' } })
  const error = await stage.deploy(manifest, { emit, signal: controller.signal }).catch(e => e)
  expect(error).toMatchObject({ code: 'run.interrupted', exitCode: 130 })
  expect(error.hint).toContain('deployctl deploy prod')
  const [interrupted] = await records()
  expect(interrupted).toMatchObject({ outcome: 'interrupted', services: { api: { outcome: 'pending' } } })

  const updates = stage.calls('UpdateService')
  const result = await stage.deploy(manifest)
  expect(result.outcome).toBe('succeeded')
  expect(result.release).toBe(interrupted!.number + 1)
  expect(stage.calls('UpdateService')).toBe(updates)
})

test('a deploy of some services leaves the others as they are', async () => {
  const manifest = two({ env: { COLOUR: 'grey' } }, { env: { COLOUR: 'grey' } })
  const before = await running()
  const options = { services: ['web'], images: {}, keep: false }
  const result = await deploy(stage.context(manifest), options)
  expect(result.services).toMatchObject({ api: { outcome: 'unchanged' }, web: { outcome: 'succeeded' } })
  expect((await running())['shop-prod-api']).toBe(before['shop-prod-api'])
  await expect(deploy(stage.context(manifest), { ...options, services: ['wen'] })).rejects.toMatchObject({
    code: 'release.unknown-service',
    exitCode: 2,
  })
})

test('of two deploys at once one runs, and the other is told who holds the lock', async () => {
  const manifest = two({ env: { COLOUR: 'white' } })
  const settled = await Promise.allSettled([stage.deploy(manifest), stage.deploy(manifest)])
  const [refused] = settled.filter(one => one.status === 'rejected')
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(refused?.reason).toMatchObject({ code: 'lock.held', exitCode: 7, data: { holder: { user: 'ada' } } })
})

test('what the manifest no longer names is left alone, and shown', async () => {
  const result = await stage.deploy(stage.manifest({ api: { env: { COLOUR: 'pink' } } }))
  expect(result.left).toEqual(['web'])
  expect(Object.keys(await running())).toContain('shop-prod-web')
})

test('a count alone causes no rollout, and is waited for', async () => {
  const red = { env: { COLOUR: 'red' } }
  await stage.deploy(two(red))
  expect(await stage.deploy(two({ ...red, count: 3 }))).toMatchObject({
    services: { api: { outcome: 'unchanged', desired: 3 }, web: { outcome: 'unchanged' } },
  })
  const { ecs } = stage.context(two()).ports
  const services = ['shop-prod-api']
  const answer = await ecs.describeServices({ cluster: 'shop-prod', services })
  expect(answer.services).toMatchObject([{ desiredCount: 3, runningCount: 3 }])
})
