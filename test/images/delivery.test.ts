import { execFile, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Event, makeClock } from '../../src/lib/events/index.ts'
import {
  type BuildSpec,
  buildAll,
  buildAndPushAll,
  type Credentials,
  type DeliveredImage,
  engineAvailable,
  imageOf,
  openEngine,
  resolveImage,
} from '../../src/lib/images/index.ts'
import { installed, type RealRegistry, startRegistry } from './real-registry.ts'
import { type Workspace, workspace } from './workspace.ts'

const busybox = ['/bin/busybox', '/usr/bin/busybox'].find(path => existsSync(path))
const missing = [
  (await engineAvailable()) ? [] : 'no Docker Engine answers',
  installed('docker-registry') ? [] : 'docker-registry is not installed',
  busybox ? [] : 'busybox-static is not installed',
].flat()
const title = missing.length === 0 ? '' : ` — SKIPPED, NOTHING PROVEN: ${missing.join(', ')}`

// No other run on this engine has built the same.
const salt = randomUUID()
const project = `test-${salt.slice(0, 8)}`
const dockerfile = `FROM scratch AS base
COPY busybox /bin/busybox
ARG GREETING=hi
RUN ["/bin/busybox", "sh", "-c", "echo $GREETING > /greeting"]
FROM base
COPY salt content /
CMD ["/bin/busybox", "cat", "/content"]
`

async function app(content: string, own = dockerfile): Promise<Workspace> {
  const space = await workspace({ Dockerfile: own, content, salt })
  await copyFile(busybox ?? '', join(space.path, 'busybox'))
  return space
}

function specFor({ path }: Workspace, service: string, more: Partial<BuildSpec> = {}): BuildSpec {
  return { project, service, context: path, ...more }
}

function run(credentials?: Credentials) {
  const events: Event[] = []
  return { events, emit: (event: Event) => events.push(event), clock: makeClock(), credentials }
}

