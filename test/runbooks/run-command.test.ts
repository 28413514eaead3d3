import { afterAll, beforeAll, expect, test } from 'vitest'
import { DeployctlError } from '../../src/lib/errors/index.ts'
import type { Event } from '../../src/lib/events/index.ts'
import { logGroupName } from '../../src/lib/resources/log-group.ts'
import { previewRun, runCommand } from '../../src/lib/runbooks/run-command.ts'
import { Stage } from './stage.ts'

let stage: Stage
const manifest = () => stage.manifest({ api: { env: { COLOUR: 'red' } } })
const command = ['npm', 'run', 'report']
const run = (change: object = {}) =>
  runCommand(stage.context(manifest(), change), { service: 'api', command, detach: false })

beforeAll(async () => {
  stage = await Stage.open()
  await stage.bootstrap(manifest())
})
afterAll(() => stage.close())

const fate = (api: object) => stage.sandbox.faults.add({ services: { ecs: { api } } })

test('nothing is run of what was never deployed', async () => {
  await expect(run()).rejects.toMatchObject({ code: 'release.not-deployed' })
  await stage.deploy(manifest())
})

test('a preview says what would run, and runs nothing', async () => {
  const before = stage.calls('RunTask')
  const { taskDefinition } = await previewRun(stage.context(manifest()), { service: 'api', command })
  expect(taskDefinition).toMatch(/task-definition\/shop-prod-api:1$/)
  expect(stage.calls('RunTask')).toBe(before)
})

test('a command runs as the service does, and its exit code and log are its own', async () => {
  fate({ release: { exitCode: 3, log: 'nothing to report' } })
  const events: Event[] = []
  const result = await run({ emit: (event: Event) => events.push(event) })
  expect(result).toMatchObject({ service: 'api', command, exitCode: 3 })
  expect(result.logs).toContain('nothing to report')
  const lines = events.flatMap(event => (event.type === 'log.line' ? [event.message] : []))
  expect(lines).toEqual(result.logs)
  const { ecs } = stage.context(manifest()).ports
  const { tasks } = await ecs.describeTasks({ cluster: 'shop-prod', tasks: [result.task] })
  expect(tasks![0]).toMatchObject({ startedBy: 'deployctl-run', taskDefinitionArn: result.taskDefinition })
  expect(tasks![0]!.overrides!.containerOverrides![0]!.command).toEqual(command)
})

test('one that is detached is left to itself', async () => {
  const context = stage.context(manifest())
  const result = await runCommand(context, { service: 'api', command, detach: true })
  expect(result).not.toHaveProperty('exitCode')
  await stage.sandbox.advance(300_000)
})

test('an interrupted one is stopped: nobody would see its end', async () => {
  fate({ release: { afterSeconds: 3600 } })
  const controller = new AbortController()
  const running = run({ signal: controller.signal })
  await expect.poll(() => stage.calls('RunTask'), { timeout: 10_000 }).toBe(3)
  controller.abort(new DeployctlError('run.interrupted', { message: 'Interrupted.' }))
  await expect(running).rejects.toMatchObject({ code: 'run.interrupted' })
  expect(stage.calls('StopTask')).toBe(1)
})

test('one that never came to run says why', async () => {
  const { logs } = stage.context(manifest()).ports
  await logs.deleteLogGroup({ logGroupName: logGroupName(manifest(), 'api') })
  await expect(run()).rejects.toMatchObject({
    code: 'run.not-started',
    message: expect.stringContaining('The log group of the service does not stand.'),
    hint: 'deployctl bootstrap prod',
  })
})
