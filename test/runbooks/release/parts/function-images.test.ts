import { afterAll, beforeAll, expect, test } from 'vitest'
import { Stage } from '../../stage.ts'

let stage: Stage
let intel: string
let arm: string

beforeAll(async () => {
  stage = await Stage.open()
  const index = await fetch(`${stage.sandbox.endpoint}/v2/sandbox/hello/manifests/latest`)
  const { manifests } = (await index.json()) as { manifests: { digest: string }[] }
  const [first, second] = manifests.map(({ digest }) => `${stage.image.replace(':latest', '')}@${digest}`)
  intel = first!
  arm = second!
  await stage.bootstrap(manifest())
})
afterAll(() => stage?.close())

function manifest(change: object = {}) {
  const api = { image: intel, routes: ['/*'], smoke: [{ http: '/' }], ...change }
  return stage.manifest({}, { network: { nat: 'none' }, ingress: 'http-api', functions: { api } })
}

const live = async () => {
  const { lambda } = stage.context(manifest()).ports
  const { Configuration, Code } = await lambda.getFunction({
    FunctionName: 'shop-prod-api',
    Qualifier: 'live',
  })
  return [Configuration!.Version, Code!.ImageUri, Configuration!.Architectures![0]]
}

test('an image is released by its digest', async () => {
  const { functions, smoke } = await stage.deploy(manifest())
  expect(functions).toMatchObject({ api: { version: '1', image: intel, outcome: 'succeeded' } })
  expect(smoke.map(({ wrong }) => wrong)).toEqual([undefined])
  expect(await live()).toEqual(['1', intel, 'x86_64'])
  expect(await stage.deploy(manifest())).toMatchObject({ outcome: 'unchanged' })
})

test('an image that answers wrong goes back, processor and all', async () => {
  const digest = arm.split('@')[1]!
  stage.sandbox.faults.add({ services: { lambda: { [digest]: { status: 500 } } } })
  const change = { image: arm, architecture: 'linux/arm64' }
  await expect(stage.deploy(manifest(change))).rejects.toMatchObject({ code: 'release.rolled-back' })
  expect(await live()).toEqual(['1', intel, 'x86_64'])
  stage.sandbox.faults.clear()
  expect(await stage.deploy(manifest(change))).toMatchObject({ functions: { api: { version: '2' } } })
  expect(await live()).toEqual(['2', arm, 'arm64'])
})

test.each([
  [
    'is for several platforms',
    () => ({ image: stage.image }),
    'Lambda takes no image for several platforms.',
  ],
  ['is for another processor', () => ({ image: arm }), 'and api runs on linux/amd64.'],
  ['is not there', () => ({ image: `${stage.image}-not` }), 'latest-not'],
  [
    'was a package before',
    () => ({ image: undefined, zip: { directory: import.meta.dirname, handler: 'functions.test' } }),
    'stands as an image, and Lambda cannot change that.',
  ],
])('an image that %s is found out before anything is changed', async (_what, change, message) => {
  await expect(stage.deploy(manifest(change()))).rejects.toMatchObject({
    code: 'preflight.failed',
    message: expect.stringContaining(message),
  })
})
