import { spawnSync } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  type BuildSpec,
  buildAll,
  buildAndPushAll,
  type DeliveredImage,
  imageOf,
  openEngine,
  previewBuilds,
  previewPushes,
  resolveImage,
} from '../../src/lib/images/index.ts'
import { app, cannotRun, notice, run, specFor } from './real-engine.ts'
import { installed, type RealRegistry, startRegistry } from './real-registry.ts'

const uploads = (requests: string[]) =>
  requests.filter(request => /^(POST|PATCH) .*\/blobs\/uploads\//.test(request))

describe.skipIf(cannotRun)(`images, with a real engine and a real registry${notice}`, () => {
  let registry: RealRegistry

  beforeAll(async () => {
    registry = await startRegistry()
  })

  afterAll(async () => {
    await registry?.stop()
  })

  async function deliver(spec: BuildSpec, options = run()): Promise<DeliveredImage> {
    const jobs = [{ spec, repository: `${registry.host}/${spec.service}` }]
    const [image] = await buildAndPushAll(jobs, options)
    return image as DeliveredImage
  }

  test('an image is built and pushed, and its digest is the registry’s', async () => {
    const options = run()
    const space = await app('one')
    const image = await deliver(specFor(space, 'first'), options)
    const head = await fetch(`http://${registry.host}/v2/first/manifests/${image.hash}`, {
      method: 'HEAD',
      headers: { accept: 'application/vnd.docker.distribution.manifest.v2+json' },
    })
    expect(image).toEqual({
      service: 'first',
      reference: `${registry.host}/first@${image.digest}`,
      digest: head.headers.get('docker-content-digest'),
      hash: (await imageOf(specFor(space, 'first'))).hash,
      outcome: 'pushed',
    })
    const phases = new Set(options.events.map(event => event.type === 'image.progress' && event.phase))
    expect([...phases]).toEqual(['hash', 'build', 'push', false])
    expect(options.events.at(-1)).toMatchObject({
      type: 'image.finished',
      outcome: 'pushed',
      digest: image.digest,
    })
  })

  test('the engine runs what the registry gives back', async () => {
    const space = await app('hello from the image')
    const { reference } = await deliver(specFor(space, 'runs', { args: { GREETING: 'good day' } }))
    const { docker } = await openEngine()
    await promisify(docker.modem.followProgress)(await docker.pull(reference))
    const terminal = new PassThrough()
    await docker.run(reference, [], terminal, { Tty: true, HostConfig: { AutoRemove: true } })
    await docker.getImage(reference).remove({ force: true })
    expect(await text(terminal.end())).toBe('hello from the image')
  })

  test('unchanged content is neither built nor sent, nor needs an engine', async () => {
    const spec = specFor(await app('unchanged'), 'unchanged')
    const first = await deliver(spec)
    await registry.requests()
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere')
    onTestFinished(() => void vi.unstubAllEnvs())
    const options = run()
    expect(await deliver(spec, options)).toEqual({ ...first, outcome: 'unchanged' })
    expect(await registry.requests()).toEqual([`HEAD /v2/unchanged/manifests/${first.hash}`])
    expect(options.events.map(event => event.type)).toEqual(['image.progress', 'image.finished'])
  })

  test('what the engine has built before is pushed without another build', async () => {
    const spec = specFor(await app('prebuilt'), 'prebuilt')
    expect(await buildAll([spec], run())).toMatchObject([{ outcome: 'built' }])
    expect(await buildAll([spec], run())).toMatchObject([{ outcome: 'unchanged' }])
    const options = run()
    expect(await deliver(spec, options)).toMatchObject({ outcome: 'pushed' })
    expect(
      options.events.filter(event => event.type === 'image.progress' && event.phase === 'build'),
    ).toEqual([])
  })

  test('a preview says what would be built and pushed, and does neither', async () => {
    const spec = specFor(await app('preview'), 'preview')
    const jobs = [{ spec, repository: `${registry.host}/preview` }]
    const { hash } = await imageOf(spec)
    const about = { service: 'preview', hash }
    await registry.requests()
    expect(await previewBuilds([spec], {})).toEqual([{ ...about, outcome: 'would build' }])
    expect(await previewPushes(jobs, run())).toEqual([{ ...about, outcome: 'would push' }])
    expect(await previewBuilds([spec], {})).toEqual([{ ...about, outcome: 'would build' }])
    expect(uploads(await registry.requests())).toEqual([])
    await deliver(spec)
    expect(await previewBuilds([spec], {})).toEqual([{ ...about, outcome: 'unchanged' }])
    expect(await previewPushes(jobs, run())).toEqual([{ ...about, outcome: 'unchanged' }])
  })

  test('of a changed image only the changed layer is sent', async () => {
    const space = await app('before')
    const before = await deliver(specFor(space, 'layers'))
    await registry.requests()
    await space.write('content', 'after')
    const options = run()
    const after = await deliver(specFor(space, 'layers'), options)
    expect(after.digest).not.toBe(before.digest)
    const started = uploads(await registry.requests()).filter(request => request.startsWith('POST'))
    // One layer, and the image's configuration.
    expect(started).toHaveLength(2)
    expect(options.events).toContainEqual(
      expect.objectContaining({ phase: 'push', detail: '3 of 3 layers, 2 already there', done: 3, total: 3 }),
    )
  })

  test('several services go side by side, and each is told apart', async () => {
    const [one, two] = [await app('side one'), await app('side two')]
    const options = run()
    const jobs = [specFor(one, 'one'), specFor(two, 'two')].map(spec => ({
      spec,
      repository: `${registry.host}/${spec.service}`,
    }))
    const images = await buildAndPushAll(jobs, { ...options, parallel: 2 })
    expect(images.map(image => image.service)).toEqual(['one', 'two'])
    expect(new Set(images.map(image => image.digest)).size).toBe(2)
    const services = options.events.flatMap(event => ('service' in event ? event.service : []))
    expect(services.lastIndexOf('one')).toBeGreaterThan(services.indexOf('two'))
    expect(services.lastIndexOf('two')).toBeGreaterThan(services.indexOf('one'))
  })

  test('several platforms make one index', async () => {
    const spec = specFor(await app('both', 'FROM scratch\nCOPY salt content /\n'), 'both', {
      platforms: ['linux/amd64', 'linux/arm64'],
    })
    const { reference, digest } = await deliver(spec)
    expect(await resolveImage(`${registry.host}/both:${(await imageOf(spec)).hash}`)).toEqual({
      reference,
      digest,
      platforms: ['linux/amd64', 'linux/arm64'],
    })
  })

  test('an image given by name is resolved by the registry alone', async () => {
    const { reference, digest, hash } = await deliver(specFor(await app('given'), 'given'))
    const expected = { reference, digest, platforms: ['linux/amd64'] }
    expect(await resolveImage(`${registry.host}/given:${hash}`)).toEqual(expected)
    expect(await resolveImage(reference)).toEqual(expected)
    await expect(resolveImage(`${registry.host}/given:nope`)).rejects.toMatchObject({
      code: 'images.not-found',
    })
  })

  test.skipIf(!installed('skopeo'))('skopeo sees the same digest', async () => {
    const { digest, hash } = await deliver(specFor(await app('skopeo'), 'skopeo'))
    const inspected = spawnSync('skopeo', [
      'inspect',
      '--tls-verify=false',
      `docker://${registry.host}/skopeo:${hash}`,
    ])
    expect(JSON.parse(inspected.stdout.toString()).Digest).toBe(digest)
  })
})
