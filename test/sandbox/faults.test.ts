import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FaultRule, type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { sts } from '../../src/lib/sandbox/services/sts.ts'
import { clientConfig } from './client-config.ts'
import { topicClient, topicService } from './topics.ts'

let sandbox: Sandbox
let topics: ReturnType<typeof topicClient>
beforeEach(async () => {
  sandbox = await startSandbox({ services: [topicService, sts], speed: 0 })
  topics = topicClient(sandbox)
})
afterEach(() => sandbox.close())

function play(...calls: FaultRule[]): void {
  sandbox.faults.add({ calls })
}

/** Names of the errors of calls one after another; `ok` for those that went well. */
async function outcomes(calls: number, call: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = []
  for (let i = 0; i < calls; i += 1)
    names.push(
      await call().then(
        () => 'ok',
        error => error.name,
      ),
    )
  return names
}

describe('which calls', () => {
  test('the nth, every nth, the first n, or all', async () => {
    play({ kind: 'throttle', operation: 'ListTopics', on: { nth: 2 } })
    expect(await outcomes(4, topics.list)).toEqual(['ok', 'Throttling', 'ok', 'ok'])
    sandbox.faults.clear()
    play({ kind: 'throttle', operation: 'ListTopics', on: { every: 2 } })
    expect(await outcomes(4, topics.list)).toEqual(['ok', 'Throttling', 'ok', 'Throttling'])
    sandbox.faults.clear()
    play({ kind: 'throttle', operation: 'ListTopics', on: { first: 2 } })
    expect(await outcomes(3, topics.list)).toEqual(['Throttling', 'Throttling', 'ok'])
    sandbox.faults.clear()
    play({ kind: 'throttle', service: 'sns' })
    expect(await outcomes(2, topics.list)).toEqual(['Throttling', 'Throttling'])
  })

  test('only those of the service and operation named', async () => {
    play({ kind: 'error', service: 'sts' }, { kind: 'error', operation: 'CreateTopic' })
    expect(await outcomes(1, topics.list)).toEqual(['ok'])
    expect(sandbox.faults.describe().calls).toMatchObject([{ matched: 0 }, { matched: 0 }])
  })
})

describe('what happens', () => {
  test('a server error, of any status and code', async () => {
    play(
      { kind: 'error', on: { nth: 1 } },
      { kind: 'error', on: { nth: 2 }, status: 503, code: 'ServiceUnavailable' },
    )
    await expect(topics.list()).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: { httpStatusCode: 500 },
    })
    await expect(topics.list()).rejects.toMatchObject({
      name: 'ServiceUnavailable',
      $metadata: { httpStatusCode: 503 },
    })
  })

  test('an expired token', async () => {
    play({ kind: 'expired-token' })
    expect(await outcomes(1, topics.list)).toEqual(['ExpiredToken'])
  })

  test('a connection that is cut before the change', async () => {
    play({ kind: 'reset-before', operation: 'CreateTopic' })
    await expect(topics.create('t')).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await topics.list()).toEqual([])
  })

  test('a connection that is cut after the change', async () => {
    play({ kind: 'reset-after', operation: 'CreateTopic' })
    await expect(topics.create('t')).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await topics.list()).toHaveLength(1)
  })

  test('an answer that is garbage', async () => {
    play({ kind: 'garbage', operation: 'CreateTopic' })
    await expect(topics.create('t')).rejects.toThrow()
    expect(await topics.list()).toHaveLength(1)
  })

  test('no answer at all', async () => {
    play({ kind: 'hang' })
    const requestHandler = new NodeHttpHandler({ requestTimeout: 100, throwOnRequestTimeout: true })
    const client = new STSClient({ ...clientConfig(sandbox), requestHandler })
    await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'TimeoutError',
    })
    expect(sandbox.calls.records).toMatchObject([{ outcome: 'hang', fault: 'hang' }])
  })

  test('reads that miss the last change, so many of them', async () => {
    play({ kind: 'stale', service: 'sns', on: { first: 2 } })
    await topics.create('a')
    await topics.create('b')
    expect((await topics.list()).length).toBe(1)
    expect((await topics.list()).length).toBe(1)
    expect((await topics.list()).length).toBe(2)
  })

  test('reads that are so many seconds behind', async () => {
    play({ kind: 'stale', service: 'sns', seconds: 5 })
    await topics.create('a')
    expect(await topics.list()).toEqual([])
    await sandbox.advance(5_001)
    expect(await topics.list()).toHaveLength(1)
  })
})
