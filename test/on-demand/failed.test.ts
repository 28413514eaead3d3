import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scene } from '../templates/scene.ts'
import { deploy, notesOf, openSleeper, visitorOf } from './sleeper.ts'
import type { Visitor } from './visitor.ts'

const browser = { accept: 'text/html' }
const behaviour = ['services', 'app', 'env', 'SANDBOX_BEHAVIOUR']

describe('a wake that comes to nothing', () => {
  let scene: Scene
  let visitor: Visitor

  beforeAll(async () => {
    scene = await openSleeper([
      [behaviour, 'crash:3'],
      [['alarms'], { notify: ['ops@example.com'] }],
    ])
    // Nothing runs, so that nobody learns yet that it cannot.
    await deploy(scene)
    visitor = await visitorOf(scene)
  }, 240_000)
  afterAll(async () => scene?.[Symbol.asyncDispose]())

  test('ends in the failed page with its reason, for programs as well', async () => {
    await visitor.ask('/chat', browser)
    await visitor.until('failed', 60)
    const page = await visitor.ask('/chat', browser)
    expect(page.status).toBe(503)
    expect(page.body).toContain('Ultra could not be started')
    expect(page.body).toContain('The container ended with exit code 3 before it answered.')
    const program = await visitor.ask('/chat', { accept: 'application/json' })
    expect([program.status, JSON.parse(program.body)]).toEqual([
      503,
      expect.objectContaining({
        status: 'failed',
        reason: 'The container ended with exit code 3 before it answered.',
      }),
    ])
  }, 90_000)

  test('is told once, in the notes and as a metric', async () => {
    expect((await notesOf(scene)).lastFailure?.reason).toContain('exit code 3')
    const told = await failures()
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({
      System: 'aipa-production-',
      WakeFailed: 1,
      _aws: { CloudWatchMetrics: [{ Namespace: 'deployctl', Dimensions: [['System']] }] },
    })
  })

  test('alarms listen to it, and to the functions themselves', async () => {
    const { MetricAlarms = [] } = await scene.ports.cloudwatch.describeAlarms({})
    const listened = MetricAlarms.map(({ Namespace, MetricName, Dimensions, Threshold }) => [
      `${Namespace}/${MetricName}`,
      Dimensions?.[0]?.Value,
      Threshold,
    ])
    expect(listened).toEqual(
      expect.arrayContaining([
        ['AWS/Lambda/Errors', 'aipa-production-on-demand-waker', 0],
        ['AWS/Lambda/Errors', 'aipa-production-on-demand-idler', 0],
        ['deployctl/WakeErrors', 'aipa-production-', 0],
        ['deployctl/WakeFailed', 'aipa-production-', 0],
      ]),
    )
  })

  test('after a good release it answers, without anybody else having to wake it', async () => {
    await scene.set(behaviour, undefined)
    await deploy(scene)
    await visitor.until('running')
    expect((await visitor.ask('/chat', browser)).status).toBe(200)
  }, 120_000)

  test('a secret that is gone is told without its name, and a wake after it is back works', async () => {
    await scene.json('sleep production --yes')
    const SecretId = 'aipa-production/api-keys'
    const { SecretString } = await scene.ports.secretsManager.getSecretValue({ SecretId })
    await scene.ports.secretsManager.deleteSecret({ SecretId, RecoveryWindowInDays: 7 })
    await visitor.until('stopped')
    await visitor.ask('/chat', browser)
    await visitor.until('failed', 60)
    const { reason } = await visitor.status()
    expect(reason).toBe('A secret that it needs could not be read.')
    expect(await failures()).toHaveLength(2)
    await scene.ports.secretsManager.restoreSecret({ SecretId })
    expect(SecretString).toBeDefined()
    await visitor.until('running', 60)
  }, 180_000)

  async function failures(): Promise<Record<string, unknown>[]> {
    const { events = [] } = await scene.ports.logs.filterLogEvents({
      logGroupName: '/aws/lambda/aipa-production-on-demand-waker',
      filterPattern: '"WakeFailed"',
    })
    return events
      .map(({ message }) => JSON.parse(message!))
      .filter(({ WakeFailed }) => WakeFailed !== undefined)
  }
})
