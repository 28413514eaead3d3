import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DeployctlError } from '../../src/lib/errors/index.ts'
import type { Event } from '../../src/lib/events/index.ts'
import type { Manifest } from '../../src/lib/manifest/schema/manifest.ts'
import { openLedger } from '../../src/lib/releases/ledger.ts'
import { listReleases } from '../../src/lib/releases/records.ts'
import { deploy } from '../../src/lib/runbooks/deploy.ts'
import { rollback } from '../../src/lib/runbooks/rollback.ts'
import { previewRollback } from '../../src/lib/runbooks/rollback-preview.ts'
import { visit } from './release/sites/visitor.ts'
import { Stage } from './stage.ts'

/** One environment through its life: each test goes on from where the one before it left. */
let stage: Stage
let directory: string
let host: string

const files = {
  'index.html': 'home',
  '404.html': 'lost',
  'app.3f2c1ab0.js': 'app one',
  'docs/index.html': 'docs',
  'logo.svg': 'logo one',
}

/** An API and a site; both belong to every release. */
function manifest(
  change: { env?: object; smoke?: object[]; cdn?: boolean; releases?: object } = {},
): Manifest {
  const { env = {}, smoke = [{ http: '/' }], cdn = true, releases = {} } = change
  const website = { directory: './site', error: '404.html', smoke }
  const sections = { buckets: { docs: { website, cdn } }, releases }
  return { ...stage.manifest({ api: { count: 1, env } }, sections), directory }
}

async function write(changed: Readonly<Record<string, string | undefined>>): Promise<void> {
  for (const [name, content] of Object.entries(changed)) {
    const file = path.join(directory, 'site', name)
    await mkdir(path.dirname(file), { recursive: true })
    if (content === undefined) await rm(file)
    else await writeFile(file, content)
  }
}

async function authority(): Promise<string> {
  const answer = await fetch(`${stage.sandbox.endpoint}/_sandbox/authority`)
  return ((await answer.json()) as { certificate: string }).certificate
}

/** As the command line runs it on a sandbox. */
const standIn = () => ({ trust: authority, endpoint: stage.sandbox.endpoint })
const release = (wanted = manifest(), keep = false) =>
  deploy(stage.context(wanted, standIn()), { services: [], images: {}, keep })
const back = () => rollback(stage.context(manifest(), standIn()), {})
const see = (page: string) => visit(stage.sandbox.endpoint, `https://${host}${page}`)
const bodies = async (...pages: string[]) => (await Promise.all(pages.map(see))).map(({ body }) => body)

async function records() {
  const { scope, ports } = stage.context(manifest())
  return listReleases(openLedger(scope, ports.s3))
}

function told(step: string): Event | undefined {
  return stage.events.findLast(
    event => event.type.startsWith('step.f') && 'step' in event && event.step === step,
  )
}

beforeAll(async () => {
  stage = await Stage.open(300)
  directory = await mkdtemp(path.join(os.tmpdir(), 'deployctl-sites-'))
  await stage.bootstrap(manifest())
})
afterAll(async () => {
  await stage.close()
  await rm(directory, { recursive: true })
})

test('a site that was not built yet is told before anything is changed', async () => {
  const error = await release().catch(error => error)
  expect(error).toMatchObject({ code: 'preflight.failed' })
  expect(error.data.findings).toEqual([
    {
      message: `Site docs: There is no directory ${directory}/site to publish.`,
      hint: 'Build the site first, or name another `website.directory`.',
    },
  ])
})

test('the first release publishes it, and visitors see it by HTTPS, each file as it is to be kept', async () => {
  await write(files)
  const result = await release()
  expect(result).toMatchObject({
    outcome: 'succeeded',
    release: 1,
    sites: { docs: { files: 5, outcome: 'succeeded', bucket: 'shop-prod-docs-123456789012' } },
    smoke: [{ service: 'site docs' }],
  })
  expect(told('sites')).toMatchObject({ detail: 'docs 5 files changed' })
  const { cloudfront } = stage.context(manifest()).ports
  host = (await cloudfront.listDistributions({})).DistributionList!.Items![0]!.DomainName!
  expect(await see('/')).toMatchObject({
    status: 200,
    body: 'home',
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'public, max-age=0, must-revalidate',
      'x-content-type-options': 'nosniff',
    },
  })
  expect((await see('/app.3f2c1ab0.js')).headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  })
  expect(await see('/docs/')).toMatchObject({ status: 200, body: 'docs' })
  expect(await see('/none')).toMatchObject({ status: 404, body: 'lost' })
})

