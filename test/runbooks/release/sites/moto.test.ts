import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLedger } from '../../../../src/lib/releases/ledger.ts'
import { ensureLedger } from '../../../../src/lib/releases/ledger-bucket.ts'
import { bucket } from '../../../../src/lib/resources/bucket.ts'
import { bucketPolicy } from '../../../../src/lib/resources/bucket-policy.ts'
import { inspectWorld } from '../../../../src/lib/resources/world.ts'
import type { PartRun } from '../../../../src/lib/runbooks/release/parts/part.ts'
import { sites } from '../../../../src/lib/runbooks/release/parts/sites.ts'
import { Environment } from '../../../resources/environment.ts'
import { manifestOf, scope } from '../../../resources/manifest.ts'
import { type Moto, startMoto } from '../../../resources/moto.ts'
import { contextOf } from '../../context.ts'

/** A second witness of what publishing asks of S3: conditional puts, copies with new headers, and MD5 as the ETag. */
let moto: Moto
let run: PartRun
let directory: string
const kinds = [bucket, bucketPolicy]
const Bucket = 'shop-prod-home-123456789012'

beforeAll(async () => {
  moto = await startMoto()
  directory = await mkdtemp(path.join(os.tmpdir(), 'deployctl-site-'))
  await writeFile(path.join(directory, 'index.html'), 'one')
  await writeFile(path.join(directory, 'app.3f2c1ab0.js'), 'app')
  const manifest = { ...manifestOf({ buckets: { home: { website: { directory: '.' } } } }), directory }
  const context = contextOf(manifest, moto.ports, 'deploy prod')
  run = { context, ledger: openLedger(scope, moto.ports.s3) }
  await ensureLedger(scope, moto.ports.s3)
  await new Environment(kinds, moto.ports).settle(manifest)
})
afterAll(async () => {
  moto?.stop()
  await rm(directory, { recursive: true })
})

async function publish() {
  const { manifest, ports } = run.context
  const world = await inspectWorld(kinds, scope, ports, manifest)
  const prepared = await sites.prepare(run, ['home'], world)
  const { home } = await prepared.wanted({ world, pinned: manifest, records: [] })
  if (home!.outcome === 'unchanged') return { thing: home!, told: 'unchanged' }
  return prepared.move('home', home!)
}

async function shown() {
  const object = await moto.ports.s3.getObject({ Bucket, Key: 'index.html' })
  return [await object.Body!.transformToString(), object.ContentType, object.CacheControl]
}

test('a site is published, changed, found as it is, and returned', async () => {
  const first = await publish()
  expect(first.told).toBe('2 files changed')
  expect(await shown()).toEqual(['one', 'text/html; charset=utf-8', 'public, max-age=0, must-revalidate'])
  expect((await publish()).told).toBe('unchanged')

  await writeFile(path.join(directory, 'index.html'), 'two')
  await rm(path.join(directory, 'app.3f2c1ab0.js'))
  expect((await publish()).told).toBe('1 file changed, 1 gone')
  expect((await shown())[0]).toBe('two')

  const target = { ...first.thing, outcome: 'succeeded' as const }
  expect(await sites.assess(run, { home: target })).toMatchObject({ home: { outcome: 'pending' } })
  await sites.restore(run, 'home', target)
  expect((await shown())[0]).toBe('one')
  const { Contents = [] } = await moto.ports.s3.listObjectsV2({ Bucket })
  expect(Contents.map(({ Key }) => Key)).toEqual(['app.3f2c1ab0.js', 'index.html'])
  expect(await sites.assess(run, { home: target })).toMatchObject({ home: { outcome: 'unchanged' } })
})

test('what no release needs is deleted for good, and what is live stays', async () => {
  await sites.tidy!(run, [])
  expect(await run.ledger.list('sites/lists/')).toHaveLength(1)
  expect(await run.ledger.list('sites/blobs/')).toHaveLength(2)
})
