import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProject, type Project, plainManifest } from './cli.ts'

interface ReleaseDocument {
  readonly outcome: string
  readonly release: number
  readonly services: Record<string, { image: string; taskDefinition: string; outcome: string }>
}

const manifest = plainManifest
  .replace(
    '    env:',
    '    count: {min: 1, max: 3, cpu: 70}\n    smoke: [{http: /health}]\n    secrets: {TOKEN: secret:app.TOKEN, KEY: secret:app.KEY}\n    env:',
  )
  .replace(
    'environments:',
    'secrets:\n  app:\n    TOKEN: {prompt: Token}\n    KEY: {generate: {bytes: 32}}\nenvironments:',
  )

/** The story of the README, told by the real command line, one chapter after the other. */
describe('from an empty account to a release, and back to nothing', () => {
  let project: Project
  beforeAll(async () => {
    project = await openProject({ manifest })
  })
  afterAll(async () => project[Symbol.asyncDispose]())

  const mutations = () => project.sandbox.calls.records.filter(({ mutating }) => mutating).length

  it('plans everything, and changes nothing by it', async () => {
    const { code, document } = await project.json<{
      changes: number
      items: { kind: string; action: string }[]
    }>('plan staging')
    expect(code).toBe(0)
    expect(document.changes).toBeGreaterThan(20)
    expect(mutations()).toBe(0)
  })

  it('bootstraps once, and writes nothing the second time', async () => {
    expect((await project.run('bootstrap staging')).code).toBe(0)
    const before = mutations()
    expect(before).toBeGreaterThan(30)
    const { code, document } = await project.json<{ made: unknown[] }>('bootstrap staging')
    expect([code, document.made, mutations()]).toEqual([0, [], before])
    expect((await project.run('plan staging --exit-code')).code).toBe(0)
  })

  it('refuses to deploy while values are missing, and says what to type', async () => {
    const { code, document } = await project.json<{ error: { findings: { hint: string }[] } }>(
      'deploy staging',
    )
    expect(code).toBe(3)
    expect(document.error.findings.map(({ hint }) => hint)).toEqual(['deployctl secrets put staging app'])
  })

  it('takes values by standard input, and generates the others', async () => {
    expect((await project.run('secrets put staging app.TOKEN --stdin', { input: 'tok-123456\n' })).code).toBe(
      0,
    )
    expect((await project.run('secrets generate staging')).code).toBe(0)
    const { document } = await project.json<{ label: string; set: boolean }[]>('secrets list staging')
    expect(document).toEqual([
      expect.objectContaining({ label: 'app.TOKEN', set: true }),
      expect.objectContaining({ label: 'app.KEY', set: true }),
    ])
  })

  it('releases, pinned to a digest, and has nothing to do the second time', async () => {
    const first = await project.json<ReleaseDocument>('deploy staging')
    expect([first.code, first.document.outcome, first.document.release]).toEqual([0, 'succeeded', 1])
    expect(first.document.services.app!.image).toMatch(/sandbox\/hello@sha256:[0-9a-f]{64}$/)
    const second = await project.json<ReleaseDocument>('deploy staging')
    expect([second.code, second.document.outcome, second.document.release]).toEqual([0, 'unchanged', 1])
  })

  it('says that all is well', async () => {
    const { code, document } = await project.json<{
      troubles: unknown[]
      services: { live: { running: number } }[]
    }>('status staging')
    expect([code, document.troubles, document.services[0]!.live.running]).toEqual([0, [], 1])
  })

  it('makes one update a service, and one release of a change', async () => {
    await project.edit(text => text.replace('GREETING: hello', 'GREETING: bonjour'))
    const before = project.sandbox.calls.records.length
    const { document } = await project.json<ReleaseDocument>('deploy staging')
    expect([document.outcome, document.release]).toEqual(['succeeded', 2])
    const updates = project.sandbox.calls.records
      .slice(before)
      .filter(({ operation }) => operation === 'UpdateService')
    expect(updates.length).toBe(1)
  })

  it('tells a deploy that ECS rolled back as what it is: exit 4, the old release serves', async () => {
    await project.edit(text =>
      text.replace('GREETING: bonjour', 'GREETING: bonjour, SANDBOX_BEHAVIOUR: never-healthy'),
    )
    const { code, document } = await project.json<{
      error: { code: string; story: { serves: number; failed: { stopped: { plain: string } }[] } }
    }>('deploy staging')
    expect([code, document.error.code, document.error.story.serves]).toEqual([4, 'release.rolled-back', 2])
    expect(document.error.story.failed[0]!.stopped.plain).toContain('health')
    await project.edit(text => text.replace(', SANDBOX_BEHAVIOUR: never-healthy', ''))
  })

  it('stops a deploy whose release command fails, before anything moves', async () => {
    await project.edit(text =>
      text
        .replace('    smoke:', '    release: {command: ["migrate"]}\n    smoke:')
        .replace('GREETING: bonjour', 'GREETING: ciao, SANDBOX_BEHAVIOUR: "crash:1"'),
    )
    const before = project.sandbox.calls.records.length
    const { code, document } = await project.json<{ error: { code: string } }>('deploy staging')
    expect([code, document.error.code]).toEqual([4, 'release.command-failed'])
    const updates = project.sandbox.calls.records
      .slice(before)
      .filter(({ operation }) => operation === 'UpdateService')
    expect(updates).toEqual([])
    await project.edit(text =>
      text
        .replace('    release: {command: ["migrate"]}\n', '')
        .replace('GREETING: ciao, SANDBOX_BEHAVIOUR: "crash:1"', 'GREETING: bonjour'),
    )
  })

  it('rolls back to the release before, never to one that failed', async () => {
    const preview = await project.json<{ from: number; to: number }>('rollback staging --dry-run')
    expect([preview.code, preview.document.from, preview.document.to]).toEqual([0, 2, 1])
    const { code, document } = await project.json<{ outcome: string; restores: number }>('rollback staging')
    expect([code, document.outcome, document.restores]).toEqual([0, 'succeeded', 1])
    const { document: list } = await project.json<{
      releases: { number: number; outcome: string; state: string }[]
    }>('releases staging')
    expect(list.releases.map(({ number, outcome }) => [number, outcome]).slice(-3)).toEqual([
      [3, 'rolled-back'],
      [2, 'succeeded'],
      [1, 'succeeded'],
    ])
    expect(list.releases[0]).toMatchObject({ outcome: 'succeeded', state: 'serving', restores: 1 })
  })

  it('sleeps, scales and wakes', async () => {
    expect((await project.json('scale staging app=2 --dry-run')).document).toEqual({
      moves: { app: { from: 1, to: 2 } },
    })
    expect((await project.json('scale staging app=2')).document).toMatchObject({
      services: { app: { desired: 2, running: 2 } },
    })
    expect((await project.json('sleep staging')).document).toMatchObject({
      outcome: 'asleep',
      remembered: { app: 2 },
    })
    expect((await project.json('sleep staging')).document).toMatchObject({
      outcome: 'unchanged',
      remembered: { app: 2 },
    })
    const { document: asleep } = await project.json<{ items: { kind: string; action: string }[] }>(
      'plan staging',
    )
    expect(asleep.items.filter(({ kind, action }) => kind.startsWith('scal') && action !== 'none')).toEqual(
      [],
    )
    expect((await project.json('wake staging --dry-run')).document).toEqual({
      moves: { app: { from: 0, to: 2 } },
    })
    expect((await project.json('wake staging')).document).toMatchObject({
      outcome: 'awake',
      services: { app: { desired: 2, running: 2 } },
    })
  })

  it('shows what the services logged', async () => {
    const { code, stdout } = await project.run('logs staging --since 7d')
    expect(code).toBe(0)
    expect(stdout).toContain('ready')
  })

  it('goes back to nothing, and proves it', async () => {
    const inventory = await project.json<{ remove: unknown[]; keep: unknown[] }>('teardown staging --dry-run')
    expect(inventory.document.remove.length).toBeGreaterThan(20)
    const { code, document } = await project.json<{ proof: { standing: number }; keep: unknown[] }>(
      'teardown staging --yes',
    )
    expect([code, document.proof.standing, document.keep]).toEqual([0, 0, []])
    const again = await project.json<{ remove: unknown[] }>('teardown staging --yes')
    expect([again.code, again.document.remove]).toEqual([0, []])
    expect(project.sandbox.calls.failures).toEqual([])
  })
})
