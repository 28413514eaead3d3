import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { status } from '../../../src/lib/runbooks/status.ts'
import { Stage } from '../stage.ts'

let stage: Stage
const directory = mkdtempSync(join(tmpdir(), 'status-'))
const manifest = () =>
  stage.manifest(
    { api: { port: 8080, routes: ['/*'] } },
    {
      ingress: 'load-balancer',
      functions: { worker: { zip: { directory } } },
      databases: { main: {} },
      caches: { main: {} },
      filesystems: { data: {} },
      buckets: { media: { cdn: true } },
    },
  )

beforeAll(async () => {
  writeFileSync(join(directory, 'index.mjs'), 'export const handler = async () => 1')
  stage = await Stage.open()
})
afterAll(async () => {
  rmSync(directory, { recursive: true })
  await stage.close()
})

test('before anything stands it says what to do, and fails at nothing', async () => {
  const { troubles, parts, url } = await status(stage.context(manifest()))
  expect(parts.map(({ what, name, status }) => `${what} ${name} ${status}`)).toEqual([
    'function worker missing',
    'database main missing',
    'cache main missing',
    'file system data missing',
    'distribution media missing',
  ])
  expect([...new Set(troubles.map(({ next }) => next))]).toEqual([
    'deployctl deploy prod',
    'deployctl bootstrap prod',
  ])
  expect(url).toBeUndefined()
})

test('one screen has everything, each asked for by one call', async () => {
  await stage.bootstrap(manifest())
  await stage.deploy(manifest())
  stage.sandbox.calls.clear()
  const { troubles, parts, url, asleep, month } = await status(stage.context(manifest()))
  expect(troubles).toEqual([])
  expect(asleep).toBe(false)
  expect(url).toMatch(/^http:\/\/shop-prod-main-/)
  expect(month!.usd).toBeGreaterThan(30)
  expect(parts).toMatchObject([
    { what: 'function', name: 'worker', status: 'Active', well: true },
    { what: 'database', name: 'main', status: 'available', well: true },
    { what: 'cache', name: 'main', status: 'available', well: true },
    { what: 'file system', name: 'data', status: 'available', well: true },
    { what: 'distribution', name: 'media', status: 'deployed', well: true },
  ])
  const described = stage.sandbox.calls.records.map(({ operation }) => operation)
  // One call each, whatever there is of it, and nothing that only a plan needs.
  expect(described.toSorted()).toEqual([
    'DescribeAlarms',
    'DescribeCacheClusters',
    'DescribeDBClusters',
    'DescribeDBInstances',
    'DescribeFileSystems',
    'DescribeLoadBalancers',
    'DescribeReplicationGroups',
    'DescribeServices',
    'DescribeTargetHealth',
    'GetFunctionConfiguration',
    'GetObject',
    'GetObject',
    'ListDistributions',
    'ListObjectsV2',
    'ListTasks',
  ])
})

test('what sleeps says so', async () => {
  const { sleep } = await import('../../../src/lib/runbooks/sleep.ts')
  await sleep(stage.context(manifest()))
  expect(await status(stage.context(manifest()))).toMatchObject({ asleep: true, troubles: [] })
})
