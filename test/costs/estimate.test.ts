import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { estimate } from '../../src/lib/costs/estimate.ts'
import { usageWith } from '../../src/lib/costs/usage.ts'
import { manifests } from '../manifest/arbitrary-manifest.ts'
import { manifestOf } from '../resources/manifest.ts'
import { basisFor, linesOf, nothing, plain, read } from './pricing.ts'

const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/x'

describe('Fargate', () => {
  test('bills vCPUs and memory of every task by the hour', async () => {
    expect(await linesOf({ services: { web: { image, cpu: 512, memory: 1024, count: 2 } } })).toEqual([
      // 730 h of one vCPU at 0.04048 and of 2 GB at 0.004445
      'services.web: Fargate, 2 × 0.5 vCPU, 1 GB, x86 = $36.04/$0.00/$36.04',
      ...endpoints,
    ])
  })

  test('is cheaper on ARM64, and on Spot by the assumed discount', async () => {
    const worker = { image, cpu: 256, memory: 512, capacity: 'spot', architecture: 'linux/arm64' }
    expect(await linesOf({ services: { worker }, network: { nat: 'single' } })).toContain(
      'services.worker: Fargate, 1 × 0.25 vCPU, 0.5 GB, ARM64, Spot = $2.16/$0.00/$2.16',
    )
  })

  test('spreads a mix as ECS does: the base first, the rest by weight', async () => {
    const capacity = { onDemand: { base: 1, weight: 1 }, spot: { weight: 4 } }
    const mixed = { image, cpu: 1024, memory: 2048, count: 6, capacity }
    const manifest = plain({ services: { mixed } })
    const [line] = estimate(manifest, await basisFor()).lines
    expect(line!.parts.map(({ price, discount, quantity }) => [price, discount, quantity.awake])).toEqual([
      ['fargate.x86.vcpu-hour', undefined, 2 * 730],
      ['fargate.x86.gb-hour', undefined, 2 * 2 * 730],
      ['fargate.x86.vcpu-hour', 0.7, 4 * 730],
      ['fargate.x86.gb-hour', 0.7, 4 * 2 * 730],
    ])
  })

  test('stands between its bounds by the assumed load', async () => {
    const web = { image, cpu: 1024, memory: 2048, count: { min: 2, max: 6, cpu: 70 } }
    const manifest = plain({ services: { web } })
    const idle = estimate(manifest, await basisFor())
    const busy = estimate(manifest, await basisFor({ load: 0.5 }))
    expect(busy.lines[0]!.cents.awake).toBe(2 * idle.lines[0]!.cents.awake)
    expect(idle.cents.atMost - idle.cents.expected).toBe(2 * idle.lines[0]!.cents.awake)
    expect(busy.cents.atMost).toBe(idle.cents.atMost)
  })

  test('pays for the public addresses of tasks', async () => {
    const lines = await linesOf({ services: { web: { image, subnets: 'public', count: 3 } } })
    expect(lines).toContain('services.web: Public IPv4 addresses of the tasks = $10.95/$0.00/$10.95')
  })
})

/** Three interface endpoints in two zones, which private tasks without NAT need. */
const endpoints = ['network.nat: VPC endpoints, 3 in 2 zones = $43.80/$43.80/$43.80']

test('a network pays for gateways, their addresses, and what goes through', async () => {
  expect(await linesOf({ network: { nat: 'per-zone', zones: 3 } }, { natGb: 100 })).toEqual([
    'network.nat: NAT gateways, 3 = $98.55/$98.55/$98.55',
    'network.nat: Public IPv4 addresses of NAT gateways = $10.95/$10.95/$10.95',
    'network.nat: Data through NAT gateways = $4.50/$0.00/$4.50',
  ])
  expect(await linesOf({ network: { existing: { vpc: 'vpc-0a' } } })).toEqual([])
})