test('where nothing changed there is nothing to do', async () => {
  const before = stage.sandbox.calls.records.filter(({ changed }) => changed).length
  expect(await release()).toMatchObject({ outcome: 'unchanged', release: 1, sites: { docs: { files: 5 } } })
  const writes = stage.sandbox.calls.records.filter(({ changed }) => changed).slice(before)
  expect(new Set(writes.map(({ operation }) => operation))).toEqual(new Set(['PutObject', 'DeleteObject']))
})

test('only what changed is sent and copied, what is gone goes, and caches forget it', async () => {
  await see('/logo.svg')
  const [puts, copies] = [stage.calls('PutObject'), stage.calls('CopyObject')]
  await write({
    'index.html': 'home two',
    'logo.svg': 'logo two',
    'app.3f2c1ab0.js': undefined,
    'app.9d8e7f6a.js': 'app two',
  })
  const result = await release()
  expect(result).toMatchObject({ release: 2, services: { api: { outcome: 'unchanged' } } })
  expect(told('sites')).toMatchObject({ detail: 'docs 3 files changed, 1 gone, invalidated' })
  expect(stage.calls('CopyObject') - copies).toBe(3)
  expect(stage.calls('PutObject') - puts).toBeGreaterThanOrEqual(3)
  expect(await bodies('/', '/logo.svg', '/app.9d8e7f6a.js')).toEqual(['home two', 'logo two', 'app two'])
  expect((await see('/app.3f2c1ab0.js')).status).toBe(404)
  const { Items } = (await stage.context(manifest()).ports.cloudfront.listDistributions({})).DistributionList!
  expect(Items).toHaveLength(1)
})

test('pages come after all that they name', async () => {
  const { s3 } = stage.context(manifest()).ports
  const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'shop-prod-docs-123456789012' })
  const at = (key: string) => Contents.find(({ Key }) => Key === key)!.LastModified!.getTime()
  expect(at('index.html')).toBeGreaterThan(at('logo.svg'))
  expect(at('index.html')).toBeGreaterThan(at('app.9d8e7f6a.js'))
})

test('a rollback returns the files of the release before, and says so beforehand', async () => {
  const preview = await previewRollback(stage.context(manifest()), {})
  expect(preview).toMatchObject({ to: 1, moves: { 'site docs': expect.stringContaining('5 files') } })
  const result = await back()
  expect(result).toMatchObject({
    outcome: 'succeeded',
    restores: 1,
    release: 3,
    services: { api: { outcome: 'unchanged' } },
    sites: { docs: { outcome: 'succeeded', files: 5 } },
  })
  expect(await bodies('/', '/logo.svg', '/app.3f2c1ab0.js')).toEqual(['home', 'logo one', 'app one'])
  expect((await see('/app.9d8e7f6a.js')).status).toBe(404)
  expect(await rollback(stage.context(manifest()), { to: 1 })).toMatchObject({ outcome: 'unchanged' })
})

test('the next deploy goes forward again', async () => {
  expect(await release()).toMatchObject({ release: 4, sites: { docs: { outcome: 'succeeded' } } })
  expect(await bodies('/', '/logo.svg')).toEqual(['home two', 'logo two'])
})

test('where a service does not arrive, the site is not touched', async () => {
  await write({ 'index.html': 'home three' })
  const error = await release(manifest({ env: { SANDBOX_BEHAVIOUR: 'crash' } })).catch(error => error)
  expect(error).toMatchObject({
    code: 'release.rolled-back',
    data: { story: { fates: { api: 'returned' } } },
  })
  expect((await see('/')).body).toBe('home two')
  expect((await records())[0]).toMatchObject({ number: 5, sites: { docs: { outcome: 'unchanged' } } })
})

test('where visitors would not get what they should, the site of the release before returns', async () => {
  const smoke = [{ http: '/', contains: 'what nobody wrote' }]
  const error = await release(manifest({ smoke })).catch(error => error)
  expect(error).toMatchObject({
    code: 'release.rolled-back',
    data: { story: { serves: 4, fates: { 'site docs': 'returned' } } },
  })
  expect(error.message).toContain('answered without the text expected')
  expect((await see('/')).body).toBe('home two')
})

