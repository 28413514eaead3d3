import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type Manifest, parse, resolveManifest } from '../../src/lib/manifest/index.ts'
import type { Sandbox } from '../../src/lib/sandbox/index.ts'
import { inventory } from './inventory.ts'
import { live, type Write } from './mortal-run.ts'
import { pointsOf, startingPoint, work } from './scene.ts'

function manifestWith(change: string): Manifest {
  const text = `version: 1
project: shop
region: us-east-1
ingress: none
network: {nat: none}
databases:
  main: {engine: aurora-postgresql, parameters: {work_mem: "8192"}, ${change}}
environments: {prod: {}}
`
  return resolveManifest(parse(text, 'deployctl.yml'), 'prod', { env: {}, gitSha: () => undefined })
}

const small = manifestWith('readers: 1, proxy: true')
const other = manifestWith('capacity: {min: 1, max: 4}, backups: 14d')
const empty = await startingPoint(async () => {})
const standing = await startingPoint(sandbox => live(sandbox, small, work.bootstrap))

type Work = (typeof work)['bootstrap' | 'teardown']

/** The points at which RDS was told something. */
async function pointsIn(sandbox: Sandbox, manifest: Manifest, doing: Work) {
  const { writes } = await live<unknown>(sandbox, manifest, doing)
  await sandbox.close()
  return pointsOf(writes as readonly Write[]).filter(({ write }) => write.startsWith('rds:'))
}

const made = await pointsIn(await empty.open(), small, work.bootstrap)
const changed = await pointsIn(await standing.open(), other, work.bootstrap)
const removed = await pointsIn(await standing.open(), small, work.teardown)

describe('a cluster of Aurora, whose maker is killed after any of its writes with the answer lost', () => {
  let sandbox: Sandbox
  afterEach(() => sandbox.close())
  afterAll(async () => {
    await empty[Symbol.asyncDispose]()
    await standing[Symbol.asyncDispose]()
  })

  it.each(made)('is made by the next run all the same: $after: $write', async ({ after }) => {
    sandbox = await empty.open()
    await live(sandbox, small, work.bootstrap, { after })
    await convergesTo(small)
  })

  it.each(changed)('is changed by the next run all the same: $after: $write', async ({ after }) => {
    sandbox = await standing.open()
    await live(sandbox, other, work.bootstrap, { after })
    await convergesTo(other)
  })

  it.each(removed)('is removed by the next run all the same: $after: $write', async ({ after }) => {
    sandbox = await standing.open()
    await live<unknown>(sandbox, small, work.teardown, { after })
    await sandbox.advance(60_000)
    const again = await live(sandbox, small, work.teardown)
    expect(again.result?.proof).toMatchObject({ standing: 0, vanished: [] })
    // The account's own role of ECS, and one last snapshot.
    expect(await inventory(sandbox)).toEqual([
      'iam.roles: 1',
      'rds.cluster-snapshots: 1',
      'rds.tags cluster-snapshot main',
    ])
    expect(sandbox.calls.failures).toEqual([])
  })

  async function convergesTo(manifest: Manifest) {
    await sandbox.advance(60_000)
    expect((await live(sandbox, manifest, work.bootstrap)).result).toBeDefined()
    expect((await live(sandbox, manifest, work.plan)).result?.changes).toBe(0)
    expect(sandbox.calls.failures).toEqual([])
  }
})
