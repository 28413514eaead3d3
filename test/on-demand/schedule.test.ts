import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scene } from '../templates/scene.ts'
import { decisionsOf, deploy, openSleeper, settled, visitorOf } from './sleeper.ts'
import type { Visitor } from './visitor.ts'

const minutes = 60_000
const browser = { accept: 'text/html' }

/** Awake by the clock for two hours, and on demand before and after. */
describe('a system that a schedule keeps awake', () => {
  let scene: Scene
  let visitor: Visitor
  let from: number
  const cron = (time: number) => {
    const at = new Date(time)
    return `${at.getUTCMinutes()} ${at.getUTCHours()} * * *`
  }
  const decided = (action: string, reason: string) =>
    settled(async () =>
      (await decisionsOf(scene)).some(one => one.action === action && one.reason === reason),
    )
  const advanceTo = async (time: number) => scene.sandbox.advance(time - scene.sandbox.clock.now())

  beforeAll(async () => {
    from = Date.now() + 120 * minutes
    scene = await openSleeper([
      [
        ['schedule'],
        [
          { at: cron(from), count: 2 },
          { at: cron(from + 120 * minutes), count: 0 },
        ],
      ],
    ])
    await deploy(scene)
    visitor = await visitorOf(scene)
  }, 240_000)
  afterAll(async () => scene?.[Symbol.asyncDispose]())

  test('nothing but the idler follows it, since autoscaling would cut visitors off', async () => {
    const { ScalableTargets } = await scene.ports.autoscaling.describeScalableTargets({
      ServiceNamespace: 'ecs',
    })
    expect(ScalableTargets).toEqual([])
    expect(await visitor.status()).toMatchObject({ status: 'stopped' })
  })

  test('it is woken when its time comes, and kept though nobody asks', async () => {
    await advanceTo(from + 16 * minutes)
    await decided('wake', 'The schedule wants it awake.')
    await visitor.until('running')
    expect((await visitor.ask('/chat', browser)).status).toBe(200)
    await advanceTo(from + 80 * minutes)
    await decided('keep', 'The schedule keeps it awake.')
    expect(await visitor.status()).toMatchObject({ status: 'running' })
  }, 60_000)

  test('when its time is over it sleeps once it is idle, and a visit still wakes it', async () => {
    await advanceTo(from + 170 * minutes)
    await visitor.until('stopped')
    expect((await visitor.ask('/chat', browser)).status).toBe(503)
    await visitor.until('running')
    expect((await visitor.ask('/chat', browser)).status).toBe(200)
  }, 60_000)
})
