import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Manifest } from '../../src/lib/manifest/schema/manifest.ts'
import { openLedger } from '../../src/lib/releases/ledger.ts'
import { listReleases } from '../../src/lib/releases/records.ts'
import { bootstrap } from '../../src/lib/runbooks/bootstrap.ts'
import { deploy } from '../../src/lib/runbooks/deploy.ts'
import { plan } from '../../src/lib/runbooks/plan.ts'
import { rollback } from '../../src/lib/runbooks/rollback.ts'
import { sleep } from '../../src/lib/runbooks/sleep.ts'
import { status } from '../../src/lib/runbooks/status.ts'
import { takeInventory, teardown } from '../../src/lib/runbooks/teardown.ts'
import { wake } from '../../src/lib/runbooks/wake.ts'
import { Stage } from './stage.ts'

/** One environment through its life: each test goes on from where the one before it left. */
let stage: Stage
const hour = 3600_000
const jobs = { hourly: { service: 'api', command: ['npm', 'run', 'report'], schedule: '0 * * * *' } }
const withEnv = (env: object, more: object = {}) =>
  stage.manifest({ api: { env, ...more } }, { jobs, alarms: {} })
const red = () => withEnv({ COLOUR: 'red' })
const blue = () => withEnv({ COLOUR: 'blue', SANDBOX_BEHAVIOUR: 'exit:3' })

beforeAll(async () => {
  stage = await Stage.open(200)
})
afterAll(() => stage.close())

function ports(manifest: Manifest = red()) {
  return stage.context(manifest).ports
}

/** The revision that the schedule starts. */
async function scheduled(): Promise<string> {
  const found = await ports().scheduler.getSchedule({ GroupName: 'shop-prod', Name: 'job-hourly' })
  return found.Target!.EcsParameters!.TaskDefinitionArn!.split(':').at(-1)!
}

/** The tasks of the job that ended within the last hour: revision and exit code. */
async function runs(): Promise<string[]> {
  const { ecs } = ports()
  const listed = { cluster: 'shop-prod', family: 'shop-prod-job-hourly', desiredStatus: 'STOPPED' } as const
  const { taskArns = [] } = await ecs.listTasks(listed)
  if (taskArns.length === 0) return []
  const { tasks = [] } = await ecs.describeTasks({ cluster: 'shop-prod', tasks: taskArns })
  return tasks.map(
    ({ taskDefinitionArn, containers }) =>
      `${taskDefinitionArn!.split(':').at(-1)} → ${containers![0]!.exitCode}`,
  )
}

async function alarmState(): Promise<string | undefined> {
  const named = { AlarmNames: ['shop-prod-job-hourly-failed'] }
  return (await ports().cloudwatch.describeAlarms(named)).MetricAlarms![0]!.StateValue
}

test('the first release registers the job with its service, and puts it on the clock', async () => {
  await stage.bootstrap(red())
  const result = await stage.deploy(red())
  expect(result).toMatchObject({ outcome: 'succeeded', jobs: { hourly: { outcome: 'succeeded' } } })
  expect(result.jobs!.hourly!.taskDefinition).toMatch(/shop-prod-job-hourly:1$/)
  expect(await scheduled()).toBe('1')
  expect(await stage.deploy(red())).toMatchObject({ outcome: 'unchanged', jobs: { hourly: {} } })
  expect(await plan(stage.context(red()))).toMatchObject({ changes: 0 })
  const writes = stage.sandbox.calls.records.filter(({ changed }) => changed).length
  await bootstrap(stage.context(red()), { confirm: async () => true })
  expect(stage.sandbox.calls.records.filter(({ changed }) => changed)).toHaveLength(writes)
})

test('it runs on the hour', async () => {
  await stage.sandbox.advance(hour)
  expect(await runs()).toEqual(['1 → 0'])
  expect(await alarmState()).not.toBe('ALARM')
  const { parts } = await status(stage.context(red()))
  expect(parts).toEqual([
    {
      what: 'job',
      name: 'hourly',
      status: 'enabled',
      well: true,
      detail: expect.stringMatching(/^revision 1, next \d{4}-\d\d-\d\d \d\d:00 UTC$/),
      by: 'deploy',
    },
  ])
})

test('a release of its service moves it, and nothing that is not told of its failure', async () => {
  const named = { services: ['hourly'], images: {}, keep: false }
  const result = await deploy(stage.context(blue()), named)
  expect(result).toMatchObject({
    services: { api: { outcome: 'succeeded' } },
    jobs: { hourly: { outcome: 'succeeded', taskDefinition: expect.stringMatching(/:2$/) } },
  })
  await stage.sandbox.advance(hour)
  expect(await runs()).toContain('2 → 3')
  expect(await alarmState()).toBe('ALARM')
  const { QueueUrl } = await ports().sqs.getQueueUrl({ QueueName: 'shop-prod-job-hourly' })
  const { Messages } = await ports().sqs.receiveMessage({ QueueUrl })
  expect(JSON.parse(Messages![0]!.Body!).detail).toMatchObject({
    lastStatus: 'STOPPED',
    taskDefinitionArn: expect.stringMatching(/job-hourly:2$/),
    containers: [{ exitCode: 3 }],
  })
})

test('a release that fails leaves the job as it was', async () => {
  const crash = withEnv({ COLOUR: 'green', SANDBOX_BEHAVIOUR: 'crash' })
  await expect(stage.deploy(crash)).rejects.toMatchObject({ code: 'release.rolled-back' })
  expect(await scheduled()).toBe('2')
})

test('a rollback takes it back with its service', async () => {
  const result = await rollback(stage.context(blue()), {})
  expect(result).toMatchObject({
    restores: 1,
    services: { api: { outcome: 'succeeded' } },
    jobs: { hourly: { outcome: 'succeeded', taskDefinition: expect.stringMatching(/:1$/) } },
  })
  expect(await scheduled()).toBe('1')
  const { scope } = stage.context(red())
  const [newest] = await listReleases(openLedger(scope, ports().s3))
  expect(newest).toMatchObject({ kind: 'rollback', jobs: { hourly: { outcome: 'succeeded' } } })
})

test('while the environment sleeps it goes on running, and a release moves it all the same', async () => {
  await stage.deploy(red())
  await sleep(stage.context(red()))
  await stage.sandbox.advance(hour)
  expect((await runs()).length).toBeGreaterThan(0)
  const before = await scheduled()
  await stage.deploy(withEnv({ COLOUR: 'violet' }))
  expect(await scheduled()).not.toBe(before)
  await wake(stage.context(withEnv({ COLOUR: 'violet' })))
})

test('what no retained release runs is let go of', async () => {
  const keeping = (colour: string) =>
    stage.manifest({ api: { env: { COLOUR: colour } } }, { jobs, alarms: {}, releases: { keep: 2 } })
  for (const colour of ['cyan', 'pink']) await stage.deploy(keeping(colour))
  const listed = { familyPrefix: 'shop-prod-job-hourly', status: 'ACTIVE' } as const
  const { taskDefinitionArns } = await ports().ecs.listTaskDefinitions(listed)
  expect(taskDefinitionArns).toHaveLength(2)
})

test('teardown takes all of it', async () => {
  await teardown(stage.context(red()), { deleteData: new Set(['*']), confirm: async () => true })
  expect(await takeInventory(stage.context(red()), new Set())).toEqual({ remove: [], keep: [] })
})
