import { mkdtemp, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProject, type Project, plainManifest, runCli } from './cli.ts'

/** oclif reads a code from two places, and drops both for unknown flags: each is pinned in text and in JSON. */
describe('exit codes, in text and in JSON', () => {
  let project: Project
  let directory: string

  beforeAll(async () => {
    project = await openProject()
    directory = await mkdtemp(path.join(os.tmpdir(), 'deployctl-codes-'))
    await writeFile(
      path.join(directory, 'deployctl.yml'),
      plainManifest.replace('port: 8080', 'port: 99999').replace(/image: .*/, 'image: nginx'),
    )
  })
  afterAll(async () => project[Symbol.asyncDispose]())

  it.each([
    ['an unknown command', 'plann staging', 2, 'usage.invalid'],
    ['an unknown flag', 'plan staging --jsn', 2, 'usage.invalid'],
    ['a missing argument', 'plan', 2, 'usage.invalid'],
    ['a bad value of a flag', 'plan staging --timeout soon', 2, 'usage.invalid'],
    ['an unknown environment', 'plan nowhere', 2, 'manifest.unknown-environment'],
    ['a missing manifest', 'plan staging -f no.yml', 2, 'manifest.not-found'],
    ['an environment that was never bootstrapped', 'deploy staging', 3, 'preflight.failed'],
    ['nothing to return to', 'rollback staging', 3, 'ledger.missing'],
  ])('%s', async (_what, words, code, name) => {
    const text = await project.run(words)
    expect([text.code, text.stdout]).toEqual([code, ''])
    expect(text.stderr).toContain(name)
    const json = await project.json<{ error: { code: string; exitCode: number; hint: string } }>(words)
    expect([json.code, json.document.error.exitCode, json.document.error.code]).toEqual([code, code, name])
    expect(json.document.error.hint).not.toBe('')
  })

  it('a bad manifest: every problem, with its place', async () => {
    const { code, stdout } = await runCli(['validate', '--json'], directory)
    const { error } = JSON.parse(stdout)
    expect([code, error.code]).toEqual([2, 'manifest.invalid'])
    expect(error.problems).toEqual([
      expect.objectContaining({ file: 'deployctl.yml', line: 7, path: 'services.app.port' }),
    ])
  })

  it('the region that was given, also where nothing is asked of AWS', async () => {
    const { document } = await project.json<{ region: string }>('cost staging --region eu-west-1')
    expect(document.region).toBe('eu-west-1')
  })

  it('a hint for words that were typed wrong names the command', async () => {
    const errorOf = async (words: string) => {
      const { message, hint } = (await project.json<{ error: { message: string; hint: string } }>(words))
        .document.error
      return `${message} ${hint}`
    }
    expect(await errorOf('statsu staging')).toBe('There is no command `statsu`. Did you mean `status`?')
    expect(await errorOf('secrets lst staging')).toBe(
      'There is no command `secrets lst`. Did you mean `secrets list`?',
    )
    expect(await errorOf('frobnicate staging')).toBe(
      'There is no command `frobnicate`. See `deployctl --help`.',
    )
    expect(await errorOf('secrets put')).toBe('Missing: environment. See `deployctl secrets put --help`.')
  })

  it('a hint names the environment that it is about', async () => {
    const hintOf = async (words: string) =>
      (await project.json<{ error: { hint: string } }>(words)).document.error.hint
    expect(await hintOf('rollback staging')).toContain('`deployctl bootstrap staging`')
    expect(await hintOf('ci prod --staging staging --stdout')).toContain('`deployctl bootstrap staging`')
  })

  it('changes, for plan --exit-code only', async () => {
    expect((await project.run('plan staging')).code).toBe(0)
    expect((await project.run('plan staging --exit-code')).code).toBe(9)
    expect((await project.json('plan staging --exit-code')).code).toBe(9)
  })

  it('credentials of another account', async () => {
    const words = 'plan staging'
    await project.edit(text => `${text}account: "999999999999"\n`)
    const { code, document } = await project.json<{ error: { code: string } }>(words)
    expect([code, document.error.code]).toEqual([8, 'aws.wrong-account'])
    expect((await project.run(words)).code).toBe(8)
    const recovery = await project.json<{ error: { code: string } }>('rollback staging')
    expect([recovery.code, recovery.document.error.code]).toEqual([8, 'aws.wrong-account'])
    await project.edit(text => text.replace(/account: .*\n/, ''))
  })

  it('no credentials at all', async () => {
    const env = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' }
    expect((await project.run('plan staging', { env })).code).toBe(8)
  })

  it('a teardown that nobody confirmed', async () => {
    await project.run('bootstrap staging')
    const { code, document } = await project.json<{ error: { code: string } }>('teardown staging')
    expect([code, document.error.code]).toEqual([2, 'usage.confirmation-required'])
  })

  it('help and version are on standard output, and succeed', async () => {
    for (const words of ['--help', 'deploy --help', 'help deploy', 'secrets', '--version']) {
      const { code, stdout, stderr } = await project.run(words)
      expect([words, code, stderr]).toEqual([words, 0, ''])
      expect(stdout.length).toBeGreaterThan(20)
    }
  })
})
