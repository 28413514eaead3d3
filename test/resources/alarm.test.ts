import { expect, test } from 'vitest'
import { alarm } from '../../src/lib/resources/alarm.ts'
import { topic } from '../../src/lib/resources/topic.ts'
import { World } from '../../src/lib/resources/world.ts'
import { manifestOf } from './manifest.ts'
import { describeOnBoth } from './on-both.ts'

const alarms = {
  notify: ['ops@example.com'],
  cpu: 80,
  memory: 85,
  http5xx: '10/5m',
  latencyP95: '1s',
  unhealthyHosts: 0,
}
const services = { api: { port: 8080, routes: ['/*'] }, worker: {} }

const balancerArn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop-prod-main/50dc'
const groupArn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop-prod-api/6d0e'

test('each service has its alarms, those behind the load balancer more', () => {
  expect(Object.keys(alarm.desired(manifestOf({ services, alarms }))).toSorted()).toEqual([
    'api-cpu',
    'api-memory',
    'api-unhealthy-hosts',
    'http-5xx',
    'http-5xx-unanswered',
    'latency-p95',
    'worker-cpu',
    'worker-memory',
  ])
  expect(alarm.desired(manifestOf({ services }))).toEqual({})
  expect(Object.keys(alarm.desired(manifestOf({ services, alarms, ingress: 'none' })))).not.toContain(
    'http-5xx',
  )
})

test.each([
  [
    'http-5xx',
    {
      MetricName: 'HTTPCode_Target_5XX_Count',
      Statistic: 'Sum',
      Threshold: 10,
      Period: 300,
      EvaluationPeriods: 1,
    },
    [{ Name: 'LoadBalancer', Value: 'app/shop-prod-main/50dc' }],
  ],
  [
    'http-5xx-unanswered',
    { MetricName: 'HTTPCode_ELB_5XX_Count', Statistic: 'Sum', Threshold: 10, Period: 300 },
    [{ Name: 'LoadBalancer', Value: 'app/shop-prod-main/50dc' }],
  ],
  [
    'latency-p95',
    {
      MetricName: 'TargetResponseTime',
      ExtendedStatistic: 'p95',
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 2,
    },
    [{ Name: 'LoadBalancer', Value: 'app/shop-prod-main/50dc' }],
  ],
  [
    'api-unhealthy-hosts',
    {
      MetricName: 'UnHealthyHostCount',
      Statistic: 'Maximum',
      Threshold: 0,
      Period: 60,
      EvaluationPeriods: 3,
    },
    [
      { Name: 'LoadBalancer', Value: 'app/shop-prod-main/50dc' },
      { Name: 'TargetGroup', Value: 'targetgroup/shop-prod-api/6d0e' },
    ],
  ],
  [
    'worker-memory',
    {
      MetricName: 'MemoryUtilization',
      Statistic: 'Average',
      Threshold: 85,
      Period: 300,
      EvaluationPeriods: 2,
    },
    [
      { Name: 'ClusterName', Value: 'shared' },
      { Name: 'ServiceName', Value: 'shop-prod-worker' },
    ],
  ],
])('%s looks at the right number of the right thing', (id, measure, dimensions) => {
  const want = alarm.desired(manifestOf({ services, alarms, cluster: { existing: 'shared' } }))[id]!
  expect(want.measure).toMatchObject(measure)
  const world = new World()
  world.set('load-balancer', 'main', { state: { arn: balancerArn }, external: false })
  world.set('target-group', 'api', { state: { arn: groupArn }, external: false })
  const nothing = { name: id, state: 'OK', means: want.means, settings: {} as never }
  const changes = alarm.diff(want, nothing, world.standing(alarm.deps))
  expect(changes.find(({ path }) => path === 'Dimensions')!.to).toEqual(dimensions)
})

