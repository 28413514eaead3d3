import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scene } from '../templates/scene.ts'
import { decisionsOf, deploy, notesOf, openSleeper, settled, visitorOf } from './sleeper.ts'
import type { Visitor } from './visitor.ts'

const minutes = 60_000
const browser = { accept: 'text/html' }
const lock = {
  Bucket: 'deployctl-aipa-123456789012-ap-southeast-2',
  Key: 'production/lock.json',
}

/** Nothing is taken from whoever comes in the last moment. */
describe('while it is drained', () => {
  let scene: Scene
  let visitor: Visitor
  const cancelled = async () =>
    (await decisionsOf(scene)).filter(({ reason }) => reason === 'Somebody came while it was about to stop.')
      .length
  /** Lets it be idle until the idler begins to stop it; in small steps, since a leap would bring several looks at once. */
  const begin = async () => {
    await scene.sandbox.advance(28 * minutes)
    await settled(async () => {
      await scene.sandbox.advance(minutes)
      return (await notesOf(scene)).stopping !== undefined
    })
  }
  const runs = async () => {
    await visitor.until('running')
    expect((await visitor.ask('/chat', browser)).status).toBe(200)
    const at = { cluster: 'aipa-production', services: ['aipa-production-app'] }
    expect((await scene.ports.ecs.describeServices(at)).services![0]!.runningCount).toBe(1)
  }

  beforeAll(async () => {
    scene = await openSleeper([[['services', 'app', 'drain'], '4s']])
    await deploy(scene)
    visitor = await visitorOf(scene)
    await scene.json('wake production')
  }, 240_000)
  afterAll(async () => scene?.[Symbol.asyncDispose]())

  test('a deploy that begins keeps what runs, and the door as it was', async () => {
    await begin()
    const held = { user: 'ada', renewed: scene.sandbox.clock.now() }
    await scene.ports.s3.putObject({ ...lock, Body: JSON.stringify(held) })
    await settled(async () => (await notesOf(scene)).stopping === undefined, 30)
    await runs()
    await scene.ports.s3.deleteObject(lock)
  }, 60_000)

  test('so does a visitor', async () => {
    await begin()
    const before = await cancelled()
    await visitor.ask('/chat', browser)
    await settled(async () => (await cancelled()) > before, 30)
    await runs()
  }, 60_000)

  test('and whoever types wake', async () => {
    await begin()
    const before = await cancelled()
    expect(await scene.json('wake production')).toMatchObject({ outcome: 'unchanged' })
    await settled(async () => (await cancelled()) > before, 30)
    await runs()
  }, 60_000)
})