const uploads = (requests: string[]) =>
  requests.filter(request => /^(POST|PATCH) .*\/blobs\/uploads\//.test(request))

afterAll(async () => {
  if (missing.length > 0) return
  const { docker } = await openEngine()
  for (const image of await docker.listImages({ filters: { label: [`deployctl.project=${project}`] } })) {
    await docker.getImage(image.Id).remove({ force: true })
  }
})

describe.skipIf(missing.length > 0)(`images, with a real engine and a real registry${title}`, () => {
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
    const said = await promisify(execFile)('docker', ['run', '--rm', reference]).catch(error => error)
    await docker.getImage(reference).remove()
    expect(said.stdout ?? said).toBe('hello from the image')
  })

  test('unchanged content is neither built nor sent, nor needs an engine', async () => {
    const spec = specFor(await app('unchanged'), 'unchanged')
    const first = await deliver(spec)
    await registry.requests()
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

  test('a failing step is told with its last lines, and without the arguments’ values', async () => {
    const failing = dockerfile.replace(
      'echo $GREETING > /greeting',
      'echo token $TOKEN; echo oh no >&2; exit 3',
    )
    const space = await app('fails', failing.replace('ARG GREETING=hi', 'ARG TOKEN'))
    const options = run()
    const spec = specFor(space, 'failing', { args: { TOKEN: 'hunter2hunter2' } })
    const error = await deliver(spec, options).catch(thrown => thrown)
    expect(error).toMatchObject({
      code: 'images.build-failed',
      exitCode: 3,
      message: expect.stringMatching(/^The image of failing failed to build at `.*RUN.*`: .*exit code: 3\n/),
      hint: `See it again with \`docker build --platform linux/amd64 --build-arg TOKEN ${space.path}\`.`,
      data: { output: expect.arrayContaining(['token $TOKEN', 'oh no']) },
    })
    expect(JSON.stringify([error, error.message, error.data, options.events])).not.toContain('hunter2')
    expect(options.events).toContainEqual(
      expect.objectContaining({ type: 'warning', message: expect.stringContaining('TOKEN of failing') }),
    )
  })

  test.each([
    ['FROM scratch\nFRUM x\n', /unknown instruction: FRUM/],
    ['FROM scratch\nCOPY nothere /\n', /nothere.*not found/],
    ['FROM 127.0.0.1:1/nope\nCOPY salt /\n', /connection refused/],
  ])('a Dockerfile that cannot work says so: %j', async (own, reason) => {
    await expect(deliver(specFor(await app('wrong', own), 'wrong'))).rejects.toMatchObject({
      code: 'images.build-failed',
      message: expect.stringMatching(reason),
    })
  })

  test('a program of another platform is told from any other failure', async () => {
    const space = await app('foreign', 'FROM scratch\nCOPY program salt /\nRUN ["/program"]\n')
    await space.write('program', foreignProgram(), 0o755)
    await expect(deliver(specFor(space, 'foreign'))).rejects.toMatchObject({
      code: 'images.platform-unsupported',
      hint: expect.stringContaining('tonistiigi/binfmt --install'),
    })
  })

  test('a failure stops the services beside it', async () => {
    const bad = specFor(await app('bad', 'FROM scratch\nFRUM\n'), 'bad')
    const slow = dockerfile.replace('echo $GREETING', 'sleep 600; echo $GREETING')
    const long = specFor(await app('long', slow), 'long')
    const jobs = [bad, long].map(spec => ({ spec, repository: `${registry.host}/${spec.service}` }))
    await expect(buildAndPushAll(jobs, run())).rejects.toMatchObject({ code: 'images.build-failed' })
  })

  test('an abort ends a build with its reason', async () => {
    const slow = dockerfile.replace('echo $GREETING', 'echo started; sleep 600; echo $GREETING')
    const stop = new AbortController()
    const reason = new Error('Ctrl-C')
    const options = run()
    const emit = (event: Event) => {
      if (event.type === 'image.progress' && event.detail === 'started') stop.abort(reason)
    }
    const spec = specFor(await app('aborted', slow), 'aborted')
    const jobs = [{ spec, repository: `${registry.host}/aborted` }]
    await expect(buildAndPushAll(jobs, { ...options, emit, signal: stop.signal })).rejects.toBe(reason)
  })
})

describe.skipIf(missing.length > 0)(`a registry that asks for a password${title}`, () => {
  const login = { username: 'AWS', password: `pass-${randomUUID()}` }
  let registry: RealRegistry

  beforeAll(async () => {
    registry = await startRegistry(login)
  })

  afterAll(() => registry?.stop())

  async function jobsFor(content: string) {
    return [{ spec: specFor(await app(content), 'private'), repository: `${registry.host}/private` }]
  }

  test('takes the image with the right one, which no event repeats', async () => {
    const options = run(async () => ({ ...login, registry: registry.host }))
    const [image] = await buildAndPushAll(await jobsFor('private'), options)
    expect(image?.outcome).toBe('pushed')
    expect(JSON.stringify(options.events)).not.toContain(login.password)
    const { credentials } = options
    expect(await resolveImage(image?.reference ?? '', { credentials })).toMatchObject({
      digest: image?.digest,
    })
  })

  test('gives base images to the builder, which has no password itself', async () => {
    const options = run(async () => ({ ...login, registry: registry.host }))
    const [base] = await buildAndPushAll(await jobsFor('base'), options)
    const { docker } = await openEngine()
    await docker.getImage(`deployctl/${project}-private:${base?.hash}`).remove({ force: true })
    const own = `ARG BASE\nFROM $BASE\nCOPY salt /again\n`
    const args = { BASE: base?.reference ?? '' }
    const jobs = [
      {
        spec: specFor(await app('derived', own), 'derived', { args }),
        repository: `${registry.host}/derived`,
      },
    ]
    await expect(buildAndPushAll(jobs, options)).resolves.toMatchObject([{ outcome: 'pushed' }])
  })

  test('says which base image it does not have', async () => {
    const own = `FROM ${registry.host}/nothing:here\nCOPY salt /\n`
    const jobs = [
      { spec: specFor(await app('baseless', own), 'baseless'), repository: `${registry.host}/baseless` },
    ]
    const options = run(async () => ({ ...login, registry: registry.host }))
    await expect(buildAndPushAll(jobs, options)).rejects.toMatchObject({
      code: 'images.build-failed',
      message: expect.stringContaining(
        `its base image ${registry.host}/nothing:here cannot be pulled: manifest`,
      ),
    })
  })

  test.each([
    ['a wrong one', async () => ({ username: 'AWS', password: 'wrong', registry: registry.host })],
    ['another registry’s', async () => ({ ...login, registry: 'elsewhere.example' })],
    ['none', undefined],
  ])('refuses %s', async (_, credentials) => {
    const error = await buildAndPushAll(await jobsFor('refused'), run(credentials)).catch(thrown => thrown)
    expect(error).toMatchObject({ code: 'images.registry-denied', exitCode: 8 })
    expect(error.message).toContain(`${registry.host} does not let these credentials at private (401)`)
  })

  test('no debugging switch prints the password', async () => {
    const jobs = JSON.stringify(await jobsFor('debugged'))
    const script = `
      import { buildAndPushAll } from './src/lib/images/index.ts'
      import { makeClock } from './src/lib/events/index.ts'
      const credentials = async () => (${JSON.stringify({ ...login, registry: registry.host })})
      await buildAndPushAll(${jobs}, { emit() {}, clock: makeClock(), credentials })`
    const child = spawnSync('node_modules/.bin/node', ['--input-type=module', '--eval', script], {
      env: { ...process.env, DEBUG: '*', NODE_NO_WARNINGS: '1' },
    })
    const printed = child.stdout.toString() + child.stderr.toString()
    expect(child.status, printed).toBe(0)
    expect(printed).toContain('<credentials>')
    const decoded = printed.match(/[\w+/=-]{16,}/g)?.map(word => Buffer.from(word, 'base64').toString()) ?? []
    expect(printed + decoded.join('\n')).not.toContain(login.password)
  })
})

/** The smallest ELF header of a machine that this one is not (S/390): no kernel here would start it. */
function foreignProgram(): Uint8Array {
  const header = Buffer.alloc(64)
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 2, 1])
  header.writeUInt16BE(2, 16)
  header.writeUInt16BE(22, 18)
  return header
}
