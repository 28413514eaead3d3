import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scene } from '../templates/scene.ts'
import { decisionsOf, deploy, notesOf, openSleeper, settled, visitorOf } from './sleeper.ts'
import type { Visitor } from './visitor.ts'

const browser = { accept: 'text/html,application/xhtml+xml' }

/** The two functions as they ship, run by the sandbox's Lambda behind its gateway. */
describe('a system that sleeps until somebody comes', () => {
  let scene: Scene
  let visitor: Visitor

  beforeAll(async () => {
    scene = await openSleeper()
    await deploy(scene)
    visitor = await visitorOf(scene)
  }, 240_000)
  afterAll(async () => scene?.[Symbol.asyncDispose]())

  const updates = () =>
    scene.sandbox.calls.records.filter(({ operation }) => operation === 'UpdateService').length

  test('it was released asleep, and says so', async () => {
    expect(await visitor.status()).toMatchObject({ status: 'stopped', ready: false })
  })

  test('robots and icons wake nobody', async () => {
    expect((await visitor.ask('/favicon.ico')).status).toBe(503)
    expect((await visitor.ask('/', { 'user-agent': 'Googlebot/2.1' })).status).toBe(503)
    expect(await visitor.status()).toMatchObject({ status: 'stopped' })
  })

  test('of two hundred first visitors one starts it, and all are told to wait', async () => {
    const before = updates()
    const visits = Array.from({ length: 200 }, (_, index) =>
      visitor.ask(`/chat?visitor=${index}`, index % 2 === 0 ? browser : { accept: 'application/json' }),
    )
    const seen = await Promise.all(visits)
    // Whoever comes once it answers is let through.
    expect(seen.every(({ status }) => status === 503 || status === 200)).toBe(true)
    expect(seen.filter(({ status }) => status === 503).length).toBeGreaterThan(0)
    expect(updates() - before).toBe(1)
    const page = seen.find(({ status, body }) => status === 503 && body.startsWith('<!doctype html>'))!
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    const program = seen.find(({ status, body }) => status === 503 && body.startsWith('{'))!
    expect(program.headers['retry-after']).toBe('5')
    expect(JSON.parse(program.body)).toMatchObject({ retryAfter: 5 })
  }, 60_000)

  test('it answers by itself as soon as it can', async () => {
    await visitor.until('running')
    const answer = await visitor.ask('/chat', browser)
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      200,
      expect.objectContaining({ service: 'aipa-production-app', path: '/chat' }),
    ])
  })

  test('nobody stops it by a request without the token', async () => {
    expect((await visitor.ask('/shutdown', {}, 'POST')).status).toBe(401)
    expect((await visitor.ask('/shutdown', { authorization: 'Bearer nothing' }, 'POST')).status).toBe(401)
    expect(await visitor.status()).toMatchObject({ status: 'running' })
  })

  test('with the token it goes to sleep, and the next visit wakes it', async () => {
    const { SecretString: token } = await scene.ports.secretsManager.getSecretValue({
      SecretId: 'aipa-production/connections/on-demand',
    })
    const answer = await visitor.ask('/shutdown', { authorization: `Bearer ${token}` }, 'POST')
    expect(answer.status).toBe(202)
    await visitor.until('stopped')
    // Somebody else, such as the idler, notes something at the very same time.
    const outrun = { kind: 'error', service: 's3', operation: 'PutObject', status: 412 } as const
    scene.sandbox.faults.add({ calls: [{ ...outrun, code: 'PreconditionFailed', on: { nth: 1 } }] })
    await visitor.ask('/', browser)
    await visitor.until('running')
    scene.sandbox.faults.clear()
  })

  test('bootstrap leaves the door as the functions turned it', async () => {
    const { made } = await scene.json<{ made: unknown[] }>('bootstrap production --yes')
    expect(made).toEqual([])
    expect((await visitor.ask('/chat', browser)).status).toBe(200)
  })

  test('the idler keeps it while it is young, and stops it once nobody comes', async () => {
    await scene.sandbox.advance(16 * minutes)
    await settled(async () => (await notesOf(scene)).lastDecision?.action === 'keep')
    expect((await notesOf(scene)).lastDecision?.reason).toMatch(/^Awake for less than 30 minutes/)
    await scene.sandbox.advance(31 * minutes)
    await visitor.until('stopped')
    const stops = async () => (await decisionsOf(scene)).filter(({ action }) => action === 'stop')
    await settled(async () => (await stops()).length > 0)
    expect((await stops())[0]!.reason).toMatch(/^\d+ requests? in 30 minutes, and no open connection\.$/)
    expect((await visitor.ask('/chat', browser)).body).toContain('Waking Ultra')
  }, 60_000)
})

const minutes = 60_000
