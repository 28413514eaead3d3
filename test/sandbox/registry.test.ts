import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import {
  digestOf,
  imageType,
  indexType,
  manifestOf,
  type RegistryClient,
  registryClient,
} from './registry-client.ts'

let sandbox: Sandbox
let registry: RegistryClient
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  registry = await registryClient(sandbox)
  for (const repositoryName of ['shop/api', 'shop/web'])
    await registry.ecr.createRepository({ repositoryName })
  const imageTagMutability = 'IMMUTABLE'
  await registry.ecr.createRepository({ repositoryName: 'fixed', imageTagMutability })
})
afterAll(() => sandbox.close())

describe('log-in', () => {
  test('a stranger is asked for one', async () => {
    const answer = await fetch(`${sandbox.endpoint}/v2/`)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm="http:\/\/127\.0\.0\.1:\d+\/"/)
    expect(await answer.json()).toEqual({ errors: [{ code: 'UNAUTHORIZED', message: 'Not Authorized' }] })
    for (const path of ['shop/api/tags/list', 'shop/api/manifests/v1', `shop/api/blobs/${digestOf('')}`]) {
      expect((await fetch(`${sandbox.endpoint}/v2/${path}`)).status).toBe(401)
    }
    const upload = await fetch(`${sandbox.endpoint}/v2/shop/api/blobs/uploads/`, { method: 'POST' })
    expect(upload.status).toBe(401)
  })

  test('a password that ECR did not give is none', async () => {
    const headers = { authorization: `Basic ${btoa('AWS:guess')}` }
    expect(await registry.send('GET', '/v2/', { headers })).toMatchObject({ status: 401 })
    expect(await registry.send('GET', '/v2/')).toMatchObject({ status: 200 })
  })

  test('a password lasts for twelve hours', async () => {
    const own = await startSandbox({ speed: 0 })
    const { send } = await registryClient(own)
    await own.advance(12 * 3_600_000 - 1)
    expect(await send('GET', '/v2/')).toMatchObject({ status: 200 })
    await own.advance(1)
    expect(await send('GET', '/v2/')).toMatchObject({ status: 403, code: 'DENIED' })
    await own.close()
  })

  test('it is good for one region', async () => {
    const elsewhere = await registryClient(sandbox, 'us-east-1')
    expect(await elsewhere.send('GET', 'shop/api/tags/list')).toMatchObject({ code: 'NAME_UNKNOWN' })
  })
})

