import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OnDemandStatus } from '../../src/lib/runbooks/status/on-demand.ts'
import type { WakeResult } from '../../src/lib/runbooks/wake.ts'
import type { Scene } from '../templates/scene.ts'
import { decisionsOf, deploy, notesOf, openSleeper, settled, visitorOf } from './sleeper.ts'
import type { Visitor } from './visitor.ts'

const browser = { accept: 'text/html' }
const minutes = 60_000

/** The same two functions, behind the rules of a load balancer. */
describe('a system that sleeps behind a load balancer', () => {
  let scene: Scene
  let visitor: Visitor
  const calls = (name: string) =>
    scene.sandbox.calls.records.filter(({ operation }) => operation === name).length
  const status = async () => (await scene.json<{ onDemand: OnDemandStatus }>('status production')).onDemand
  const decision = async () => (await notesOf(scene)).lastDecision

  beforeAll(async () => {
    scene = await openSleeper([
      [['ingress'], 'load-balancer'],
      [['services', 'app', 'sticky'], true],
      // More than the seconds of these tests, which are minutes of the sandbox.
      [['onDemand', 'idle', 'after'], '1h'],
    ])
    await deploy(scene)
    visitor = await visitorOf(scene)
  }, 240_000)
  afterAll(async () => scene?.[Symbol.asyncDispose]())

  test('it was released asleep, and the waker answers', async () => {
    expect(await visitor.status()).toMatchObject({ status: 'stopped', ready: false })
    expect(await status()).toMatchObject({ state: 'asleep', door: 'waker' })
    expect(await scene.json('doctor production')).toMatchObject({ outcome: 'well' })
  })

  test('of many first visitors one starts it, and all are told to wait', async () => {
    const before = calls('UpdateService')
    const visits = Array.from({ length: 200 }, (_, index) =>
      visitor.ask(`/chat?visitor=${index}`, index % 2 === 0 ? browser : {}),
    )
    const seen = await Promise.all(visits)
    expect(seen.every(answer => answer.status === 503 || answer.status === 200)).toBe(true)
    expect(calls('UpdateService') - before).toBe(1)
    const page = seen.find(({ status, body }) => status === 503 && body.startsWith('<!doctype html>'))!
    expect(page.body).toContain('Waking Ultra')
    expect(seen.find(({ body }) => body.startsWith('{'))!.headers['retry-after']).toBe('5')
  })

  test('once the load balancer finds it well, visitors are let in, without flapping', async () => {
    await visitor.until('running')
    const answer = await visitor.ask('/chat', browser)
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      200,
      expect.objectContaining({ service: 'aipa-production-app', path: '/chat' }),
    ])
    const turns = calls('ModifyRule')
    await Promise.all(Array.from({ length: 20 }, () => visitor.status()))
    expect(calls('ModifyRule')).toBe(turns)
    expect(await status()).toMatchObject({ state: 'awake', door: 'service' })
    expect(await scene.json('doctor production')).toMatchObject({ outcome: 'well' })
  })

  test('bootstrap leaves the rules as the functions turned them', async () => {
    const { made } = await scene.json<{ made: unknown[] }>('bootstrap production --yes')
    expect(made).toEqual([])
    expect((await visitor.ask('/chat', browser)).status).toBe(200)
  })

  test('an open WebSocket keeps it awake; once it is closed, it sleeps', async () => {
    const socket = visitor.connect('/voice')
    await once(socket, 'open')
    await scene.sandbox.advance(76 * minutes)
    await expect
      .poll(async () => (await decision())?.reason, { timeout: 10_000 })
      .toBe('1 connection is open.')
    expect(await visitor.status()).toMatchObject({ status: 'running' })
    socket.close()
    await once(socket, 'close')
    await scene.sandbox.advance(76 * minutes)
    await visitor.until('stopped')
    // The clock's leap brought several looks at once.
    const stops = async () => (await decisionsOf(scene)).filter(({ action }) => action === 'stop')
    // A log is written once its function has ended.
    await settled(async () => (await stops()).length > 0)
    const [stop, ...more] = await stops()
    expect(stop?.reason).toMatch(/^\d requests? in 60 minutes, and no open connection\.$/)
    expect(more.filter(({ reason }) => reason !== stop?.reason)).toEqual([])
  })

  test('wake and sleep by command turn the rules, too', async () => {
    const woken = await scene.json<WakeResult>('wake production')
    expect(woken.outcome).toBe('awake')
    expect((await visitor.ask('/chat', browser)).status).toBe(200)
    await scene.json('sleep production --yes')
    expect((await visitor.ask('/chat', browser)).body).toContain('Waking Ultra')
    await visitor.until('running')
  })

  test('teardown leaves neither rules nor groups', async () => {
    await scene.json('teardown production --yes --delete-data *')
    const { TargetGroups } = await scene.ports.elb.describeTargetGroups({})
    expect(TargetGroups).toEqual([])
  })
})
