import { describe, expect, it } from 'vitest'
import { deploy } from '../../src/lib/runbooks/deploy.ts'
import type { FaultRule } from '../../src/lib/sandbox/faults.ts'
import { openProject, type Project } from './cli.ts'
import { inventory } from './inventory.ts'
import { live } from './mortal-run.ts'
import { stillSandbox, webApp, work } from './scene.ts'

/** What a bootstrap makes in fair weather. */
const clean = await (async () => {
  await using project = await openProject()
  await project.run('bootstrap staging')
  return await inventory(project.sandbox)
})()

interface Failed {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string }
}

/** Failures that say: it is half-way, or nothing was changed; run it again. */
const honest = [3, 5, 6]

/** Runs words until they succeed; every failure on the way must be clear, and no bug. */
async function persist(project: Project, words: string): Promise<number> {
  for (let attempt = 1; attempt <= 8; attempt++) {
    const { code, document } = await project.json<Failed>(words)
    if (code === 0) return attempt
    const { error } = document
    expect([words, honest.includes(code!), error.code]).toEqual([words, true, error.code])
    expect(error.message).not.toMatch(/undefined|is not a function|JSON|SyntaxError/)
    expect(error.hint).not.toBe('')
  }
  throw new Error(`${words} never succeeded.`)
}

const storms: Record<string, readonly FaultRule[]> = {
  // The load balancer is left out: it is asked so often that the SDK's own waiting would take a minute.
  'throttling of every third call': ['ec2', 'ecs', 'iam', 'logs', 's3'].map(service => ({
    kind: 'throttle',
    service,
    on: { every: 3 },
  })),
  'a 5xx for the first calls of everything that makes something': [
    'CreateVpc',
    'CreateSubnet',
    'CreateNatGateway',
    'CreateLoadBalancer',
    'CreateTargetGroup',
    'CreateRole',
    'CreateCluster',
    'CreateBucket',
    'PutObject',
    'RegisterTaskDefinition',
    'CreateService',
    'DescribeServiceDeployments',
  ].map(operation => ({ kind: 'error', operation, on: { first: 2 } })),
  'connections cut before the call is carried out': [{ kind: 'reset-before', on: { every: 9 } }],
  'connections cut after the call was carried out': [{ kind: 'reset-after', on: { every: 9 } }],
  // All but S3, which is consistent.
  'reads of seconds ago': ['ec2', 'ecs', 'elasticloadbalancing', 'iam', 'logs', 'tagging'].map(service => ({
    kind: 'stale',
    service,
    seconds: 4,
    on: { every: 2 },
  })),
}

const patience = { timeout: 180_000 }

describe('a whole life under faults: success, or a clear failure that running again mends', patience, () => {
  it.concurrent.each(Object.entries(storms))('%s', async (_name, calls) => {
    await using project = await openProject()
    const { sandbox } = project
    sandbox.faults.add({ calls })
    await persist(project, 'bootstrap staging')
    sandbox.faults.clear()
    expect((await project.run('plan staging --exit-code')).code).toBe(0)
    expect(await inventory(sandbox)).toEqual(clean)

    sandbox.faults.add({ calls })
    await persist(project, 'deploy staging')
    sandbox.faults.clear()
    const { document } = await project.json<{ releases: { outcome: string }[] }>('releases staging')
    expect(document.releases[0]).toMatchObject({ outcome: 'succeeded' })
    expect((await inventory(sandbox)).filter(line => /^ecs\.(services|taskDefinitions):/.test(line))).toEqual(
      ['ecs.services: 1', 'ecs.taskDefinitions: 1'],
    )

    sandbox.faults.add({ calls })
    await persist(project, 'teardown staging --yes --delete-data *')
    sandbox.faults.clear()
    expect(await inventory(sandbox)).toEqual(['iam.roles: 1'])
  })
})

it.concurrent.each([
  ['bootstrap staging', 'CreateSubnet'],
  ['deploy staging', 'DescribeServiceDeployments'],
  ['teardown staging --yes', 'DeleteSubnet'],
])('credentials that expire in the middle of %s are told as such', async (words, operation) => {
  await using project = await openProject()
  const { sandbox } = project
  if (!words.startsWith('bootstrap')) await project.run('bootstrap staging')
  sandbox.faults.add({ calls: [{ kind: 'expired-token', operation }] })
  const { code, document } = await project.json<Failed>(words)
  expect([code, document.error.code]).toEqual([8, 'aws.expired-credentials'])
  sandbox.faults.clear()
  expect((await project.run(words)).code).toBe(0)
})

it.concurrent.each([
  ['bootstrap staging', 'CreateVpc'],
  ['bootstrap staging', 'DescribeSubnets'],
  ['deploy staging', 'RegisterTaskDefinition'],
  ['deploy staging', 'CreateService'],
  ['deploy staging', 'DescribeServiceDeployments'],
  ['teardown staging --yes', 'DescribeVpcs'],
])('%s: an answer to %s that is no answer is no success', async (words, operation) => {
  await using project = await openProject()
  const { sandbox } = project
  if (!words.startsWith('bootstrap')) await project.run('bootstrap staging')
  sandbox.faults.add({ calls: [{ kind: 'garbage', operation }] })
  const { code, document } = await project.json<Failed>(words)
  expect([code, document.error.code]).toEqual([5, expect.stringMatching(/^(aws|graph|release)\./)])
  expect(document.error.message).toContain(operation)
  sandbox.faults.clear()
  expect((await project.run(words)).code).toBe(0)
  const vpcs = (await inventory(sandbox)).filter(line => line.startsWith('ec2.vpcs:'))
  expect(vpcs).toEqual(words.startsWith('teardown') ? [] : ['ec2.vpcs: 1'])
})

it('thirty services are registered at the pace that AWS allows, with no call refused', async () => {
  const sandbox = await stillSandbox()
  const image = `${new URL(sandbox.endpoint).host}/sandbox/hello`
  const workers = Array.from({ length: 30 }, (_, index) => `  worker-${index + 1}: {image: "${image}"}\n`)
  const services = `ingress: none\nservices:\n${workers.join('')}\nenvironments: {staging: {}}\n`
  const manifest = await webApp(text => text.replace(/\nservices:[\s\S]*/, `\n${services}`))
  await live(sandbox, manifest, work.bootstrap)
  const { result } = await live(sandbox, manifest, context =>
    deploy(context, { services: [], images: {}, keep: false }),
  )
  expect(result?.outcome).toBe('succeeded')
  const registered = sandbox.calls.records.filter(({ operation }) => operation === 'RegisterTaskDefinition')
  expect(registered.map(({ outcome }) => outcome)).toEqual(workers.map(() => 'ok'))
  expect(sandbox.calls.records.filter(({ outcome }) => /throttl|limit/i.test(outcome))).toEqual([])
  await sandbox.close()
})