test('a load balancer pays for hours, zones, and the busier of its dimensions', async () => {
  const services = { web: { image, port: 80, subnets: 'public', count: 0 } }
  const sections = { ingress: 'load-balancer', services }
  expect(await linesOf(sections, { requests: 9_000_000, transferGb: 10 })).toEqual([
    'loadBalancer: Application load balancer = $16.43/$16.43/$16.43',
    // 100 LCU-hours of new connections, against 10 of data
    'loadBalancer: Load balancer capacity units = $0.80/$0.00/$0.80',
    'loadBalancer: Public IPv4 addresses of the load balancer, 2 = $7.30/$7.30/$7.30',
    'services: Data sent to the internet = $0.90/$0.00/$0.90',
  ])
  const arn = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shared/50dc6c49'
  expect(await linesOf({ ...sections, loadBalancer: { existing: arn } })).toEqual([])
})

test('an HTTP API pays for requests, and for the names by which it finds services', async () => {
  const services = { web: { image, port: 80, subnets: 'public', count: 0, routes: ['/*'] } }
  expect(await linesOf({ ingress: 'http-api', services }, { requests: 3_000_000 })).toEqual([
    'httpApi: HTTP API, requests = $3.00/$0.00/$3.00',
    'discovery: Route 53 zone of private names = $0.50/$0.50/$0.50',
  ])
})

test('data stores pay for instances, storage, standbys and proxies', async () => {
  const main = { class: 'db.t3.medium', storage: 100, multiZone: true, proxy: true }
  const sections = { databases: { main }, caches: { main: { class: 'cache.t3.medium', nodes: 2 } } }
  expect(await linesOf(sections, { backupGb: 10 })).toEqual([
    'databases.main: RDS db.t3.medium, and a standby = $105.12/$105.12/$105.12',
    'databases.main: 100 GB of gp3, twice = $23.00/$23.00/$23.00',
    'databases.main: Backups beyond the size of the database = $0.95/$0.95/$0.95',
    'databases.main: RDS Proxy, 2 vCPU = $21.90/$21.90/$21.90',
    'caches.main: ElastiCache, 2 × cache.t3.medium = $99.28/$99.28/$99.28',
    'secrets: Secrets Manager, 2 secrets = $0.80/$0.80/$0.80',
  ])
})

describe('Aurora', () => {
  const engine = 'aurora-postgresql'
  const web = { image, count: 1, subnets: 'public' }
  const assumed = { auroraAcus: 1, auroraGb: 10, auroraIos: 1_000_000 }
  const of = async (main: object, more: object = {}, hoursPerDay?: number) =>
    (await linesOf({ databases: { main: { engine, ...main } }, ...more }, assumed, hoursPerDay)).filter(
      line => line.startsWith('databases.main'),
    )

  test('pays for ACUs by the hour, for what it stores, and for I/O', async () => {
    expect(await of({ readers: 1 })).toEqual([
      // 730 h of two ACUs at 0.12 while it is used, and of two halves while nobody does
      'databases.main: Aurora Serverless, 2 × 0.5 to 2 ACUs = $175.20/$87.60/$175.20',
      'databases.main: Aurora, storage and I/O = $1.20/$1.00/$1.20',
    ])
  })

  test('that pauses pays for no capacity while nobody uses it', async () => {
    expect(await of({ capacity: { min: 0, max: 4 } }, { services: { web } }, 6)).toEqual([
      'databases.main: Aurora Serverless, 1 × 0 to 4 ACUs = $87.60/$0.00/$21.90',
      'databases.main: Aurora, storage and I/O = $1.20/$1.00/$1.20',
    ])
  })

  test('has as many ACUs as are assumed, within its bounds', async () => {
    expect((await of({ capacity: { min: 4, max: 8 } }))[0]).toContain('4 to 8 ACUs = $350.40/$350.40')
  })

  test('behind RDS Proxy pays for eight ACUs at least', async () => {
    expect(await of({ proxy: true })).toContain('databases.main: RDS Proxy, by ACUs = $87.60/$87.60/$87.60')
  })

  test('costs at most what its most ACUs do', async () => {
    const manifest = plain({ databases: { main: { engine } } })
    const { cents } = estimate(manifest, await basisFor({ auroraAcus: 1 }))
    expect(cents.atMost - cents.expected).toBe(8760)
  })
})

