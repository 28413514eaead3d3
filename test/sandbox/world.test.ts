import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/lib/sandbox/index.ts'
import { topicClient, topicService } from './topics.ts'

const services = [topicService]
const arn = 'arn:aws:sns:eu-west-1:123456789012:t'
const running: Sandbox[] = []
let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-'))
})
afterEach(async () => {
  await Promise.all(running.splice(0).map(sandbox => sandbox.close()))
  await rm(directory, { recursive: true })
})

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ services, speed: 0, ...options })
  running.push(sandbox)
  return sandbox
}

describe('time', () => {
  test('passes by hand at speed 0, and events come in their own moments', async () => {
    const sandbox = await start()
    const topics = topicClient(sandbox)
    await topics.create('t')
    const begin = sandbox.clock.now()
    await sandbox.advance(9_999)
    expect(await topics.list()).toEqual([arn])
    await sandbox.advance(15_001)
    expect(await topics.list()).toEqual([`${arn} ${begin + 10_000} ${begin + 20_000}`])
  })

  test('runs as many times faster as asked, events by themselves', async () => {
    const sandbox = await start({ speed: 10_000 })
    const topics = topicClient(sandbox)
    await topics.create('t')
    await expect.poll(async () => (await topics.list())[0]?.split(' ').length).toBe(4)
  })
})

describe('state', () => {
  test('belongs to an account and a region', async () => {
    const sandbox = await start()
    await topicClient(sandbox).create('t')
    expect(await topicClient(sandbox, { accessKeyId: '111122223333' }).list()).toEqual([])
    expect(await topicClient(sandbox, { region: 'us-east-1' }).list()).toEqual([])
    expect(await topicClient(sandbox).list()).toHaveLength(1)
  })

  test('keeps nothing of a call that failed', async () => {
    const sandbox = await start()
    const topics = topicClient(sandbox)
    await expect(topics.create('refused')).rejects.toThrow('Refused after the write')
    await expect(topics.create('broken')).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } })
    expect(await topics.list()).toEqual([])
    expect(sandbox.calls.failures).toMatchObject([{ operation: 'sns:CreateTopic' }])
  })

  test('survives a restart with its time and its events', async () => {
    const first = await start({ directory })
    await topicClient(first).create('t')
    await first.advance(10_000)
    const stoppedAt = first.clock.now()
    await first.close()
    running.length = 0

    const second = await start({ directory })
    expect(second.clock.now()).toBe(stoppedAt)
    expect(await topicClient(second).list()).toEqual([`${arn} ${stoppedAt}`])
    await second.advance(20_000)
    expect(await topicClient(second).list()).toEqual([
      `${arn} ${stoppedAt} ${stoppedAt + 10_000} ${stoppedAt + 20_000}`,
    ])
  })

  test('is kept by one sandbox at a time', async () => {
    await start({ directory })
    await expect(start({ directory })).rejects.toMatchObject({ code: 'sandbox.directory-in-use' })
  })

  test('survives a kill after any answer', async () => {
    const served = await serveInChild(directory)
    const topics = topicClient(served)
    for (let i = 0; i < 20; i += 1) await topics.create(`t${i}`)
    served.child.kill('SIGKILL')
    await once(served.child, 'exit')
    const again = await start({ directory })
    expect(await topicClient(again).list()).toHaveLength(20)
    expect(await readdir(directory)).toContain('state.json')
  })
})

async function serveInChild(at: string) {
  const program = fileURLToPath(new URL('serve-topics.ts', import.meta.url))
  const child = spawn(process.execPath, ['--experimental-strip-types', program, at], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  return { child, endpoint: String(line).trim() }
}
