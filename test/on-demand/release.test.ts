import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeployResult } from '../../src/lib/runbooks/deploy.ts'
import type { Scene } from '../templates/scene.ts'
import { deploy, openSleeper, visitorOf } from './sleeper.ts'
import type { Visitor } from './visitor.ts'

const browser = { accept: 'text/html' }

describe('releases of a system on demand', () => {
  let scene: Scene
  let visitor: Visitor
  const release = async (words: string) => {
    await scene.set(['services', 'app', 'env', 'GREETING'], words)
    return await deploy<DeployResult>(scene)
  }
  const running = async () => {
    const name = 'aipa-production-app'
    const { services } = await scene.ports.ecs.describeServices({
      cluster: 'aipa-production',
      services: [name],
    })
    const { desiredCount, taskDefinition } = services![0]!
    return { desiredCount, taskDefinition }
  }

  beforeAll(async () => {
    scene = await openSleeper([[['onDemand', 'startOnDeploy'], true]])
  }, 240_000)
  afterAll(async () => scene?.[Symbol.asyncDispose]())

  test('with startOnDeploy the first one is tested through the gateway, and stays awake', async () => {
    const { smoke, timings } = await deploy<DeployResult>(scene)
    visitor = await visitorOf(scene)
    expect(smoke).toEqual([{ service: 'app', request: expect.stringMatching(/^GET http.*\/health$/) }])
    expect(timings.map(({ step }) => step)).toContain('open the door')
    expect((await visitor.ask('/chat', browser)).status).toBe(200)
  }, 60_000)

  test('a later one wakes what sleeps, and tests itself', async () => {
    await scene.json('sleep production --yes')
    const { smoke, timings, services } = await release('good morning')
    expect(smoke).toHaveLength(1)
    expect(timings.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['wake', 'open the door', 'smoke']),
    )
    expect(await running()).toEqual({ desiredCount: 1, taskDefinition: services.app!.taskDefinition })
    expect((await visitor.ask('/chat', browser)).status).toBe(200)
  }, 90_000)

  test('one that is bad is taken back, and what was there before goes on awake', async () => {
    await scene.json('sleep production --yes')
    const before = await running()
    await scene.set(['services', 'app', 'env', 'SANDBOX_BEHAVIOUR'], 'crash:1')
    await deploy(scene, 4)
    await scene.set(['services', 'app', 'env', 'SANDBOX_BEHAVIOUR'], undefined)
    expect(await running()).toEqual({ ...before, desiredCount: 1 })
    await visitor.until('running')
    expect((await visitor.ask('/chat', browser)).status).toBe(200)
  }, 120_000)

  test('without startOnDeploy nothing is woken, and the next visit runs the release', async () => {
    await scene.set(['onDemand', 'startOnDeploy'], false)
    await scene.json('sleep production --yes')
    const { smoke, services } = await release('good evening')
    expect(smoke).toEqual([])
    expect(await running()).toEqual({ desiredCount: 0, taskDefinition: services.app!.taskDefinition })
    expect(await visitor.status()).toMatchObject({ status: 'stopped' })
    expect((await visitor.ask('/chat', browser)).status).toBe(503)
    await visitor.until('running')
    expect((await visitor.ask('/chat', browser)).status).toBe(200)
    expect(await running()).toEqual({ desiredCount: 1, taskDefinition: services.app!.taskDefinition })
  }, 90_000)
})