test('what somebody else made is somebody else’s to pay', async () => {
  const existing = { existing: 'theirs' }
  const sections = { databases: { a: existing }, caches: { a: existing }, buckets: { a: existing } }
  expect(await linesOf(sections, usageWith())).toEqual([])
})

test('stored things and requests pay by the assumptions', async () => {
  const sections = {
    buckets: { media: { cdn: true } },
    filesystems: { data: {} },
    tables: { main: { partitionKey: 'PK' } },
    userPools: { users: {} },
  }
  expect(await linesOf(sections, usageWith({ bucketGb: 100 }))).toEqual([
    'buckets.media: CloudFront, data and requests = $5.25/$0.00/$5.25',
    'buckets.media: S3, storage and requests = $2.39/$2.30/$2.39',
    'filesystems.data: EFS, standard storage = $1.50/$1.50/$1.50',
    'tables.main: DynamoDB, requests and storage, point-in-time recovery = $1.21/$0.45/$1.21',
    'userPools.users: Cognito, monthly active users = $1.50/$0.00/$1.50',
  ])
})

test('functions pay by call and by memory while they run', async () => {
  const functions = { api: { zip: { directory: '.' }, memory: 1024 } }
  expect(await linesOf({ functions }, { functionCalls: 2_000_000, functionMs: 250 })).toEqual([
    // 0.40 for the calls, and 500,000 GB-seconds
    'functions.api: Lambda, 1024 MB, x86 = $8.73/$0.00/$8.73',
  ])
})

test('jobs pay for the minutes that they run, asleep or not', async () => {
  const services = { web: { image, cpu: 1024, memory: 2048, count: 0, subnets: 'public' } }
  const jobs = { nightly: { service: 'web', command: ['x'], schedule: '0 3 * * *' } }
  expect(await linesOf({ services, jobs }, { jobMinutes: 60 })).toEqual([
    // 730 / 24 runs of an hour
    'jobs.nightly: Fargate, 1 vCPU, 2 GB, 30 runs = $1.50/$1.50/$1.50',
  ])
})

test('operations pay for lines, metrics, alarms, secrets and images', async () => {
  const web = { build: {}, count: { min: 1, max: 4, cpu: 70, memory: 80 }, subnets: 'public' }
  const sections = {
    services: { web },
    cluster: {},
    dashboard: true,
    secrets: { a: {}, b: {} },
    alarms: { cpu: 80, memory: 80 },
    logs: { retention: '60d' },
  }
  const operations = (await linesOf(sections, { logsGb: 10, imageGb: 2 })).filter(
    line => !line.startsWith('services.web'),
  )
  expect(operations).toEqual([
    // 10 GB at 0.50, and twice 1.5 GB at 0.03
    'logs: CloudWatch Logs, ingested and stored = $5.09/$0.00/$5.09',
    'cluster.containerInsights: Container Insights, metrics = $7.50/$2.40/$7.50',
    'alarms: Alarms, 2 = $0.20/$0.20/$0.20',
    'services: Alarms of autoscaling = $0.40/$0.40/$0.40',
    'dashboard: CloudWatch dashboard = $3.00/$3.00/$3.00',
    'secrets: Secrets Manager, 2 secrets = $0.80/$0.80/$0.80',
    'services: ECR, images in 1 repository = $0.20/$0.20/$0.20',
  ])
})

