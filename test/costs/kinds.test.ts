import { expect, test } from 'vitest'
import { resources } from '../../src/lib/resources/index.ts'

/** What AWS bills by itself, and which lines count it. */
const priced = {
  alarm: 'operations.alarms',
  bucket: 'stores.buckets',
  cache: 'stores.caches',
  'cache-secret': 'operations.secrets',
  cluster: 'operations.containerInsights',
  dashboard: 'operations.dashboards',
  database: 'databases.databases',
  'database-proxy': 'databases.databases',
  'database-secret': 'operations.secrets',
  distribution: 'stores.distributions',
  'dns-record': 'network.hostedZones',
  'file-system': 'stores.filesystems',
  function: 'functions.functions',
  'http-api': 'network.httpApis',
  'load-balancer': 'network.loadBalancers',
  'log-group': 'operations.logs',
  namespace: 'network.hostedZones',
  'nat-gateway': 'network.natGateways',
  'on-demand-function': 'functions.onDemandFunctions',
  'on-demand-token': 'operations.secrets',
  repository: 'operations.images',
  'scaling-policy': 'operations.alarms',
  schedule: 'jobs.jobs',
  secret: 'operations.secrets',
  service: 'fargate.fargate',
  table: 'stores.tables',
  'user-pool': 'stores.userPools',
  'vpc-endpoint': 'network.vpcEndpoints',
} as const

/** What AWS does not bill, or bills with what it belongs to. */
const free = new Set([
  'access-point',
  'api-domain',
  'api-integration',
  'api-routes',
  'api-stage',
  'bucket-policy',
  'cache-connection',
  'cache-policy',
  'cache-subnet-group',
  'certificate',
  'certificate-validation',
  'database-connection',
  'database-parameter-group',
  'database-proxy-target',
  'database-schemas',
  'database-subnet-group',
  'discovery-service',
  'event-rule',
  'function-alias',
  'function-permission',
  'idle-schedule',
  'internet-gateway',
  'listener',
  'listener-rules',
  'mount-targets',
  'oidc-provider',
  'origin-access-control',
  'origin-access-identity',
  'on-demand-permission',
  'parameter',
  'queue',
  'response-headers-policy',
  'role',
  'route-table',
  'scaling-target',
  'schedule-group',
  'scheduled-scaling',
  'security-group',
  'security-group-rules',
  'subnet',
  'target-group',
  'task-definition',
  'topic',
  'user-pool-client',
  'vpc',
  'vpc-link',
  'waker-target',
  'waker-target-group',
])

// A kind that is new has its price in `costs/lines/`, or its place among what costs nothing.
test('of every kind that is made it is known what it costs', () => {
  const unknown = resources.map(({ kind }) => kind).filter(kind => !(kind in priced) && !free.has(kind))
  expect(unknown).toEqual([])
})

test.each(Object.entries(priced))('%s has its lines', async (_kind, place) => {
  const [file, name] = place.split('.')
  const lines = (await import(`../../src/lib/costs/lines/${file}.ts`)) as Record<string, unknown>
  const { allLines } = await import('../../src/lib/costs/lines/index.ts')
  expect(allLines).toContain(lines[name!])
})