test('a release that died half-way is finished by the next', async () => {
  await write({ 'logo.svg': 'logo three', 'extra.css': 'extra' })
  const calls = [
    {
      kind: 'error',
      service: 's3',
      operation: 'CopyObject',
      on: { first: 1 },
      status: 403,
      code: 'AccessDenied',
    },
  ] as const
  stage.sandbox.faults.add({ calls: [...calls] })
  const error = await release(manifest(), true).catch(error => error)
  stage.sandbox.faults.clear()
  expect(error).toMatchObject({
    code: 'release.failed',
    data: { story: { fates: { 'site docs': 'stays' } } },
  })
  expect((await see('/')).body).toBe('home two')
  expect(await release()).toMatchObject({
    outcome: 'succeeded',
    sites: { docs: { outcome: 'succeeded', files: 6 } },
  })
  expect(await bodies('/', '/logo.svg', '/extra.css')).toEqual(['home three', 'logo three', 'extra'])
  expect(await release()).toMatchObject({ outcome: 'unchanged' })
})

test('an interruption between copying and forgetting is no end', async () => {
  await see('/logo.svg')
  await write({ 'logo.svg': 'logo four' })
  const controller = new AbortController()
  const interrupted = new DeployctlError('run.interrupted', { message: 'Interrupted.' })
  const watch = setInterval(() => {
    if (stage.sandbox.calls.records.at(-1)?.operation === 'CreateInvalidation') controller.abort(interrupted)
  }, 1)
  const change = { ...standIn(), signal: controller.signal }
  const options = { services: [], images: {}, keep: false }
  const invalidations = stage.calls('CreateInvalidation')
  const error = await deploy(stage.context(manifest(), change), options).catch(error => error)
  clearInterval(watch)
  expect(error).toMatchObject({ code: 'run.interrupted' })
  expect(await release()).toMatchObject({ outcome: 'succeeded' })
  expect(stage.calls('CreateInvalidation')).toBe(invalidations + 2)
  expect((await see('/logo.svg')).body).toBe('logo four')
})

test('what somebody overwrote by hand is put back', async () => {
  const { s3 } = stage.context(manifest()).ports
  await s3.putObject({ Bucket: 'shop-prod-docs-123456789012', Key: 'logo.svg', Body: 'theirs' })
  await s3.putObject({ Bucket: 'shop-prod-docs-123456789012', Key: 'uploads/cat.txt', Body: 'cat' })
  expect(await release()).toMatchObject({ outcome: 'succeeded' })
  expect(told('sites')).toMatchObject({ detail: 'docs 1 file changed, invalidated' })
  expect((await see('/uploads/cat.txt')).body).toBe('cat')
})

test('what no retained release needs is let go of', async () => {
  const { scope, ports } = stage.context(manifest())
  const ledger = openLedger(scope, ports.s3)
  const stored = async () => [
    (await ledger.list('sites/lists/')).length,
    (await ledger.list('sites/blobs/')).length,
  ]
  const [lists] = await stored()
  expect(lists).toBeGreaterThan(3)
  await write({ 'logo.svg': 'logo five' })
  await release(manifest({ releases: { keep: 2 } }))
  // Two releases, which differ in one file.
  expect(await stored()).toEqual([2, 7])
  const { Versions = [], DeleteMarkers = [] } = await ports.s3.listObjectVersions({
    Bucket: ledger.bucket,
    Prefix: `${scope.environment}/sites/blobs/`,
  })
  expect([Versions.length, DeleteMarkers.length]).toEqual([7, 0])
})

test('the site alone can be named', async () => {
  await write({ 'index.html': 'home five' })
  const wanted = manifest({ env: { COLOUR: 'red' } })
  const options = { services: ['docs'], images: {}, keep: false }
  const result = await deploy(stage.context(wanted, standIn()), options)
  expect(result).toMatchObject({
    services: { api: { outcome: 'unchanged' } },
    sites: { docs: { outcome: 'succeeded' } },
  })
  expect((await see('/')).body).toBe('home five')
})