test('on a load balancer of others, only what our own services answer is looked at', () => {
  const shared = alarm.desired(manifestOf({ services, alarms, loadBalancer: { existing: balancerArn } }))
  expect(shared).not.toHaveProperty('http-5xx-unanswered')
  const subjects = Object.entries(shared).map(([id, spec]) => [id, spec!.subject.of])
  expect(Object.fromEntries(subjects)).toMatchObject({
    'api-http-5xx': 'target-group',
    'api-latency-p95': 'target-group',
  })
  expect(subjects.filter(([, of]) => of === 'load-balancer')).toEqual([])
})

const stores = {
  ingress: 'none',
  databases: { main: {}, big: { class: 'db.r6g.2xlarge' } },
  caches: { main: { nodes: 2 } },
  functions: { hook: { zip: { directory: '.' } } },
  services: { api: { build: {} } },
  jobs: { nightly: { service: 'api', command: ['ls'], schedule: '0 3 * * *' } },
  alarms: { databaseCpu: 80, databaseConnections: '80%', cacheEvictions: '100/min', functionErrors: '5/5m' },
}

test('stores, functions and jobs have their alarms', () => {
  const measures = Object.entries(alarm.desired(manifestOf(stores))).map(([id, spec]) => {
    const { Threshold, Period, EvaluationPeriods } = spec!.measure
    return `${id}: ${spec!.means}; > ${Threshold} in ${EvaluationPeriods} × ${Period} s`
  })
  expect(measures.toSorted()).toEqual([
    'cache-main-evictions: The cache main dropped more than 100 keys in 60 s for want of memory; > 100 in 1 × 60 s',
    'database-big-connections: The database big has more than 4000 connections; > 4000 in 2 × 300 s',
    'database-big-cpu: The database big uses more than 80 % of its CPU; > 80 in 2 × 300 s',
    'database-main-connections: The database main has more than 64 connections; > 64 in 2 × 300 s',
    'database-main-cpu: The database main uses more than 80 % of its CPU; > 80 in 2 × 300 s',
    'function-hook-errors: The function hook failed more than 5 times in 300 s; > 5 in 1 × 300 s',
    'job-nightly-failed: The job nightly failed, or could not be started; > 0 in 1 × 3600 s',
  ])
})

/** What would be put where this alarm looked at nothing before, with these things standing. */
function settled(id: string, sections: object, standing: Record<string, object>): Record<string, unknown> {
  const want = alarm.desired(manifestOf(sections))[id]!
  const world = new World()
  for (const [kind, state] of Object.entries(standing)) world.set(kind, 'main', { state, external: false })
  const nothing = { name: id, state: 'OK', means: want.means, settings: {} as never }
  const changes = alarm.diff(want, nothing, world.standing(alarm.deps))
  return Object.fromEntries(changes.map(({ path, to }) => [path, to]))
}

test('of a cluster it is what it may grow to that runs short, and the instance that takes writes', () => {
  const sections = { ...stores, databases: { main: { engine: 'aurora-postgresql', capacity: { max: 4 } } } }
  const [capacity, connections] = ['capacity', 'connections'].map(
    one => alarm.desired(manifestOf(sections))[`database-main-${one}`]!,
  )
  expect(capacity!.means).toBe('The database main uses more than 80 % of its most capacity')
  expect(capacity!.measure).toMatchObject({ MetricName: 'ACUUtilization', Threshold: 80 })
  expect(connections!.measure).toMatchObject({ MetricName: 'DatabaseConnections', Threshold: 658 })
  const database = { form: 'cluster', identifier: 'shop-prod-main' }
  expect(settled('database-main-capacity', sections, { database }).Dimensions).toEqual([
    { Name: 'DBClusterIdentifier', Value: 'shop-prod-main' },
    { Name: 'Role', Value: 'WRITER' },
  ])
})

test('a database is looked at by the name that it goes by, which a restore changes', () => {
  const { Dimensions } = settled('database-main-cpu', stores, {
    database: { identifier: 'shop-prod-main-restored-20261121t031205' },
  })
  expect(Dimensions).toEqual([
    { Name: 'DBInstanceIdentifier', Value: 'shop-prod-main-restored-20261121t031205' },
  ])
})

