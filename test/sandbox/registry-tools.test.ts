import { execFile, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, makePorts } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'
import { buildAndPushAll, imageOf, resolveImage } from '../../src/lib/images/index.ts'
import { ecrCredentials } from '../../src/lib/runbooks/ecr-credentials.ts'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { app, cannotRun, notice, run as runOptions, specFor } from '../images/real-engine.ts'
import { awsCli, boto3, describeWithAws } from './aws-tools.ts'
import { type RegistryClient, registryClient } from './registry-client.ts'

const run = promisify(execFile)
const answers = (program: string, ...argv: string[]) => spawnSync(program, argv).status === 0

let directory: string
let sandbox: Sandbox
let registry: RegistryClient
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deployctl-registry-'))
  sandbox = await startSandbox({ directory, speed: 0 })
  registry = await registryClient(sandbox)
  await registry.ecr.createRepository({ repositoryName: 'shop/api', imageTagMutability: 'IMMUTABLE' })
})
afterAll(async () => {
  await sandbox.close()
  await rm(directory, { recursive: true })
})

/** As deployctl asks ECR for them. */
const credentials = () => {
  const { endpoint } = sandbox
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
  const connection = connect({ region: 'eu-west-1', clock: makeClock(), endpoint, credentials })
  return ecrCredentials(makePorts(connection).ecr)()
}

describeOrSkip('Docker', answers('docker', 'version'), 'no Docker CLI and Engine answer', () => {
  /** The CLI with a log-in of its own. */
  const docker = (...argv: string[]) =>
    run('docker', argv, { env: { ...process.env, DOCKER_CONFIG: join(directory, 'docker') } })
  const name = (tag: string) => `${registry.host}/shop/api:${tag}`
  const made: string[] = []

  /** An image that no other run has, made of a file alone. */
  async function image(tag: string): Promise<string> {
    await writeFile(join(directory, 'content'), randomUUID())
    await run('tar', ['-cf', 'content.tar', 'content'], { cwd: directory })
    const from = join(directory, 'content.tar')
    const { stdout: id } = await docker('import', '--change', 'CMD ["/content"]', from, name(tag))
    made.push(id.trim())
    return name(tag)
  }

  beforeAll(async () => {
    const { username, password } = await credentials()
    const child = docker('login', '--username', username, '--password-stdin', registry.host)
    child.child.stdin!.end(password)
    expect((await child).stdout).toContain('Login Succeeded')
  })
  afterAll(async () => {
    await docker('rmi', '--force', ...made)
  })

  test('pushes, and pulls the same', async () => {
    const reference = await image('pushed')
    const { stdout: pushed } = await docker('push', reference)
    const digest = /digest: (sha256:\w+)/.exec(pushed)?.[1]
    const { stdout: id } = await docker('inspect', '--format', '{{.Id}}', reference)
    await docker('rmi', '--force', reference)
    expect((await docker('pull', reference)).stdout).toContain(`Digest: ${digest}`)
    expect((await docker('inspect', '--format', '{{.Id}}', reference)).stdout).toBe(id)
    const { imageDetails } = await registry.ecr.describeImages({ repositoryName: 'shop/api' })
    expect(imageDetails).toMatchObject([{ imageDigest: digest, imageTags: ['pushed'] }])
  })

  test('sends no layer again', async () => {
    const reference = await image('twice')
    await docker('push', reference)
    expect((await docker('push', reference)).stdout).toContain('Layer already exists')
  })

  test('mounts a layer from another repository', async () => {
    await registry.ecr.createRepository({ repositoryName: 'shop/web' })
    const reference = await image('mounted')
    await docker('push', reference)
    const other = `${registry.host}/shop/web:mounted`
    await docker('tag', reference, other)
    expect((await docker('push', other)).stdout).toContain('Mounted from shop/api')
  })

  test('is told what is wrong', async () => {
    const reference = await image('wrong')
    await docker('push', reference)
    await image('wrong')
    await expect(docker('push', reference)).rejects.toThrow(
      "tag invalid: The image tag 'wrong' already exists in the 'shop/api' repository",
    )
    const nowhere = `${registry.host}/shop/nowhere:v1`
    await docker('tag', reference, nowhere)
    await expect(docker('push', nowhere)).rejects.toThrow(
      "name unknown: The repository with name 'shop/nowhere' does not exist in the registry with id '123456789012'",
    )
  })

  test('pulls the image that is there from the start', async () => {
    const hello = `${registry.host}/sandbox/hello:latest`
    await docker('pull', '--quiet', hello)
    made.push(hello)
    const { stdout } = await docker('inspect', '--format', '{{.Architecture}}', hello)
    expect(stdout.trim()).toMatch(/^(amd|arm)64$/)
  })
})

