import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Manifest } from '../../src/lib/manifest/schema/manifest.ts'
import { rolesOf } from '../../src/lib/resources/roles/index.ts'
import { publicUrl } from '../../src/lib/runbooks/live/address.ts'
import { logs } from '../../src/lib/runbooks/logs.ts'
import { listOfReleases } from '../../src/lib/runbooks/releases.ts'
import { rollback } from '../../src/lib/runbooks/rollback.ts'
import { status } from '../../src/lib/runbooks/status.ts'
import { scope } from '../resources/manifest.ts'
import { Stage } from './stage.ts'

const github = { repository: 'your-org/your-repo', branches: ['main'] }
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'deployctl-github-'))
})
afterAll(() => rm(directory, { recursive: true }))

/** What IAM calls operations that have another name than their permission. */
const permissions: Readonly<Record<string, string>> = {
  's3:CopyObject': 's3:PutObject',
  // By their versions, in the ledger.
  's3:DeleteObjects': 's3:DeleteObjectVersion',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListObjectVersions': 's3:ListBucketVersions',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:GetBucketCors': 's3:GetBucketCORS',
  's3:HeadObject': 's3:GetObject',
  'tagging:GetResources': 'tag:GetResources',
  'lambda:Invoke': 'lambda:InvokeFunction',
}

function permissionOf(service: string, operation: string): string {
  if (service === 'apigateway')
    return operation.startsWith('Get') ? 'apigateway:GET' : `apigateway:${operation}`
  const prefix = { monitoring: 'cloudwatch' }[service] ?? service
  return permissions[`${service}:${operation}`] ?? `${prefix}:${operation}`
}

/** As IAM reads an action: `*` is any text. */
function isLike(action: string, pattern: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(action)
}

/** As the command line runs on a sandbox. */
function standIn({ sandbox: { endpoint } }: Stage) {
  const trust = async () => {
    const answer = await fetch(`${endpoint}/_sandbox/authority`)
    return ((await answer.json()) as { certificate: string }).certificate
  }
  return { trust, endpoint }
}

/** What a workflow does in an environment, release by release. */
async function work(stage: Stage, releases: readonly (() => Promise<Manifest>)[]): Promise<Set<string>> {
  const before = stage.sandbox.calls.records.length
  let manifest: Manifest | undefined
  for (const release of releases) {
    manifest = await release()
    await stage.deploy(manifest, standIn(stage))
  }
  const context = stage.context(manifest!, standIn(stage))
  await rollback(context, {})
  await status(context)
  await publicUrl(context)
  await listOfReleases(context, { limit: 10 })
  await logs(context, { services: [], since: 3600, follow: false })
  return new Set(
    stage.sandbox.calls.records
      .slice(before)
      .filter(({ service }) => service !== 'sts')
      .map(({ service, operation }) => permissionOf(service, operation)),
  )
}

function notAllowed(called: ReadonlySet<string>, manifest: Manifest): string[] {
  const statements = rolesOf(manifest).github!.statements(scope)
  const allowed = statements.flatMap(({ Action }) => [Action].flat())
  return [...called].filter(action => !allowed.some(pattern => isLike(action, pattern))).toSorted()
}

test('whatever a workflow calls for services and jobs is allowed', async () => {
  const stage = await Stage.open(200)
  const sections = {
    github,
    jobs: { hourly: { service: 'api', command: ['ls'], schedule: '0 * * * *' } },
    alarms: { cpu: 80 },
    dashboard: true,
    ingress: 'load-balancer',
    schedule: [{ at: '0 21 * * *', count: 1 }],
    secrets: { key: {} },
    releases: { keep: 2 },
  }
  const manifest = (COLOUR: string) => {
    const count = { min: 1, max: 3, cpu: 70 }
    const release = { command: ['migrate'] }
    const secrets = { KEY: 'secret:key' }
    return stage.manifest(
      { api: { port: 80, routes: ['/*'], env: { COLOUR }, count, release, secrets } },
      sections,
    )
  }
  await stage.bootstrap(manifest('red'))
  const { secretsManager } = stage.context(manifest('red')).ports
  await secretsManager.putSecretValue({ SecretId: 'shop-prod/key', SecretString: 'x' })
  const colours = ['red', 'blue', 'green', 'grey']
  const called = await work(
    stage,
    colours.map(colour => async () => manifest(colour)),
  )
  expect(notAllowed(called, manifest('red'))).toEqual([])
  expect(called.size).toBeGreaterThan(60)
  await stage.close()
})

test('whatever it calls for functions, sites and what they use is allowed', async () => {
  const stage = await Stage.open(300)
  const sections = (functions: Record<string, object>) => ({
    github,
    network: { nat: 'none' },
    ingress: 'http-api',
    functions,
    buckets: {
      site: { website: { directory: './site', smoke: [{ http: '/' }] }, cdn: true },
      media: {},
    },
    tables: { main: { partitionKey: 'id' } },
    userPools: { users: {} },
    databases: { main: { engine: 'postgres' } },
    caches: { main: {} },
    alarms: { functionErrors: '5/5m' },
    releases: { keep: 2 },
  })
  const manifest = (version: number): Manifest => {
    const api = {
      zip: { directory: './api' },
      routes: ['/api/*'],
      env: { TABLE: '${tables.main.name}' },
      smoke: [{ http: '/api/health' }],
      access: { 'tables.main': 'write' },
      ...(version === 2 && { concurrency: 5 }),
    }
    const wanted = stage.manifest({ web: { port: 80, routes: ['/*'], count: 1 } }, sections({ api }))
    return { ...wanted, directory }
  }
  const write = async (version: number) => {
    const answer = `({ statusCode: 200, body: 'version ${version}' })`
    await mkdir(path.join(directory, 'api'), { recursive: true })
    await mkdir(path.join(directory, 'site'), { recursive: true })
    await writeFile(path.join(directory, 'api/index.mjs'), `export const handler = async () => ${answer}`)
    await writeFile(path.join(directory, 'site/index.html'), `version ${version}`)
    return manifest(version)
  }
  await stage.bootstrap(await write(1))
  const called = await work(
    stage,
    [1, 2, 3, 4].map(version => () => write(version)),
  )
  expect(notAllowed(called, manifest(1))).toEqual([])
  for (const action of ['lambda:PublishVersion', 'cloudfront:CreateInvalidation', 's3:PutObject'])
    expect(called).toContain(action)
  await stage.close()
}, 60_000)
