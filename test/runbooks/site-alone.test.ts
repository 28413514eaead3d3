import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rollback } from '../../src/lib/runbooks/rollback.ts'
import { takeInventory, teardown } from '../../src/lib/runbooks/teardown.ts'
import { visit } from './release/sites/visitor.ts'
import { Stage } from './stage.ts'

/** A project of nothing but a site that S3 serves itself. Each test goes on from where the one before it left. */
let stage: Stage
let directory: string
const url = 'http://shop-prod-home-123456789012.s3-website-eu-west-1.amazonaws.com'

function manifest() {
  const website = { directory: 'out', error: '404.html', smoke: [{ http: '/', contains: 'hello' }] }
  const buckets = { home: { website }, files: {} }
  return { ...stage.manifest({}, { buckets }), directory }
}

const context = () => stage.context(manifest(), { endpoint: stage.sandbox.endpoint })
const release = () => stage.deploy(manifest(), { endpoint: stage.sandbox.endpoint })
const see = async (page: string) => (await visit(stage.sandbox.endpoint, url + page)).body

beforeAll(async () => {
  stage = await Stage.open()
  directory = await mkdtemp(path.join(os.tmpdir(), 'deployctl-site-'))
  await mkdir(path.join(directory, 'out', 'docs'), { recursive: true })
  await writeFile(path.join(directory, 'out', 'index.html'), 'hello')
  await writeFile(path.join(directory, 'out', '404.html'), 'lost')
  await writeFile(path.join(directory, 'out', 'docs', 'index.html'), 'docs')
  await stage.bootstrap(manifest())
})
afterAll(async () => {
  await stage.close()
  await rm(directory, { recursive: true })
})

test('it is released without any service, and tested where its visitors go', async () => {
  expect(await release()).toMatchObject({
    outcome: 'succeeded',
    release: 1,
    services: {},
    sites: { home: { files: 3 } },
    smoke: [{ service: 'site home', request: `GET ${url}/` }],
  })
  expect([await see('/'), await see('/docs/'), await see('/none')]).toEqual(['hello', 'docs', 'lost'])
  expect(await release()).toMatchObject({ outcome: 'unchanged', release: 1 })
})

test('it returns to the release before', async () => {
  await writeFile(path.join(directory, 'out', 'index.html'), 'hello again')
  expect(await release()).toMatchObject({ release: 2 })
  expect(await rollback(context(), {})).toMatchObject({ outcome: 'succeeded', restores: 1 })
  expect(await see('/')).toBe('hello')
})

test('teardown takes the site with its files, and keeps the data', async () => {
  const { s3 } = context().ports
  await s3.putObject({ Bucket: 'shop-prod-files-123456789012', Key: 'a', Body: 'data' })
  const { keep, remove } = await takeInventory(context(), new Set())
  expect(remove.find(({ kind, id }) => kind === 'bucket' && id === 'home')).toMatchObject({
    why: 'emptied first: a site can be published again',
  })
  expect(keep.map(({ kind, id }) => `${kind}/${id}`).toSorted()).toEqual([
    'bucket-policy/files',
    'bucket/files',
  ])
  const { proof } = await teardown(context(), { deleteData: new Set(['files']), confirm: async () => true })
  expect(proof.standing).toBe(0)
  expect(proof.tagged!.filter(arn => arn.includes(':s3:'))).toEqual([])
})