describeOrSkip('skopeo', answers('skopeo', '--version'), 'skopeo is not installed', () => {
  test('copies an image there and back, and inspects it', async () => {
    const { username, password } = await credentials()
    const creds = `${username}:${password}`
    const hello = `docker://${registry.host}/sandbox/hello:latest`
    const target = `docker://${registry.host}/shop/api:copied`
    const open = [
      '--src-tls-verify=false',
      '--src-no-creds',
      '--dest-tls-verify=false',
      '--dest-creds',
      creds,
    ]
    await run('skopeo', ['copy', '--all', ...open, hello, target])
    const inspect = ['inspect', '--tls-verify=false', '--creds', creds, target]
    const inspected = JSON.parse((await run('skopeo', inspect)).stdout)
    const { imageDetails } = await registry.ecr.describeImages({
      repositoryName: 'shop/api',
      imageIds: [{ imageTag: 'copied' }],
    })
    expect(inspected.Digest).toBe(imageDetails![0]!.imageDigest)
    expect(inspected.RepoTags).toContain('copied')
    const back = ['--src-tls-verify=false', '--src-creds', creds, target, `dir:${join(directory, 'copy')}`]
    await run('skopeo', ['copy', '--all', ...back])
  })
})

describe.skipIf(cannotRun)(`deployctl’s own client${notice}`, () => {
  test('builds, pushes, and resolves what it pushed', async () => {
    await registry.ecr.createRepository({ repositoryName: 'own/app' })
    const spec = specFor(await app('on the sandbox'), 'app')
    const repository = `${registry.host}/own/app`
    const [image] = await buildAndPushAll([{ spec, repository }], runOptions(credentials))
    expect(image).toMatchObject({ outcome: 'pushed', reference: `${repository}@${image!.digest}` })
    const [again] = await buildAndPushAll([{ spec, repository }], runOptions(credentials))
    expect(again).toEqual({ ...image, outcome: 'unchanged' })
    const { hash } = await imageOf(spec)
    expect(await resolveImage(`${repository}:${hash}`, { credentials })).toMatchObject({
      digest: image!.digest,
      platforms: ['linux/amd64'],
    })
  })
})

test('deployctl’s own client resolves the image that is there from the start without a log-in', async () => {
  const { reference, digest, platforms } = await resolveImage(`${registry.host}/sandbox/hello`)
  expect(reference).toBe(`${registry.host}/sandbox/hello@${digest}`)
  expect(platforms).toEqual(['linux/amd64', 'linux/arm64/v8'])
})

describeWithAws('AWS’s tools after a push', () => {
  test('the CLI and boto3 see the image', async () => {
    await registry.ecr.createRepository({ repositoryName: 'cli' })
    const { digest } = await registry.push('cli', 'v1')
    const { stdout } = await awsCli(sandbox, ['ecr', 'describe-images', '--repository-name', 'cli'])
    expect(JSON.parse(stdout).imageDetails).toMatchObject([{ imageDigest: digest, imageTags: ['v1'] }])
    const imageIds = [{ imageTag: 'v1' }]
    const input = { repositoryName: 'cli', imageIds }
    expect(await boto3(sandbox, 'ecr', 'batch_delete_image', input)).toMatchObject({
      output: { imageIds: [{ imageDigest: digest, imageTag: 'v1' }], failures: [] },
    })
    expect(await registry.send('HEAD', 'cli/manifests/v1')).toMatchObject({ status: 404 })
  })

  test('the CLI’s password is one for the registry', async () => {
    const { stdout } = await awsCli(sandbox, ['ecr', 'get-login-password'])
    const headers = { authorization: `Basic ${btoa(`AWS:${stdout.trim()}`)}` }
    expect((await fetch(`${sandbox.endpoint}/v2/`, { headers })).status).toBe(200)
  })
})

/** The reporter leaves out the titles of skipped suites, and nobody should miss that nothing was proven. */
function describeOrSkip(name: string, canRun: boolean, reason: string, suite: () => void): void {
  const title = canRun ? name : `${name} — SKIPPED, NOTHING PROVEN: ${reason}`
  if (!canRun) process.stderr.write(`test/sandbox/registry-tools: ${title}\n`)
  describe.skipIf(!canRun)(title, { timeout: 60_000 }, suite)
}