describe('blobs', () => {
  const content = 'the bytes of a layer'
  const digest = digestOf(content)

  test('come whole, and are given whole or in part', async () => {
    expect(await registry.send('HEAD', `shop/api/blobs/${digest}`)).toMatchObject({ status: 404 })
    expect(await registry.putBlob('shop/api', content)).toMatchObject({ status: 201 })
    const head = await registry.send('HEAD', `shop/api/blobs/${digest}`)
    expect([head.status, head.header('content-length'), head.header('docker-content-digest')]).toEqual([
      200,
      '20',
      digest,
    ])
    const get = (range: string) => registry.send('GET', `shop/api/blobs/${digest}`, { headers: { range } })
    expect(await registry.send('GET', `shop/api/blobs/${digest}`)).toMatchObject({
      status: 200,
      text: content,
    })
    expect(await get('bytes=4-8')).toMatchObject({ status: 206, text: 'bytes' })
    expect(await get('bytes=15-')).toMatchObject({ status: 206, text: 'layer' })
    expect(await get('bytes=-5')).toMatchObject({ status: 206, text: 'layer' })
    expect((await get('bytes=15-99')).header('content-range')).toBe('bytes 15-19/20')
    expect(await get('bytes=20-')).toMatchObject({ status: 416 })
  })

  test('come in parts, each behind the last', async () => {
    const started = await registry.send('POST', 'shop/api/blobs/uploads/')
    const location = started.header('location')!
    expect([started.status, started.header('range')]).toEqual([202, '0-0'])
    const patch = (body: string, range: string) =>
      registry.send('PATCH', location, { body, headers: { 'content-range': range } })
    const first = await patch('in two ', '0-6')
    expect([first.status, first.header('range')]).toEqual([202, '0-6'])
    expect(await patch('parts', '9-13')).toMatchObject({ status: 416 })
    const status = await registry.send('GET', location)
    expect([status.status, status.header('range')]).toEqual([204, '0-6'])
    const whole = digestOf('in two parts')
    expect(await registry.send('PUT', `${location}?digest=${whole}`, { body: 'parts' })).toMatchObject({
      status: 201,
    })
    expect(await registry.send('GET', `shop/api/blobs/${whole}`)).toMatchObject({ text: 'in two parts' })
    expect(await registry.send('GET', location)).toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' })
  })

  test('are refused where they are not what they are said to be', async () => {
    const claim = async (said: string) =>
      registry.send('POST', `shop/api/blobs/uploads/?digest=${said}`, { body: 'something' })
    expect(await claim(digestOf('else'))).toMatchObject({ status: 400, code: 'DIGEST_INVALID' })
    expect(await claim('sha256:short')).toMatchObject({ status: 400, code: 'DIGEST_INVALID' })
    expect(await registry.send('HEAD', `shop/api/blobs/${digestOf('something')}`)).toMatchObject({
      status: 404,
    })
  })

  test('an upload can be given up, and belongs to its repository', async () => {
    const location = (await registry.send('POST', 'shop/api/blobs/uploads/')).header('location')!
    const elsewhere = location.replace('shop/api', 'shop/web')
    expect(await registry.send('PATCH', elsewhere, { body: 'x' })).toMatchObject({
      code: 'BLOB_UPLOAD_UNKNOWN',
    })
    expect(await registry.send('DELETE', location)).toMatchObject({ status: 204 })
    expect(await registry.send('PATCH', location, { body: 'x' })).toMatchObject({ status: 404 })
  })

  test('are shared by mounting only', async () => {
    expect(await registry.send('HEAD', `shop/web/blobs/${digest}`)).toMatchObject({ status: 404 })
    const mount = (from: string, mounted: string) =>
      registry.send('POST', `shop/web/blobs/uploads/?mount=${mounted}&from=${from}`)
    expect(await mount('shop/api', digestOf('nowhere'))).toMatchObject({ status: 202 })
    expect(await mount('nowhere', digest)).toMatchObject({ status: 202 })
    expect(await mount('shop/api', digest)).toMatchObject({ status: 201 })
    expect(await registry.send('GET', `shop/web/blobs/${digest}`)).toMatchObject({ text: content })
  })

  test('many at once do not get mixed up', async () => {
    const contents = Array.from({ length: 20 }, (_, i) => `${i % 10} `.repeat(50_000))
    const answers = await Promise.all(contents.map(one => registry.putBlob('shop/api', one)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    for (const one of contents.slice(0, 10)) {
      const { text } = await registry.send('GET', `shop/api/blobs/${digestOf(one)}`)
      expect(digestOf(text)).toBe(digestOf(one))
    }
  })

  test('there are none in a repository that nobody created', async () => {
    for (const [method, path] of [
      ['POST', 'nobody/blobs/uploads/'],
      ['GET', `nobody/blobs/${digest}`],
      ['GET', 'nobody/manifests/v1'],
      ['GET', 'nobody/tags/list'],
    ] as const) {
      expect(await registry.send(method, path)).toMatchObject({ status: 404, code: 'NAME_UNKNOWN' })
    }
  })
})

describe('manifests', () => {
  test('are found by tag and digest, byte for byte', async () => {
    const { status, manifest, digest } = await registry.push('shop/api', 'v1')
    expect(status).toBe(201)
    for (const reference of ['v1', digest]) {
      const got = await registry.send('GET', `shop/api/manifests/${reference}`)
      expect(got.text).toBe(manifest)
      expect([got.header('content-type'), got.header('docker-content-digest')]).toEqual([imageType, digest])
      const head = await registry.send('HEAD', `shop/api/manifests/${reference}`)
      expect([head.status, head.text, head.header('content-length')]).toEqual([200, '', `${manifest.length}`])
    }
    expect(await registry.send('GET', 'shop/api/manifests/v0')).toMatchObject({ code: 'MANIFEST_UNKNOWN' })
  })

  test('are records of ECR', async () => {
    const { digest, manifest } = await registry.push('shop/web', 'seen', 'twelve bytes')
    const size = JSON.parse(manifest).config.size + 12
    const { imageDetails } = await registry.ecr.describeImages({ repositoryName: 'shop/web' })
    expect(imageDetails).toEqual([
      {
        registryId: '123456789012',
        repositoryName: 'shop/web',
        imageDigest: digest,
        imageTags: ['seen'],
        imageSizeInBytes: size,
        imagePushedAt: new Date(sandbox.clock.now()),
        imageManifestMediaType: imageType,
        artifactMediaType: expect.any(String),
      },
    ])
    const imageIds = [{ imageTag: 'seen' }]
    const { images } = await registry.ecr.batchGetImage({ repositoryName: 'shop/web', imageIds })
    expect(images![0]!.imageManifest).toBe(manifest)
    await registry.ecr.putImage({ repositoryName: 'shop/web', imageManifest: manifest, imageTag: 'again' })
    expect(await registry.send('GET', 'shop/web/manifests/again')).toMatchObject({ text: manifest })
  })

  test('are refused where a part is missing or does not fit', async () => {
    const put = (reference: string, manifest: string, mediaType?: string) =>
      registry.putManifest('shop/api', reference, manifest, mediaType)
    const orphan = manifestOf('no such config', 'no such layer')
    expect(await put('v2', orphan)).toMatchObject({ status: 400, code: 'MANIFEST_BLOB_UNKNOWN' })
    const { manifest, digest } = await registry.push('shop/api', 'fits')
    const index = (of: string) =>
      JSON.stringify({ schemaVersion: 2, manifests: [{ mediaType: imageType, digest: of, size: 1 }] })
    expect(await put('v2', index(digestOf(orphan)), indexType)).toMatchObject({
      code: 'MANIFEST_BLOB_UNKNOWN',
    })
    expect(await put('v2', index(digest), indexType)).toMatchObject({ status: 201 })
    expect(await put('v2', '{}')).toMatchObject({ status: 400, code: 'MANIFEST_INVALID' })
    expect(await put('v2', 'null')).toMatchObject({ status: 400, code: 'MANIFEST_INVALID' })
    expect(await put('v2', manifest, indexType)).toMatchObject({ status: 400, code: 'MANIFEST_INVALID' })
    expect(await put(digestOf('other'), manifest)).toMatchObject({ status: 400, code: 'DIGEST_INVALID' })
    expect(await put('-v2', manifest)).toMatchObject({ status: 400, code: 'TAG_INVALID' })
    const huge = manifest + ' '.repeat(4 * 2 ** 20)
    expect(await put('huge', huge)).toMatchObject({ status: 413, code: 'SIZE_INVALID' })
    // What another repository has does not count.
    expect(await registry.putManifest('shop/web', 'v2', manifest)).toMatchObject({
      code: 'MANIFEST_BLOB_UNKNOWN',
    })
  })

  test('an immutable tag stays where it is', async () => {
    const one = await registry.push('fixed', 'v1')
    expect((await registry.push('fixed', 'v1')).status).toBe(400)
    expect(await registry.putManifest('fixed', 'v1', one.manifest)).toMatchObject({ status: 201 })
    const got = await registry.send('GET', 'fixed/manifests/v1')
    expect(got.header('docker-content-digest')).toBe(one.digest)
  })

  test('tags are listed in order, and page by page', async () => {
    await registry.ecr.createRepository({ repositoryName: 'tags' })
    for (const tag of ['b', 'c', 'a']) await registry.push('tags', tag, 'same')
    const list = async (query: string) =>
      JSON.parse((await registry.send('GET', `tags/tags/list${query}`)).text)
    expect(await list('')).toEqual({ name: 'tags', tags: ['a', 'b', 'c'] })
    const page = await registry.send('GET', 'tags/tags/list?n=2')
    expect(page.header('link')).toBe('</v2/tags/tags/list?n=2&last=b>; rel="next"')
    expect(await list('?n=2&last=b')).toEqual({ name: 'tags', tags: ['c'] })
  })

  test('are deleted by tag or with all tags', async () => {
    const one = await registry.push('shop/api', 'gone', 'one')
    await registry.putManifest('shop/api', 'stays', one.manifest)
    expect(await registry.send('DELETE', 'shop/api/manifests/gone')).toMatchObject({ status: 202 })
    expect(await registry.send('HEAD', 'shop/api/manifests/gone')).toMatchObject({ status: 404 })
    expect(await registry.send('HEAD', 'shop/api/manifests/stays')).toMatchObject({ status: 200 })
    expect(await registry.send('DELETE', `shop/api/manifests/${one.digest}`)).toMatchObject({ status: 202 })
    expect(await registry.send('HEAD', 'shop/api/manifests/stays')).toMatchObject({ status: 404 })
    expect(await registry.send('HEAD', `shop/api/blobs/${one.layer}`)).toMatchObject({ status: 404 })
    expect(await registry.send('DELETE', 'shop/api/blobs/sha256:0')).toMatchObject({ code: 'UNSUPPORTED' })
  })
})

describe('deletion by ECR', () => {
  test('takes an image and the layers that only it had', async () => {
    const repositoryName = 'deleted'
    await registry.ecr.createRepository({ repositoryName })
    const one = await registry.push(repositoryName, 'one', 'a layer of both')
    const other = manifestOf('another config', 'a layer of both')
    await registry.putBlob(repositoryName, 'another config')
    await registry.putManifest(repositoryName, 'other', other)
    await registry.ecr.batchDeleteImage({ repositoryName, imageIds: [{ imageDigest: one.digest }] })
    const status = async (path: string) => (await registry.send('HEAD', `${repositoryName}/${path}`)).status
    expect(await status('manifests/one')).toBe(404)
    expect(await status(`blobs/${one.config}`)).toBe(404)
    expect(await status(`blobs/${one.layer}`)).toBe(200)
    await registry.ecr.deleteRepository({ repositoryName, force: true })
    await registry.ecr.createRepository({ repositoryName })
    expect(await status(`blobs/${one.layer}`)).toBe(404)
  })
})

describe('the image that is there from the start', () => {
  const digest = 'sha256:9900f31eb84c1898cae426c0e9b6acfc581fe156a6c304d9bb198cfd3bd98f68'

  test('is always the same, and readable by anybody', async () => {
    const get = async (path: string) => await fetch(`${sandbox.endpoint}/v2/sandbox/hello/${path}`)
    const index = await get('manifests/latest')
    expect(index.headers.get('docker-content-digest')).toBe(digest)
    const { manifests } = (await index.json()) as { manifests: { digest: string; platform: object }[] }
    expect(manifests.map(({ platform }) => platform)).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64', variant: 'v8' },
    ])
    for (const one of manifests) {
      const manifest = (await (await get(`manifests/${one.digest}`)).json()) as ReturnType<typeof JSON.parse>
      for (const blob of [manifest.config, ...manifest.layers]) {
        expect(digestOf(await (await get(`blobs/${blob.digest}`)).bytes())).toBe(blob.digest)
      }
    }
    expect(await (await get('tags/list')).json()).toEqual({ name: 'sandbox/hello', tags: ['latest'] })
  })

  test('is not for strangers to change, and gives way to a repository of one’s own', async () => {
    const upload = await fetch(`${sandbox.endpoint}/v2/sandbox/hello/blobs/uploads/`, { method: 'POST' })
    expect(upload.status).toBe(401)
    expect(await registry.send('GET', `sandbox/hello/manifests/${digest}`)).toMatchObject({ status: 200 })
    await registry.ecr.createRepository({ repositoryName: 'sandbox/hello' })
    expect(await registry.send('GET', `sandbox/hello/manifests/${digest}`)).toMatchObject({ status: 404 })
    await registry.ecr.deleteRepository({ repositoryName: 'sandbox/hello' })
  })
})
