import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openProject, type Project, type RunOptions } from './cli.ts'
import { called, moment } from './moment.ts'
import { slowManifest } from './slow-manifest.ts'

interface Release {
  readonly number: number
  readonly outcome: string
}

let project: Project
beforeEach(async () => {
  project = await openProject({ manifest: slowManifest(600), speed: 100 })
})
afterEach(async () => project[Symbol.asyncDispose]())

/** Runs words, and interrupts them so many times once `when` has come; with the real ms from there to the end. */
async function interrupted(words: string, when: () => Promise<void>, times = 1) {
  let since = 0
  const onStart: RunOptions['onStart'] = async kill => {
    await when()
    since = Date.now()
    for (let time = 0; time < times; time++) {
      kill('SIGINT')
      await setTimeout(100)
    }
  }
  const ended = await project.run(words, { onStart })
  return { ...ended, took: Date.now() - since }
}

function operations(): string[] {
  return project.sandbox.calls.records.map(({ operation }) => operation)
}

async function newestRelease(): Promise<Release> {
  const { document } = await project.json<{ releases: Release[] }>('releases staging')
  return document.releases[0]!
}

describe('Ctrl-C once', () => {
  it('ends a bootstrap within 5 seconds, and the same command goes on', async () => {
    const { sandbox } = project
    const { code, stderr, took } = await interrupted('bootstrap staging', () =>
      called(sandbox, 'CreateNatGateway'),
    )
    expect(code).toBe(130)
    expect(took).toBeLessThan(5000)
    expect(stderr).toContain('run.interrupted')
    expect(stderr).toContain('Run the same command again to go on.')
    const again = await project.run('bootstrap staging')
    expect(again.code).toBe(0)
    expect(again.stderr).not.toContain('lock')
    expect((await project.run('plan staging --exit-code')).code).toBe(0)
    expect(operations().filter(operation => operation === 'CreateNatGateway')).toHaveLength(1)
  })

  it('leaves a rollout to itself, and the next deploy follows it to its end', async () => {
    const { sandbox } = project
    await project.run('bootstrap staging')
    const { code, stderr, took } = await interrupted('deploy staging', () =>
      called(sandbox, 'DescribeServiceDeployments'),
    )
    expect(code).toBe(130)
    expect(took).toBeLessThan(5000)
    expect(stderr).toMatch(/deployctl deploy staging.*deployctl rollback staging/)
    expect(operations()).not.toContain('StopServiceDeployment')
    expect(await newestRelease()).toMatchObject({ number: 1, outcome: 'interrupted' })

    sandbox.calls.clear()
    const again = await project.json('deploy staging')
    expect([again.code, again.document.outcome]).toEqual([0, 'succeeded'])
    for (const write of ['CreateService', 'UpdateService', 'RegisterTaskDefinition', 'StopServiceDeployment'])
      expect(operations()).not.toContain(write)
    expect(await newestRelease()).toMatchObject({ number: 2, outcome: 'succeeded' })
  })

  it('ends within 5 seconds where AWS hangs, and says so in every manner', async () => {
    const { sandbox } = project
    sandbox.faults.add({ calls: [{ kind: 'hang', service: 'ec2' }] })
    const hanging = async () => {
      await moment(sandbox, () => sandbox.calls.records.filter(({ fault }) => fault === 'hang').length >= 3)
      await setTimeout(500)
    }
    const [text, json, events] = await Promise.all([
      interrupted('plan staging', hanging),
      interrupted('plan staging --json', hanging),
      interrupted('plan staging --events', hanging),
    ])
    expect([text.code, json.code, events.code]).toEqual([130, 130, 130])
    expect(text.stderr).toContain('run.interrupted')
    const told = { error: { code: 'run.interrupted', exitCode: 130 } }
    expect(JSON.parse(json.stdout)).toMatchObject(told)
    expect(JSON.parse(events.stdout.trim().split('\n').at(-1)!)).toMatchObject({
      type: 'run.failed',
      ...told,
    })
    for (const { took } of [text, json, events]) expect(took).toBeLessThan(5000)
  })
})

it('Ctrl-C twice ends at once', async () => {
  const { sandbox } = project
  sandbox.faults.add({ calls: [{ kind: 'hang', service: 'ec2' }] })
  const hanging = () => moment(sandbox, ({ fault }) => fault === 'hang')
  const { code, took } = await interrupted('plan staging', hanging, 2)
  expect(code).toBe(130)
  expect(took).toBeLessThan(1500)
})

it('a deadline ends the watching with 6, and never the rollout', async () => {
  const { sandbox } = project
  await project.run('bootstrap staging')
  const { code, document } = await project.json<{
    error: { code: string; message: string; release: number }
  }>('deploy staging --timeout 6m')
  expect([code, document.error.code, document.error.release]).toEqual([6, 'run.deadline', 1])
  expect(document.error.message).toContain('The deadline of 360 s passed.')
  expect(operations()).not.toContain('StopServiceDeployment')

  const status = await project.json<{ services: { live: { rollout: string } }[] }>('status staging')
  expect(status.document.services[0]!.live.rollout).toBe('IN_PROGRESS')
  await sandbox.advance(20 * 60_000)
  const again = await project.json('deploy staging')
  expect(again.code).toBe(0)
  expect(again.document.outcome).toMatch(/^(succeeded|unchanged)$/)
  expect(operations().filter(operation => operation === 'CreateService')).toHaveLength(1)
  expect(operations()).not.toContain('UpdateService')
})
