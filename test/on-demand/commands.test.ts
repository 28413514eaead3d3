import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OnDemandStatus } from '../../src/lib/runbooks/status/on-demand.ts'
import type { WakeResult } from '../../src/lib/runbooks/wake.ts'
import type { Scene } from '../templates/scene.ts'
import { decisionsOf, deploy, notesOf, openSleeper, settled, visitorOf } from './sleeper.ts'
import type { Visitor } from './visitor.ts'

const minutes = 60_000

/** What an owner types, beside the functions that do the same by themselves. */
describe('the commands of a system on demand', () => {
  let scene: Scene
  let visitor: Visitor
  const status = async () => {
    const { onDemand, troubles } = await scene.json<{ onDemand: OnDemandStatus; troubles: unknown[] }>(
      'status production',
    )
    return { ...onDemand, troubles }
  }

  beforeAll(async () => {
    scene = await openSleeper()
    await deploy(scene)
    visitor = await visitorOf(scene)
  }, 240_000)
  afterAll(async () => scene?.[Symbol.asyncDispose]())

  test('status says that it sleeps, and whom visitors meet', async () => {
    expect(await status()).toEqual({ state: 'asleep', door: 'waker', troubles: [] })
    // Nothing has run yet.
    await scene.json('cost production --actual', 3)
  })

  test('wake leads visitors to the service, and says where the seconds went', async () => {
    const woken = await scene.json<WakeResult>('wake production')
    expect(woken.outcome).toBe('awake')
    const { breakdown } = woken.start!
    expect(Object.keys(breakdown)).toEqual(['capacity', 'image', 'container', 'health'])
    expect(breakdown.capacity + breakdown.image).toBeGreaterThan(0)
    expect((await visitor.ask('/chat', { accept: 'text/html' })).status).toBe(200)
    expect(await status()).toMatchObject({ state: 'awake', door: 'service', lastStart: { breakdown } })
    const before = await status()
    await scene.sandbox.advance(5 * minutes)
    expect(await scene.json('wake production')).toMatchObject({ outcome: 'unchanged' })
    // What is awake did not start again.
    expect(await status()).toMatchObject({ awakeSince: before.awakeSince, lastStart: before.lastStart })
  }, 60_000)

  test('under a hold nothing is stopped; once it is released, it is', async () => {
    const { until } = await scene.json<{ until: string }>('hold production 2h')
    expect(await status()).toMatchObject({ hold: { until } })
    await scene.sandbox.advance(50 * minutes)
    const held = `Held awake until ${until.slice(0, 16).replace('T', ' ')} UTC.`
    await settled(async () => (await notesOf(scene)).lastDecision?.reason === held)
    expect((await status()).lastDecision).toMatchObject({ action: 'keep' })
    expect(await visitor.status()).toMatchObject({ status: 'running' })
    expect(await scene.json('hold production --release')).toEqual({ outcome: 'released' })
    await scene.sandbox.advance(16 * minutes)
    await visitor.until('stopped')
    await settled(async () => (await decisionsOf(scene)).some(({ action }) => action === 'stop'))
    const { state, lastDecision } = await status()
    // It may have looked again since.
    expect([state, lastDecision!.action]).toEqual(['asleep', expect.stringMatching(/^(stop|stay-stopped)$/)])
  }, 60_000)

  test('a hold says for how long, or is released', async () => {
    await scene.json('hold production', 2)
    await scene.json('hold production soon', 2)
  })

  test('cost counts with the hours that ECS reported', async () => {
    const { expectation } = await scene.json<{ expectation: { hoursPerDay: number } }>('cost production')
    expect(expectation).toMatchObject({ basis: 'measured', days: 1 })
    const lived = await hoursLived(scene)
    expect(lived).toBeGreaterThan(1)
    expect(Math.abs(expectation.hoursPerDay - lived)).toBeLessThan(0.05)
    expect(await scene.json('cost production --actual')).toMatchObject({ expectation })
  })

  test('wake --no-wait only begins, and whoever comes is let in once it answers', async () => {
    expect(await scene.json('wake production --no-wait')).toMatchObject({ outcome: 'begun' })
    await visitor.until('running')
    expect((await visitor.ask('/chat', { accept: 'text/html' })).status).toBe(200)
  }, 60_000)

  test('sleep leads visitors to the waker first', async () => {
    expect(await scene.json('sleep production --yes')).toMatchObject({ outcome: 'asleep' })
    expect(await status()).toMatchObject({ state: 'asleep', door: 'waker' })
    const turned = scene.sandbox.calls.records.findLast(({ operation }) => operation === 'UpdateRoute')!
    const stopped = scene.sandbox.calls.records.findLast(({ operation }) => operation === 'UpdateService')!
    expect(scene.sandbox.calls.records.indexOf(turned)).toBeLessThan(
      scene.sandbox.calls.records.indexOf(stopped),
    )
  }, 60_000)
})

/** Hours that tasks of the service ran in all. */
async function hoursLived({ ports }: Scene): Promise<number> {
  const where = { cluster: 'aipa-production' }
  const { taskArns: tasks = [] } = await ports.ecs.listTasks({ ...where, desiredStatus: 'STOPPED' })
  const described = await ports.ecs.describeTasks({ ...where, tasks })
  const ms = described.tasks!.map(({ startedAt, executionStoppedAt }) =>
    startedAt && executionStoppedAt ? executionStoppedAt.getTime() - startedAt.getTime() : 0,
  )
  return ms.reduce((all, one) => all + one, 0) / 3_600_000
}
