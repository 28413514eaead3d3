import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FaultPlan } from '../../src/lib/sandbox/index.ts'
import type { Scene } from '../templates/scene.ts'
import { deploy, openSleeper, settled, visitorOf } from './sleeper.ts'
import type { Visitor } from './visitor.ts'

const minutes = 60_000
const browser = { accept: 'text/html' }
const reason = 'It could not be looked up. The owner has been told.'
const waker = 'aipa-production-on-demand-waker'

/** What the owner and the visitors see, where the functions themselves do not work. */
describe('functions that fail', () => {
  let scene: Scene
  let visitor: Visitor
  const rings = async (name: string) => {
    const AlarmNames = [`aipa-production-on-demand-${name}`]
    const { MetricAlarms = [] } = await scene.ports.cloudwatch.describeAlarms({ AlarmNames })
    return MetricAlarms[0]!.StateValue === 'ALARM'
  }
  const play = (call: NonNullable<FaultPlan['calls']>[number]) => scene.sandbox.faults.add({ calls: [call] })
  const denied = { kind: 'error', status: 400, code: 'AccessDeniedException' } as const
  /** Answers for a person, a program, and the page that asks. */
  const answers = async () => ({
    page: await visitor.ask('/chat', browser),
    program: await visitor.ask('/chat', { accept: 'application/json' }),
    polled: await visitor.ask('/status'),
  })

  beforeAll(async () => {
    scene = await openSleeper([[['alarms'], { notify: ['ops@example.com'] }]])
    await deploy(scene)
    visitor = await visitorOf(scene)
  }, 240_000)
  beforeEach(async () => {
    scene.sandbox.faults.clear()
    // Whatever rang before has grown old.
    await scene.sandbox.advance(10 * minutes)
  })
  afterAll(async () => scene?.[Symbol.asyncDispose]())

  test('nothing rings while all is well', async () => {
    expect((await visitor.status()).status).toBe('stopped')
    for (const name of ['waker-errors', 'idler-errors', 'wake-errors', 'wake-failed'])
      expect(await rings(name)).toBe(false)
  })

  test('a waker that lacks a permission rings, and visitors are told so in their own form', async () => {
    play({ ...denied, service: 'ecs', operation: 'DescribeServices' })
    const { page, program, polled } = await answers()
    expect([page.status, page.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8'])
    expect(page.body).toContain('Ultra could not be started')
    expect(page.body).toContain(reason)
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect([program.status, program.headers['retry-after']]).toEqual([503, '5'])
    expect(JSON.parse(program.body)).toEqual({ status: 'failed', reason, ready: false, retryAfter: 5 })
    expect(polled.status).toBe(503)
    expect(JSON.parse(polled.body)).toMatchObject({ status: 'failed', heading: 'Ultra could not be started' })
    await settled(() => rings('wake-errors'))
    scene.sandbox.faults.clear()
    expect(await visitor.status()).toMatchObject({ status: 'stopped' })
  })

  test('an idler that fails rings', async () => {
    play({ ...denied, service: 'ecs', operation: 'DescribeServices' })
    await scene.sandbox.advance(16 * minutes)
    await settled(() => rings('idler-errors'))
  })

  test('so does a waker that cannot even read its settings, and visitors are not left with nothing', async () => {
    const { Environment } = await scene.ports.lambda.getFunctionConfiguration({ FunctionName: waker })
    const configure = async (SETTINGS: string) => {
      await scene.ports.lambda.updateFunctionConfiguration({
        FunctionName: waker,
        Environment: { Variables: { SETTINGS } },
      })
      await settled(async () => {
        const found = await scene.ports.lambda.getFunctionConfiguration({ FunctionName: waker })
        return found.LastUpdateStatus === 'Successful'
      })
    }
    expect(await rings('wake-errors')).toBe(false)
    await configure('{"version":0}')
    const { page, program, polled } = await answers()
    expect([page.status, program.status, polled.status]).toEqual([503, 503, 503])
    expect(page.body).toContain('This service could not be started')
    await settled(() => rings('wake-errors'))
    await configure(Environment!.Variables!.SETTINGS!)
    expect(await visitor.status()).toMatchObject({ status: 'stopped' })
  })
})
