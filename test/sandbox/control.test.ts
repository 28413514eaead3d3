import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FaultPlan, type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { topicClient, topicService } from './topics.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ services: [topicService], speed: 0, latencyMs: 20 })
})
afterEach(() => sandbox.close())

async function control(method: string, endpoint: string, body?: object) {
  const init = { method, ...(body && { body: JSON.stringify(body) }) }
  const response = await fetch(`${sandbox.endpoint}/_sandbox/${endpoint}`, init)
  // biome-ignore lint/suspicious/noExplicitAny: the answer of whichever endpoint was asked
  return { status: response.status, body: (await response.json()) as any }
}

test('the ledger tells who did what, when, and how wide', async () => {
  const topics = topicClient(sandbox, { accessKeyId: '111122223333' })
  await topics.create('t')
  await topics.create('t').catch(() => {})
  await Promise.all([topics.list(), topics.list(), topics.list()])
  const { body } = await control('GET', 'calls')
  expect(body).toHaveLength(5)
  expect(body[0]).toMatchObject({
    service: 'sns',
    operation: 'CreateTopic',
    account: '111122223333',
    region: 'eu-west-1',
    principal: 'arn:aws:iam::111122223333:user/sandbox',
    userAgent: expect.stringContaining('aws-sdk-js'),
    at: sandbox.clock.now(),
    width: 1,
    mutating: true,
    changed: true,
    outcome: 'ok',
  })
  expect(body[1]).toMatchObject({ mutating: true, changed: false, outcome: 'InvalidParameterException' })
  expect(Math.max(...body.map(({ width }: { width: number }) => width))).toBe(3)
  await control('DELETE', 'calls')
  expect((await control('GET', 'calls')).body).toEqual([])
})

test('faults are posted, read and cleared', async () => {
  const plan = {
    calls: [{ kind: 'throttle', on: { first: 1 } }],
    services: { ecs: { crash: { family: 'api' } } },
  }
  expect((await control('POST', 'faults', plan)).status).toBe(200)
  await expect(topicClient(sandbox).list()).rejects.toThrow('Rate exceeded')
  expect((await control('GET', 'faults')).body).toEqual({
    calls: [{ kind: 'throttle', on: { first: 1 }, matched: 1, fired: 1 }],
    services: plan.services,
  })
  await control('DELETE', 'faults')
  expect((await control('GET', 'faults')).body).toEqual({ calls: [], services: {} })
  expect((await control('POST', 'faults', { calls: [{ kind: 'explode' }] })).status).toBe(400)
})

test('time is advanced, and state read', async () => {
  await topicClient(sandbox).create('t')
  const begin = sandbox.clock.now()
  expect((await control('POST', 'clock', { advanceMs: 10_000 })).body).toEqual({ now: begin + 10_000 })
  const { body } = await control('GET', 'state')
  const topicArn = 'arn:aws:sns:eu-west-1:123456789012:t'
  expect(body['123456789012/eu-west-1/sns.topics'][topicArn].steps).toEqual([begin + 10_000])
  expect((await control('GET', 'health')).body).toEqual({ now: begin + 10_000, speed: 0, failures: [] })
  expect((await control('GET', 'nothing')).status).toBe(404)
})

test('a malformed plan is refused at the start', async () => {
  const misspelt = { calls: [{ kind: 'throttle', opration: 'ListTopics' }] } as unknown as FaultPlan
  const refused = { code: 'sandbox.invalid-fault-plan', message: 'a rule has no opration.' }
  await expect(startSandbox({ faults: misspelt })).rejects.toMatchObject(refused)
})
