import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readyImages, type Scene } from '../templates/scene.ts'
import { openSleeper, visitorOf } from './sleeper.ts'
import type { Visitor } from './visitor.ts'

const api = { port: 8000, routes: ['/v1/*'], subnets: 'public', build: { context: '.' } }

/** Two services that requests go to wake and sleep together. */
describe.each(['load-balancer', 'http-api'])('services that sleep together, behind: %s', ingress => {
  let scene: Scene
  let visitor: Visitor
  const answers = async (path: string) => {
    const { status, body } = await visitor.ask(path, { accept: 'text/html' })
    return status === 200 ? JSON.parse(body).service : status
  }

  beforeAll(async () => {
    scene = await openSleeper([
      [['ingress'], ingress],
      [['services', 'api'], api],
      [['onDemand', 'with'], ['api']],
    ])
    await scene.json(`deploy production --yes ${readyImages(scene.sandbox, ['app', 'api'])}`)
    visitor = await visitorOf(scene)
  })
  afterAll(async () => scene?.[Symbol.asyncDispose]())

  test('asleep, every path of theirs meets the waker', async () => {
    expect([await answers('/v1/items'), await answers('/chat')]).toEqual([503, 503])
  })

  test('awake, each path meets its own service', async () => {
    await visitor.until('running')
    expect([await answers('/v1/items'), await answers('/chat')]).toEqual([
      'aipa-production-api',
      'aipa-production-app',
    ])
  })

  // An HTTP API asks nobody for their health.
  if (ingress === 'http-api') return
  test('nobody is led in before all of them answer', async () => {
    await scene.json('sleep production --yes')
    await scene.set(['services', 'api', 'env'], { SANDBOX_BEHAVIOUR: 'never-healthy' })
    await scene.json(`deploy production --yes ${readyImages(scene.sandbox, ['app', 'api'])}`)
    await visitor.ask('/chat', { accept: 'text/html' })
    await visitor.until('starting')
    await scene.sandbox.advance(5 * 60_000)
    expect(await visitor.status()).toMatchObject({ status: 'starting', stage: 'health', ready: false })
    expect(await answers('/chat')).toBe(503)
  })
})
