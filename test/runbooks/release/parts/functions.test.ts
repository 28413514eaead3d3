import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLedger } from '../../../../src/lib/releases/ledger.ts'
import { readRelease } from '../../../../src/lib/releases/records.ts'
import { logs } from '../../../../src/lib/runbooks/logs.ts'
import { plan } from '../../../../src/lib/runbooks/plan.ts'
import { rollback } from '../../../../src/lib/runbooks/rollback.ts'
import { sleep } from '../../../../src/lib/runbooks/sleep.ts'
import { status } from '../../../../src/lib/runbooks/status.ts'
import { teardown } from '../../../../src/lib/runbooks/teardown.ts'
import { Stage } from '../../stage.ts'

let stage: Stage
const directory = mkdtempSync(join(tmpdir(), 'functions-'))

beforeAll(async () => {
  stage = await Stage.open()
  write(1)
  await stage.bootstrap(manifest())
})
afterAll(async () => {
  rmSync(directory, { recursive: true })
  await stage?.close()
})

/** Packs a handler that answers with a version of its own and this code. */
function write(version: number, status = 200): void {
  const answer = `{ statusCode: ${status}, body: JSON.stringify({ version: ${version}, path: event.rawPath }) }`
  writeFileSync(join(directory, 'index.mjs'), `export const handler = async event => (${answer})`)
}

function manifest(change: object = {}, sections: object = {}) {
  const api = {
    zip: { directory },
    routes: ['/*'],
    timeout: '5s',
    smoke: [{ http: '/api/health', contains: '"path":"/api/health"' }],
    ...change,
  }
  return stage.manifest(
    {},
    { network: { nat: 'none' }, ingress: 'http-api', functions: { api }, ...sections },
  )
}

const lambda = () => stage.context(manifest()).ports.lambda
const live = async () =>
  (await lambda().getAlias({ FunctionName: 'shop-prod-api', Name: 'live' })).FunctionVersion
const toLast = () => rollback(stage.context(manifest()), {})
const recordOf = async (number: number) => {
  const { scope, ports } = stage.context(manifest())
  return (await readRelease(openLedger(scope, ports.s3), number))!
}

test('a function is released without any service: packed, published, and asked cold and warm', async () => {
  const { outcome, release, functions, smoke, services } = await stage.deploy(manifest())
  expect({ outcome, release, services }).toEqual({ outcome: 'succeeded', release: 1, services: {} })
  expect(functions).toEqual({
    api: {
      name: 'shop-prod-api',
      version: '1',
      content: expect.stringMatching(/^[\da-f]{32}$/),
      outcome: 'succeeded',
      seconds: expect.any(Number),
    },
  })
  expect(smoke).toEqual([
    {
      service: 'api',
      request: expect.stringMatching(/^GET http:.*\/api\/health$/),
      times: { cold: expect.any(Number), warm: expect.any(Number) },
    },
  ])
  const lines = await logs(stage.context(manifest()), { services: ['api'], since: 86_400, follow: false })
  const reports = lines.map(({ message }) => message).filter(message => message.startsWith('REPORT'))
  expect(reports.map(report => report.includes('Init Duration'))).toEqual([true, false])
  expect(await live()).toBe('1')
})

test('what did not change is not even packed', async () => {
  const before = stage.calls('PublishVersion')
  expect(await stage.deploy(manifest())).toMatchObject({ outcome: 'unchanged', release: 1 })
  expect(stage.calls('PublishVersion')).toBe(before)
  const { items } = await plan(stage.context(manifest()))
  expect(items.filter(({ action }) => action !== 'none')).toEqual([])
})

test('other code is another version, and the record says which', async () => {
  write(2)
  const { functions } = await stage.deploy(manifest())
  expect(functions).toMatchObject({ api: { version: '2', outcome: 'succeeded' } })
  expect(await live()).toBe('2')
})

test('a version that answers wrong goes back before users have it for long', async () => {
  write(3, 500)
  await expect(stage.deploy(manifest())).rejects.toMatchObject({
    code: 'release.rolled-back',
    data: { story: { fates: { 'function api': 'returned' }, serves: 2 } },
  })
  expect(await live()).toBe('2')
  expect((await recordOf(3)).outcome).toBe('rolled-back')
})

test('a rollback moves the alias and nothing else', async () => {
  const publishing = stage.calls('PublishVersion')
  expect(await toLast()).toMatchObject({
    outcome: 'succeeded',
    restores: 1,
    functions: { api: { version: '1', outcome: 'succeeded' } },
  })
  expect(await live()).toBe('1')
  expect(stage.calls('PublishVersion')).toBe(publishing)
})

test('a release of what was published before only moves the alias', async () => {
  write(2)
  const [publishing, updating] = [stage.calls('PublishVersion'), stage.calls('UpdateFunctionCode')]
  await stage.deploy(manifest())
  expect(await live()).toBe('2')
  expect([stage.calls('PublishVersion'), stage.calls('UpdateFunctionCode')]).toEqual([publishing, updating])
})

test('versions that no retained release needs are tidied away', async () => {
  const keeping = () => ({ ...manifest(), releases: { keep: 2 } })
  for (const version of [4, 5, 6]) {
    write(version)
    await stage.deploy(keeping())
  }
  const { Versions } = await lambda().listVersionsByFunction({ FunctionName: 'shop-prod-api' })
  const { functions } = await recordOf(8)
  expect(await live()).toBe(functions!.api!.version)
  expect(Versions).toHaveLength(3)
})

test('what is wrong with a package is found before anything is changed', async () => {
  const refused = (change: object, sections = {}) => stage.deploy(manifest(change, sections))
  await expect(refused({ zip: { directory: join(directory, 'dist') } })).rejects.toMatchObject({
    code: 'preflight.failed',
    message: expect.stringContaining('What api is packed from is not a directory'),
  })
  await expect(refused({ zip: { directory, handler: 'src/main.handler' } })).rejects.toMatchObject({
    message: expect.stringContaining(
      'The package of api has no src/main.js, where src/main.handler would be.',
    ),
  })
  await expect(
    refused({ access: { 'secrets.keys': 'read' } }, { secrets: { keys: {} } }),
  ).rejects.toMatchObject({
    message: expect.stringContaining('keys has no value, and the function api reads it.'),
  })
  await expect(refused({ zip: undefined, image: stage.image })).rejects.toMatchObject({
    message: expect.stringMatching(/stands as a package.*|Lambda takes no image for several platforms/s),
  })
})

test('status, logs and the rest know functions, also where there is no service', async () => {
  const context = stage.context(manifest())
  const { parts, troubles } = await status(context)
  expect(parts).toEqual([
    {
      what: 'function',
      name: 'api',
      status: 'Active',
      well: true,
      detail: expect.stringMatching(/^version \d+ of .+ UTC, nodejs24\.x, 512 MiB$/),
    },
  ])
  expect(troubles.filter(({ message }) => message.includes('api'))).toEqual([])
  const lines = await logs(context, { services: ['api'], since: 86_400, follow: false })
  expect(lines.some(({ message }) => message.startsWith('REPORT RequestId'))).toBe(true)
  await expect(sleep(context)).rejects.toMatchObject({ code: 'release.not-deployed' })
})

test('teardown leaves nothing', async () => {
  const run = { deleteData: new Set<string>(), confirm: async () => true }
  const { proof } = await teardown(stage.context(manifest()), run)
  expect(proof).toMatchObject({ standing: 0, tagged: [] })
})