test('what a cache drops is counted over its nodes', () => {
  const { Metrics, Dimensions } = settled('cache-main-evictions', stores, {})
  const node = (name: string) => ({
    Metric: {
      Namespace: 'AWS/ElastiCache',
      MetricName: 'Evictions',
      Dimensions: [{ Name: 'CacheClusterId', Value: name }],
    },
    Period: 60,
    Stat: 'Sum',
  })
  expect(Dimensions).toEqual([])
  expect(Metrics).toEqual([
    { Id: 'node1', MetricStat: node('shop-prod-main-001'), ReturnData: false },
    { Id: 'node2', MetricStat: node('shop-prod-main-002'), ReturnData: false },
    { Id: 'result', Expression: 'FILL(node1, 0) + FILL(node2, 0)', ReturnData: true },
  ])
})

test('a share of the answers counts those that nobody was left to give', () => {
  const sections = { services, alarms: { http5xx: '1%' } }
  expect(Object.keys(alarm.desired(manifestOf(sections)))).toEqual(['http-5xx'])
  const balancer = settled('http-5xx', sections, { 'load-balancer': { arn: balancerArn } })
  expect(balancer).toMatchObject({ Threshold: 1, EvaluationPeriods: 2 })
  expect(
    (balancer.Metrics as { Id: string; Expression?: string }[]).map(one => one.Expression ?? one.Id),
  ).toEqual([
    'failed',
    'requests',
    '100 * (FILL(failed, 0) + FILL(unanswered, 0)) / (FILL(requests, 0) + FILL(unanswered, 0))',
    'unanswered',
  ])
  const shared = { ...sections, loadBalancer: { existing: balancerArn } }
  expect(Object.keys(alarm.desired(manifestOf(shared)))).toEqual(['api-http-5xx'])
})

test('behind an HTTP API, its own numbers are looked at', () => {
  const sections = { services, ingress: 'http-api', alarms: { http5xx: '10/min', latencyP95: '1s' } }
  expect(alarm.desired(manifestOf(sections))).toMatchObject({
    'http-5xx': { measure: { Namespace: 'AWS/ApiGateway', MetricName: '5xx', Threshold: 10, Period: 60 } },
    'latency-p95': { measure: { MetricName: 'Latency', ExtendedStatistic: 'p95', Threshold: 1000 } },
  })
  const { Dimensions } = settled('latency-p95', sections, { 'http-api': { apiId: 'a1b2c3' } })
  expect(Dimensions).toEqual([{ Name: 'ApiId', Value: 'a1b2c3' }])
  const share = { ...sections, alarms: { http5xx: '1%' } }
  expect(settled('http-5xx', share, { 'http-api': { apiId: 'a1b2c3' } }).Metrics).toHaveLength(3)
})

describeOnBoth([alarm, topic], ({ moto, environment }) => {
  test('a calculation is put once, and again where its numbers change', async () => {
    const { databases: _, ...pure } = stores
    await environment.settle(manifestOf(pure))
    expect(await environment.plan(manifestOf(pure))).toEqual([])
    const { MetricAlarms } = await moto.ports.cloudwatch.describeAlarms({
      AlarmNames: ['shop-prod-cache-main-evictions'],
    })
    expect(MetricAlarms![0]!.Metrics).toHaveLength(3)
    const wider = {
      ...pure,
      caches: { main: { nodes: 3 } },
      alarms: { ...pure.alarms, functionErrors: '9/5m' },
    }
    expect((await environment.plan(manifestOf(wider))).toSorted()).toEqual([
      'alarm/cache-main-evictions update Metrics',
      'alarm/function-hook-errors update means Threshold',
    ])
    await environment.settle(manifestOf(wider))
    expect(await environment.plan(manifestOf(wider))).toEqual([])
    await environment.tearDown()
    expect(await environment.standing()).toEqual([])
  })
})
