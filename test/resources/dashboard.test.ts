import { expect, test } from 'vitest'
import { dashboard } from '../../src/lib/resources/dashboard.ts'
import { dashboardBody } from '../../src/lib/resources/dashboard-body.ts'
import { World } from '../../src/lib/resources/world.ts'
import { manifestOf, scope } from './manifest.ts'
import { describeOnBoth } from './on-both.ts'

const balancer = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop-prod-main/50dc'
const sections = {
  dashboard: true,
  services: { api: { build: {}, port: 80, routes: ['/*'] } },
  databases: { main: {} },
  caches: { main: { nodes: 2 } },
  functions: { hook: { zip: { directory: '.' } } },
  jobs: { nightly: { service: 'api', command: ['ls'], schedule: '0 3 * * *' } },
  alarms: { cpu: 80 },
}

interface Widget {
  readonly type: string
  readonly x: number
  readonly y: number
  readonly properties: { title?: string; markdown?: string; metrics?: unknown[][]; alarms?: string[] }
}

/** The widgets that a manifest comes to, with these things standing. */
function widgets(of: object, standing: Record<string, object> = {}): Widget[] {
  const world = new World()
  for (const [kind, state] of Object.entries(standing)) world.set(kind, 'main', { state, external: false })
  const spec = dashboard.desired(manifestOf(of)).main!
  const body = dashboardBody(spec, scope, world.standing(dashboard.deps)) as { widgets: Widget[] }
  return body.widgets
}

test('it shows what comes in, how hard everything works, and what rings', () => {
  const all = widgets(sections, {
    'load-balancer': { arn: balancer },
    database: { identifier: 'shop-prod-main' },
  })
  expect(all.map(({ properties }) => properties.title ?? properties.markdown)).toEqual([
    '# shop prod (deployctl: shop/prod)',
    'Alarms',
    'Requests',
    'Latency, p95 (s)',
    '5xx answers of services',
    '5xx for want of a service',
    'CPU of services (%)',
    'Memory of services (%)',
    'Calls of functions',
    'Duration of functions, p95 (ms)',
    'Failed calls of functions',
    'Connections to databases',
    'CPU of databases (%)',
    'Free storage of databases (bytes)',
    'Hit rate of caches (%)',
    'Keys that caches dropped',
    'Jobs that failed',
  ])
  const metricsOf = (title: string) =>
    all.find(({ properties }) => properties.title === title)!.properties.metrics
  expect(metricsOf('Requests')).toEqual([
    [
      'AWS/ApplicationELB',
      'RequestCount',
      'LoadBalancer',
      'app/shop-prod-main/50dc',
      { label: 'Load balancer' },
    ],
  ])
  expect(metricsOf('Hit rate of caches (%)')).toEqual([
    ['AWS/ElastiCache', 'CacheHitRate', 'CacheClusterId', 'shop-prod-main-001', { label: 'main 1' }],
    ['AWS/ElastiCache', 'CacheHitRate', 'CacheClusterId', 'shop-prod-main-002', { label: 'main 2' }],
  ])
  expect(metricsOf('Connections to databases')).toEqual([
    ['AWS/RDS', 'DatabaseConnections', 'DBInstanceIdentifier', 'shop-prod-main', { label: 'main' }],
  ])
  expect(all[1]!.properties.alarms).toEqual([
    'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop-prod-api-cpu',
    'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop-prod-job-nightly-failed',
  ])
  const places = all.map(({ x, y }) => `${x},${y}`)
  expect(new Set(places).size).toBe(places.length)
})

test('of a cluster it shows what it has grown to, and no storage, which grows by itself', () => {
  const databases = { main: { engine: 'aurora-postgresql' } }
  const standing = { database: { form: 'cluster', identifier: 'shop-prod-main' } }
  const all = widgets({ dashboard: true, ingress: 'none', databases }, standing)
  expect(all.map(({ properties }) => properties.title).slice(1)).toEqual([
    'Connections to databases',
    'CPU of databases (%)',
    'Capacity of databases (ACUs)',
  ])
  const writer = ['DBClusterIdentifier', 'shop-prod-main', 'Role', 'WRITER', { label: 'main' }]
  expect(all.at(-1)!.properties.metrics).toEqual([['AWS/RDS', 'ServerlessDatabaseCapacity', ...writer]])
})

test('it shows nothing of what there is not', () => {
  const titles = (of: object) => widgets(of).map(({ properties }) => properties.title)
  expect(titles({ dashboard: true, ingress: 'none', services: { worker: { build: {} } } })).toEqual([
    undefined,
    'CPU of services (%)',
    'Memory of services (%)',
  ])
  const shared = { ...sections, loadBalancer: { existing: balancer }, alarms: undefined }
  expect(titles(shared)).not.toContain('5xx for want of a service')
  expect(dashboard.desired(manifestOf({ ...sections, dashboard: false }))).toEqual({})
})

describeOnBoth([dashboard], ({ moto, environment }) => {
  test('it is put once, put right, and removed', async () => {
    const manifest = manifestOf(sections)
    expect(await environment.plan(manifest)).toEqual(['dashboard/main create'])
    await environment.settle(manifest)
    expect(await environment.plan(manifest)).toEqual([])
    const one = { type: 'text', properties: { markdown: 'mine (deployctl: shop/prod)' } }
    await moto.ports.cloudwatch.putDashboard({
      DashboardName: 'shop-prod',
      DashboardBody: JSON.stringify({ widgets: [one] }),
    })
    expect(await environment.plan(manifest)).toEqual(['dashboard/main update content'])
    await environment.settle(manifest)
    expect(await environment.plan(manifest)).toEqual([])
    await environment.settle(manifestOf({ ...sections, dashboard: false }))
    expect(await environment.standing()).toEqual([])
  })

  test('that of somebody else is not taken over', async () => {
    await moto.ports.cloudwatch.putDashboard({ DashboardName: 'shop-prod', DashboardBody: '{"widgets":[]}' })
    await expect(environment.settle(manifestOf(sections))).rejects.toMatchObject({ code: 'graph.name-taken' })
    await environment.tearDown()
    expect((await moto.ports.cloudwatch.getDashboard({ DashboardName: 'shop-prod' })).DashboardBody).toBe(
      '{"widgets":[]}',
    )
  })
})
