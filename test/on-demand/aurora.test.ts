import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scene } from '../templates/scene.ts'
import { deploy, notesOf, openSleeper, settled, visitorOf } from './sleeper.ts'
import type { Visitor } from './visitor.ts'

const minutes = 60_000
const browser = { accept: 'text/html' }

describe('a cluster of Aurora that sleeps with what uses it', () => {
  let scene: Scene
  let visitor: Visitor

  /** How many ACUs it has; 0 while it is paused. */
  const capacity = async () => {
    const now = scene.sandbox.clock.now()
    const Dimensions = [{ Name: 'DBClusterIdentifier', Value: 'aipa-production-main' }]
    const Metric = { Namespace: 'AWS/RDS', MetricName: 'ServerlessDatabaseCapacity', Dimensions }
    const { MetricDataResults } = await scene.ports.cloudwatch.getMetricData({
      StartTime: new Date(now - 10 * minutes),
      EndTime: new Date(now),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Average' } }],
    })
    return MetricDataResults![0]!.Values![0]
  }

  beforeAll(async () => {
    scene = await openSleeper([
      [['databases'], { main: { engine: 'aurora-postgresql', capacity: { max: 4 } } }],
      [['onDemand', 'databases'], ['main']],
    ])
    await deploy(scene)
    visitor = await visitorOf(scene)
  }, 240_000)
  afterAll(async () => scene?.[Symbol.asyncDispose]())

  test('may have no ACUs at all, though nobody wrote so, and neither function may touch it', async () => {
    const { DBClusters } = await scene.ports.rds.describeDBClusters({})
    expect(DBClusters![0]!.ServerlessV2ScalingConfiguration).toEqual({
      MinCapacity: 0,
      MaxCapacity: 4,
      SecondsUntilAutoPause: 300,
    })
    for (const name of ['waker', 'idler']) {
      const RoleName = `aipa-production-on-demand-${name}`
      const { PolicyNames } = await scene.ports.iam.listRolePolicies({ RoleName })
      const policies = PolicyNames!.map(PolicyName => scene.ports.iam.getRolePolicy({ RoleName, PolicyName }))
      expect(decodeURIComponent(JSON.stringify(await Promise.all(policies)))).not.toContain('rds:')
    }
  })

  test('pauses by itself while nothing runs', async () => {
    await scene.sandbox.advance(10 * minutes)
    expect(await capacity()).toBe(0)
  })

  test('is resumed by what uses it, and no wake waits for it', async () => {
    const page = await visitor.ask('/chat', browser)
    expect(page.body).not.toContain('database')
    await visitor.until('running', 60)
    expect((await visitor.ask('/chat', browser)).status).toBe(200)
    expect(await notesOf(scene)).not.toHaveProperty('lastStart.databases')
    await settled(async () => ((await capacity()) ?? 0) > 0)
  }, 90_000)

  test('pauses again once the last task is gone', async () => {
    await scene.json('sleep production --yes')
    await scene.sandbox.advance(10 * minutes)
    expect(await capacity()).toBe(0)
    const { troubles } = await scene.json<{ troubles: unknown[] }>('status production')
    expect(troubles).toEqual([])
    const touched = scene.sandbox.calls.records.filter(({ operation }) => /^(Start|Stop)DB/.test(operation))
    expect(touched).toEqual([])
  }, 90_000)
})
