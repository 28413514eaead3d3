import { afterAll, beforeAll, expect, it } from 'vitest'
import { openProject, type Project } from './cli.ts'

/** One environment from nothing to a fault: what asks about it, and what is run in it, by the real command line. */
let project: Project
beforeAll(async () => {
  project = await openProject()
})
afterAll(async () => project[Symbol.asyncDispose]())

interface Examined {
  readonly outcome: string
  readonly checks: readonly { readonly name: string; readonly result: string }[]
}

it('doctor finds what is wrong, exits with 3 in text and in JSON, and still prints its result', async () => {
  const text = await project.run('doctor staging')
  expect([text.code, text.stderr]).toEqual([3, ''])
  expect(text.stdout).toContain('→ deployctl plan staging, then deployctl bootstrap staging')
  const { code, document } = await project.json<Examined>('doctor staging')
  expect([code, document.outcome]).toEqual([3, 'problems'])
  const events = await project.run('doctor staging --events')
  expect(events.code).toBe(3)
  expect(JSON.parse(events.stdout.trim().split('\n').at(-1)!)).toMatchObject({
    result: { outcome: 'problems' },
  })
})

it('where all is well it exits with 0, and status and open agree', async () => {
  expect((await project.run('bootstrap staging --yes')).code).toBe(0)
  const { calls } = project.sandbox
  calls.clear()
  expect((await project.run('deploy staging')).code).toBe(0)
  // Whose account it is, is asked once.
  expect(calls.records.filter(({ operation }) => operation === 'GetCallerIdentity')).toHaveLength(1)
  const { code, stdout } = await project.run('doctor staging')
  expect([code, stdout.trim().split('\n').at(-1)]).toEqual([
    0,
    expect.stringMatching(/^✔ All is well: \d+ checks\.$/),
  ])
  const opened = await project.run('open staging')
  expect(opened.stdout).toMatch(/^http:\/\/shop-staging-main-\d+\.us-east-1\.elb\.\S+\n$/)
  const status = await project.run('status staging')
  expect(status.stdout).toContain(opened.stdout.trim())
  expect(status.stdout).toMatch(/about \$\d+ a month: deployctl cost staging/)
})

it('run prints what the command prints, and passes on its exit code', async () => {
  project.sandbox.faults.add({ services: { ecs: { app: { release: { exitCode: 42, log: 'no rows' } } } } })
  const text = await project.run('run staging app -- npm run report --all')
  expect([text.code, text.stdout.split('\n')]).toEqual([42, expect.arrayContaining(['no rows'])])
  const { code, stdout } = await project.run('run staging app --json -- npm run report')
  expect([code, JSON.parse(stdout)]).toEqual([
    42,
    expect.objectContaining({ exitCode: 42, command: ['npm', 'run', 'report'] }),
  ])
})

it('run in a protected environment wants a word, and names what is unknown', async () => {
  expect((await project.run('run prod app -- rm -rf /')).code).toBe(2)
  expect((await project.run('run staging web -- true')).stderr).toContain('release.unknown-service')
  expect((await project.run('run staging app')).code).toBe(2)
})

it('dry runs change nothing, and say so', async () => {
  const before = project.sandbox.calls.records.length
  expect((await project.run('run staging app --dry-run -- npm test')).stdout).toMatch(
    /^Would run `npm test` as shop-staging-app:1\.\n$/,
  )
  expect((await project.run('unlock staging --dry-run')).stdout).toContain('is not locked')
  expect((await project.run('push staging --dry-run')).stdout).toContain('Nothing is built from source.')
  const writes = project.sandbox.calls.records
    .slice(before)
    .filter(({ operation }) => /^(Run|Put|Create|Update|Delete)/.test(operation))
  expect(writes).toEqual([])
})
