import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Lambda } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BuiltImage, DeliveredImage } from '../../src/lib/images/index.ts'
import type { DeployResult } from '../../src/lib/runbooks/deploy.ts'
import { cannotRun, project as name, notice } from '../images/real-engine.ts'
import { openProject, type Project } from './cli.ts'

// The reporter leaves the titles of skipped suites out.
if (cannotRun) process.stderr.write(`test/e2e/function-image${notice}\n`)

const manifest = `version: 1
project: ${name}
region: us-east-1
ingress: http-api
network: {nat: none}
functions:
  api:
    build: {context: api, args: {GREETING: hello}}
    command: [/program]
    routes: [/*]
    smoke: [{http: /api/health}]
  arm:
    build: {context: api, platforms: [linux/arm64]}
environments:
  prod: {}
`

describe.skipIf(cannotRun)(`a function of an image${notice}`, { timeout: 120_000 }, () => {
  let project: Project
  let lambda: Lambda

  const write = (text: string) => writeFile(path.join(project.directory, 'api/program'), text)
  /** One command that must end well, and its one document. */
  async function ended<T>(words: string): Promise<T> {
    const { code, document, stderr } = await project.json<T>(words)
    expect({ code, stderr }).toMatchObject({ code: 0 })
    return document
  }
  const live = async (one: string) => {
    const FunctionName = `${name}-prod-${one}`
    const { Configuration, Code } = await lambda.getFunction({ FunctionName, Qualifier: 'live' })
    const { Version, Architectures } = Configuration!
    return { version: Version, runsOn: Architectures, image: Code!.ResolvedImageUri }
  }
  const calls = (operation: string) =>
    project.sandbox.calls.records.filter(call => call.operation === operation).length

  beforeAll(async () => {
    project = await openProject({ manifest })
    const { endpoint } = project.sandbox
    const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }
    lambda = new Lambda({ endpoint, region: 'us-east-1', credentials })
    await mkdir(path.join(project.directory, 'api'))
    await writeFile(
      path.join(project.directory, 'api/Dockerfile'),
      'FROM scratch\nARG GREETING\nCOPY program /\n',
    )
    await write(`one of ${name}`)
    await ended('bootstrap prod --yes')
  })
  afterAll(() => project?.[Symbol.asyncDispose]())

  test('is built, and pushed to a repository of its own', async () => {
    const built = await ended<BuiltImage[]>('build prod')
    expect(built).toMatchObject([
      { service: 'api', outcome: 'built' },
      { service: 'arm', outcome: 'built' },
    ])
    expect(await ended<BuiltImage[]>('build prod api')).toEqual([{ ...built[0], outcome: 'unchanged' }])
    const [api, arm] = await ended<DeliveredImage[]>('push prod')
    const registry = new URL(project.sandbox.endpoint).host
    expect(api).toMatchObject({
      outcome: 'pushed',
      hash: built[0]!.hash,
      reference: expect.stringMatching(`^${registry}/${name}-prod/api@sha256:`),
    })
    expect(arm!.digest).not.toBe(api!.digest)
    expect(await ended<DeliveredImage[]>('push prod api')).toEqual([{ ...api, outcome: 'unchanged' }])
  })

  test('is released by its digest, for the processor that it is built for, and asked', async () => {
    const [api, arm] = await ended<DeliveredImage[]>('push prod')
    project.sandbox.calls.clear()
    expect(await ended<DeployResult>('deploy prod')).toMatchObject({
      outcome: 'succeeded',
      release: 1,
      smoke: [{ service: 'api', request: expect.stringMatching(/^GET .+\/api\/health$/) }],
    })
    expect(calls('GetCallerIdentity')).toBe(1)
    expect(await live('api')).toEqual({ version: '1', runsOn: ['x86_64'], image: api!.reference })
    expect(await live('arm')).toEqual({ version: '1', runsOn: ['arm64'], image: arm!.reference })
  })

  test('the same again is no release; another program is another version, and the way back is the first', async () => {
    expect(await ended<DeployResult>('deploy prod')).toMatchObject({ outcome: 'unchanged', release: 1 })
    const first = await live('api')
    await write(`two of ${name}`)
    expect(await ended<DeployResult>('deploy prod api')).toMatchObject({ outcome: 'succeeded', release: 2 })
    expect(await live('api')).toMatchObject({ version: '2', image: expect.not.stringMatching(first.image!) })
    expect(await live('arm')).toMatchObject({ version: '1' })
    await ended('rollback prod --yes')
    expect(await live('api')).toEqual(first)
  })

  test('one that cannot be built changes nothing', async () => {
    await writeFile(path.join(project.directory, 'api/Dockerfile'), 'FROM scratch\nCOPY nowhere /\n')
    const before = await live('api')
    const { code, document } = await project.json('deploy prod')
    expect({ code, document }).toMatchObject({
      code: 3,
      document: { error: { code: 'images.build-failed' } },
    })
    expect(await live('api')).toEqual(before)
  })

  test('teardown takes the images with it', async () => {
    const { proof } = await ended<{ proof: object }>('teardown prod --yes')
    expect(proof).toMatchObject({ standing: 0, tagged: [] })
  })
})
