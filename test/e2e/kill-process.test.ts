import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/lib/sandbox/faults.ts'
import { openProject, type Project } from './cli.ts'
import { inventory } from './inventory.ts'
import { moment } from './moment.ts'

const teardown = 'teardown staging --yes --delete-data *'

/** The points are few, for the others are in `kill-*.test.ts`: here a real process gets a real SIGKILL. */
describe('a process killed by SIGKILL, and the same command again at once', () => {
  let project: Project
  beforeEach(async () => {
    project = await openProject()
  })
  afterEach(async () => project[Symbol.asyncDispose]())

  /** Kills at the first call of an operation: before it is carried out, or with its answer lost. */
  async function killedAt(words: string, operation: string, kind: FaultRule['kind']): Promise<void> {
    const { sandbox } = project
    sandbox.faults.add({ calls: [{ kind, operation, on: { first: 1 } }] })
    const { code } = await project.run(words, {
      onStart: async kill => {
        await moment(
          sandbox,
          call => call.operation === operation && call.fault === kind && call.tookMs !== undefined,
        )
        kill('SIGKILL')
      },
    })
    expect(code).toBeNull()
    sandbox.faults.clear()
  }

  it.each([
    ['CreateBucket', 'reset-after'],
    ['CreateVpc', 'hang'],
    ['CreateNatGateway', 'reset-after'],
    ['CreateListener', 'reset-after'],
  ] as const)('bootstrap at %s (%s)', async (operation, kind) => {
    await killedAt('bootstrap staging', operation, kind)
    expect((await project.run('bootstrap staging')).code).toBe(0)
    expect((await project.run('plan staging --exit-code')).code).toBe(0)
    const stands = await inventory(project.sandbox)
    expect(stands).toEqual(expect.arrayContaining(['ec2.vpcs: 1', 'ec2.nat-gateways: 1', 'ec2.subnets: 4']))
    expect(stands).toEqual(expect.arrayContaining(['elb.listeners: 1', 's3.buckets: 1', 'iam.roles: 3']))
  })

  it.each([
    ['RegisterTaskDefinition', 'reset-after'],
    ['CreateService', 'reset-after'],
  ] as const)('deploy at %s (%s), and teardown', async (operation, kind) => {
    await project.run('bootstrap staging')
    await killedAt('deploy staging', operation, kind)
    expect((await project.run('deploy staging')).code).toBe(0)
    const stands = await inventory(project.sandbox)
    expect(stands).toEqual(expect.arrayContaining(['ecs.services: 1', 'ecs.taskDefinitions: 1']))
    await killedAt(teardown, 'DeleteCluster', kind)
    expect((await project.run(teardown)).code).toBe(0)
    expect(await inventory(project.sandbox)).toEqual(['iam.roles: 1'])
  })
})
