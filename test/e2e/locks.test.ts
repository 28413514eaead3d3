import os from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Ended, openProject, type Project } from './cli.ts'
import { moment } from './moment.ts'
import { slowManifest } from './slow-manifest.ts'

interface Running {
  readonly ended: Promise<Ended>
  kill(): void
}

const me = `${os.userInfo().username}@${os.hostname()}`

let project: Project
beforeEach(async () => {
  project = await openProject({ manifest: slowManifest(240), speed: 60 })
  await project.run('bootstrap staging')
})
afterEach(async () => project[Symbol.asyncDispose]())

/** Starts a deploy, and lets it come as far as its rollout. */
async function deploying(words = 'deploy staging'): Promise<Running> {
  const seen = project.sandbox.calls.records.length
  let kill = () => {}
  const ended = project.run(words, {
    onStart: signal => {
      kill = () => signal('SIGKILL')
    },
  })
  const { sandbox } = project
  await moment(sandbox, call => {
    return call.operation === 'CreateService' && sandbox.calls.records.indexOf(call) >= seen
  })
  return { ended, kill: () => kill() }
}

it('of two deploys at once one runs, and the other is told who holds the lock since when', async () => {
  const first = await deploying()
  const [text, json] = await Promise.all([
    project.run('deploy staging'),
    project.json<{ error: { code: string; holder: object; since: string } }>('deploy staging'),
  ])
  expect([text.code, json.code, json.document.error.code]).toEqual([7, 7, 'lock.held'])
  expect(text.stderr).toMatch(
    new RegExp(`${me} is running \`deployctl deploy staging\` here since 20\\d\\d-`),
  )
  expect(text.stderr).toContain('deployctl unlock staging')
  expect(json.document.error).toMatchObject({
    holder: { user: os.userInfo().username, host: os.hostname(), command: 'deploy staging' },
    since: expect.stringMatching(/^20\d\d-.*Z$/),
  })
  expect((await first.ended).code).toBe(0)
  const made = project.sandbox.calls.records.filter(({ operation }) => operation === 'CreateService')
  expect(made).toHaveLength(1)
})

it('a deploy that was killed is succeeded by the same command within a minute', async () => {
  const { sandbox } = project
  const first = await deploying()
  first.kill()
  expect((await first.ended).code).toBeNull()
  const before = sandbox.calls.records.length
  const second = await project.run('deploy staging')
  expect(second.code).toBe(0)
  expect(second.stderr).toMatch(new RegExp(`Took over the lock of ${me} \\(\`deployctl deploy staging\`\\)`))
  const puts = sandbox.calls.records.slice(before).filter(({ operation }) => operation === 'PutObject')
  const taken = puts.find(({ changed }) => changed)!
  expect(taken.at - puts[0]!.at).toBeLessThan(60_000)
  const { document } = await project.json<{ releases: { number: number; outcome: string }[] }>(
    'releases staging',
  )
  expect(document.releases).toMatchObject([
    { number: 2, outcome: 'succeeded' },
    { number: 1, outcome: 'interrupted' },
  ])
})

it('unlock shows the holder, and asks; a deploy whose lock was stolen stops', async () => {
  const first = await deploying('deploy staging --json')
  const asked = await project.run('unlock staging')
  expect([asked.code, asked.stdout]).toEqual([2, ''])
  expect(asked.stderr).toContain(`${me} holds it for \`deployctl deploy staging\`, since `)

  const taken = await project.json<{ holder: object }>('unlock staging --yes')
  expect([taken.code, taken.document.holder]).toMatchObject([0, { command: 'deploy staging' }])
  const { code, stdout } = await first.ended
  expect([code, JSON.parse(stdout).error.code]).toEqual([5, 'lock.lost'])
  expect((await project.run('unlock staging')).stdout).toContain('staging is not locked')
})
