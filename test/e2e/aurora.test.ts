import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProject, type Project, plainManifest } from './cli.ts'

const manifest = plainManifest
  .replace('    env: {GREETING: hello}', '    secrets: {DATABASE_URL: "${databases.main.url}"}')
  .replace(
    'environments:',
    `databases:
  main:
    engine: aurora-postgresql
    capacity: {min: 0, max: 4, pauseAfter: 10m}
    schemas: [users]
environments:`,
  )

interface Item {
  readonly kind: string
  readonly id: string
  readonly action: string
  readonly changes: readonly { path: string; from: unknown; to: unknown }[]
}

/** The life of a system whose database is a cluster of Aurora, told by the real command line. */
describe('from an empty account to a release on Aurora, and back to nothing', () => {
  let project: Project
  beforeAll(async () => {
    project = await openProject({ manifest, speed: 1000 })
  })
  afterAll(async () => project[Symbol.asyncDispose]())

  const writesSince = (before: number) =>
    project.sandbox.calls.records.slice(before).flatMap(one => (one.mutating ? [one.operation] : []))
  const calls = () => project.sandbox.calls.records.length

  it('bootstraps once, and writes nothing the second time', async () => {
    expect(await project.run('bootstrap staging')).toMatchObject({ code: 0 })
    const before = calls()
    const { code, document } = await project.json<{ made: unknown[] }>('bootstrap staging')
    expect([code, document.made, writesSince(before)]).toEqual([0, [], []])
  })

  it('releases what is told of it by a secret', async () => {
    const { code, document } = await project.json<{ outcome: string }>('deploy staging')
    expect([code, document.outcome]).toEqual([0, 'succeeded'])
    expect((await project.run('plan staging --exit-code')).code).toBe(0)
  })

  it('says how it is', async () => {
    const { document } = await project.json<{ parts: object[]; troubles: object[] }>('status staging')
    expect(document.parts).toContainEqual({
      what: 'database',
      name: 'main',
      status: 'available',
      well: true,
      detail: expect.stringMatching(/^aurora-postgresql 16\.\d+, 0 to 4 ACUs, pauses after 10m$/),
    })
    expect(document.troubles).toEqual([])
    const doctor = await project.json<{ checks: { name: string; result: string }[] }>('doctor staging')
    const found = doctor.document.checks.find(({ name }) => name === 'databases')
    expect([doctor.code, found!.result]).toEqual([0, 'ok'])
  })

  it('plans a change of its capacity, makes it in place, and has then nothing to do', async () => {
    await project.edit(text => text.replace('max: 4', 'max: 8'))
    const { document } = await project.json<{ items: Item[] }>('plan staging')
    const open = document.items.filter(({ action }) => action !== 'none')
    expect(open.map(({ kind, id, action }) => `${kind}/${id} ${action}`)).toEqual(['database/main update'])
    expect(open[0]!.changes).toMatchObject([{ path: 'capacity.max', from: 4, to: 8 }])
    expect((await project.run('bootstrap staging --yes')).code).toBe(0)
    expect((await project.run('plan staging --exit-code')).code).toBe(0)
  })

  it('refuses to make it an instance, since data is in it', async () => {
    const cluster = '    engine: aurora-postgresql\n    capacity: {min: 0, max: 8, pauseAfter: 10m}\n'
    await project.edit(text => text.replace(cluster, '    engine: postgres\n'))
    const before = calls()
    const { code, document } = await project.json<{ error: { message: string } }>('bootstrap staging')
    expect([code, writesSince(before)]).toEqual([3, []])
    expect(document.error.message).toContain('database')
    await project.edit(text => text.replace('    engine: postgres\n', cluster))
  })

  it('keeps its data in a teardown, and lets it go where it is named', async () => {
    const kept = await project.json<{ keep: Item[]; proof: { standing: number } }>('teardown staging --yes')
    expect(kept.code).toBe(0)
    expect(kept.document.keep.map(({ kind, id }) => `${kind}/${id}`)).toContain('database/main')
    const gone = await project.json<{ proof: { standing: number }; snapshots: string[] }>(
      'teardown staging --delete-data database/main --yes',
    )
    expect([gone.code, gone.document.proof.standing]).toEqual([0, 0])
    expect(gone.document.snapshots).toEqual([expect.stringMatching(/^shop-staging-main-final-/)])
    expect(project.sandbox.calls.failures).toEqual([])
  })
})