describe('the expected month', () => {
  const services = { web: { image, cpu: 1024, memory: 2048, subnets: 'public' } }

  test('is awake for the hours that are given', async () => {
    const { expectation, cents } = estimate(plain({ services }), await basisFor({}, 6))
    expect(expectation).toEqual({ basis: 'given', hoursPerDay: 6 })
    expect([cents.awake, cents.asleep, cents.expected]).toEqual([3969, 0, 992])
  })

  test('follows the schedule', async () => {
    const schedule = [
      { at: '0 21 * * *', count: 0 },
      { at: '0 6 * * *', count: 1 },
    ]
    const { expectation, cents } = estimate(plain({ services, schedule }), await basisFor())
    expect(expectation).toEqual({ basis: 'schedule', hoursPerDay: 15 })
    expect(cents.expected).toBe(Math.round((3604 * 15) / 24) + Math.round((365 * 15) / 24))
  })
})

test('free allowances are told apart, and never exceed what is used', async () => {
  const services = { web: { image, subnets: 'public', count: 0 } }
  const few = estimate(plain({ services }), await basisFor({ transferGb: 40 }))
  const many = estimate(plain({ services }), await basisFor({ transferGb: 400 }))
  expect([few.cents.expected, few.cents.allowances]).toEqual([360, 360])
  expect([many.cents.expected, many.cents.allowances]).toEqual([3600, 900])
})

test('what has no price is named, and in no sum', async () => {
  const databases = { main: { class: 'db.x9g.large', storage: 20 } }
  const { unpriced, cents } = estimate(plain({ databases }), await basisFor())
  expect(unpriced).toEqual([{ subject: 'databases.main', price: 'rds.postgres.db.x9g.large.hour' }])
  // Its storage, and the secret that leads to it.
  expect(cents.awake).toBe(230 + 40)
})

test('every manifest comes to whole cents that add up, awake never below asleep', async () => {
  const { prices } = await basisFor()
  fc.assert(
    fc.property(manifests, ({ environments: _, ...sections }) => {
      const manifest = { ...manifestOf(sections), region: 'us-east-1' }
      const { lines, cents } = estimate(manifest, { prices, usage: usageWith() })
      for (const month of ['awake', 'asleep', 'expected'] as const) {
        expect(lines.every(line => Number.isSafeInteger(line.cents[month]))).toBe(true)
        expect(cents[month]).toBe(lines.reduce((sum, line) => sum + line.cents[month], 0))
      }
      expect(lines.every(line => line.cents.awake >= line.cents.asleep)).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('an empty environment costs nothing', async () => {
  expect(read(estimate(plain({}), { ...(await basisFor()), usage: nothing }))).toEqual([])
})

describe('on demand', () => {
  const app = {
    build: {},
    port: 80,
    cpu: 1024,
    memory: 2048,
    count: { min: 0, max: 1 },
    subnets: 'public',
    routes: ['/*'],
  }
  const sections = {
    ingress: 'http-api',
    services: { app, other: { ...app, count: 1, routes: [] } },
    databases: { main: {}, kept: {} },
    onDemand: { service: 'app', databases: ['main'] },
  }

  test('only what a request wakes sleeps, with its databases, and the rest goes on', async () => {
    const lines = await linesOf(sections, {}, 6)
    const fargate = 'Fargate, 1 × 1 vCPU, 2 GB, x86'
    expect(lines.filter(line => !/IPv4|discovery|secrets/.test(line))).toEqual([
      'services.app: Fargate, 0–1 × 1 vCPU, 2 GB, x86 = $36.04/$0.00/$9.01',
      `services.other: ${fargate} = $36.04/$36.04/$36.04`,
      // 2,920 looks of a second in half a GB
      'onDemand: Lambda, waking and looking whether anybody is there = $0.02/$0.02/$0.02',
      'databases.main: RDS db.t4g.micro = $11.68/$0.00/$2.92',
      'databases.main: 20 GB of gp3 = $2.30/$2.30/$2.30',
      'databases.kept: RDS db.t4g.micro = $11.68/$11.68/$11.68',
      'databases.kept: 20 GB of gp3 = $2.30/$2.30/$2.30',
    ])
  })

  test('2.5 hours a day are assumed', async () => {
    expect(estimate(plain(sections), await basisFor()).expectation).toEqual({
      basis: 'on-demand',
      hoursPerDay: 2.5,
    })
  })
})
