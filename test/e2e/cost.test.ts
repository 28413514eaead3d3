import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { runCli } from './cli.ts'

const templates = path.resolve(import.meta.dirname, '../../templates')
const keys = { AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox' }
/** Nobody there to ask for credentials, as on most machines. */
const nobody = { AWS_EC2_METADATA_DISABLED: 'true' }

describe('the month of what sleeps on demand, by its real hours where they can be had', () => {
  let directory: string
  let sandbox: Sandbox
  let silent: Server
  const cost = (words: string, env: Record<string, string>) =>
    runCli(['cost', ...words.split(' ')], directory, { env })
  const unmeasured = async (words: string, env: Record<string, string>) => {
    const { code, stdout, stderr } = await cost(words, env)
    expect([code, stderr]).toEqual([0, ''])
    return JSON.parse(stdout).expectation
  }
  const assumed = { basis: 'on-demand', hoursPerDay: 2.5 }

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'deployctl-cost-'))
    await cp(path.join(templates, 'on-demand'), directory, { recursive: true })
    await cp(path.join(templates, 'web-app/deployctl.yml'), path.join(directory, 'always.yml'))
    sandbox = await startSandbox()
    // It takes connections, and never says a word.
    silent = createServer(socket => socket.on('error', () => {}))
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    silent.close()
    await sandbox.close()
    await rm(directory, { recursive: true, force: true })
  })

  test('without credentials hours are assumed, and it is said why', async () => {
    const { code, stdout, stderr } = await cost('production', nobody)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Expected: \$\d+\.\d\d, awake 2\.5 hours a day, as assumed\.$/m)
    expect(stdout).toContain(
      '  Not measured: There are no credentials for AWS here. Give --hours-per-day where you know better.\n',
    )
  })

  test('so they are where nobody answers, and nothing waits for long', async () => {
    const { port } = silent.address() as { port: number }
    const unreachable = { ...assumed, unmeasured: 'AWS cannot be reached from here.' }
    const started = Date.now()
    for (const at of [9, port])
      expect(
        await unmeasured('production --json', { ...keys, AWS_ENDPOINT_URL: `http://127.0.0.1:${at}` }),
      ).toEqual(unreachable)
    expect(Date.now() - started).toBeLessThan(60_000)
  }, 90_000)

  test('so they are before anything was deployed; who insists is told that it cannot be', async () => {
    const env = { ...keys, AWS_ENDPOINT_URL: sandbox.endpoint }
    const reason = 'app has not been deployed to production yet.'
    expect(await unmeasured('production --json', env)).toEqual({ ...assumed, unmeasured: reason })
    const { code, stdout } = await cost('production --actual --json', env)
    expect([code, JSON.parse(stdout).error]).toMatchObject([
      3,
      { code: 'on-demand.no-metrics', message: reason },
    ])
  })

  test('with hours that are given, and for what does not sleep on demand, AWS is not asked', async () => {
    const env = { ...keys, AWS_ENDPOINT_URL: sandbox.endpoint }
    const before = sandbox.calls.records.length
    expect(await unmeasured('production --hours-per-day 4 --json', env)).toEqual({
      basis: 'given',
      hoursPerDay: 4,
    })
    const { code } = await cost('staging --manifest always.yml --json', env)
    expect(code).toBe(0)
    expect(sandbox.calls.records.length).toBe(before)
  })
})
