import { describe, expect, test } from 'vitest'
import { expectedCents } from '../../src/lib/costs/estimate.ts'
import { savingsOf } from '../../src/lib/costs/savings/index.ts'
import { basisFor, plain } from './pricing.ts'

const web = { build: {}, cpu: 1024, memory: 4096, count: 2 }

async function savings(sections: object) {
  const { each, together } = savingsOf(plain(sections), await basisFor())
  const lines = each.map(({ id, cents, write }) => `${id} ${(cents / 100).toFixed(2)}: ${write.join(' · ')}`)
  return { lines, together }
}

test('each is what the changed manifest costs less', async () => {
  const { lines } = await savings({ services: { web }, network: { nat: 'per-zone' } })
  expect(lines).toEqual([
    'smallest 76.05: services.web.cpu: 256 · services.web.memory: 512 · services.web.count: 1',
    'public-subnets 65.70: network.nat: none · services.web.subnets: public',
    'spot 59.54: services.web.capacity: spot',
    'half-size 42.53: services.web.cpu: 512 · services.web.memory: 2048',
    'single-nat 36.50: network.nat: single',
    'nights 31.90: schedule: [{at: "0 21 * * *", timezone: UTC, count: 0}, {at: "0 6 * * *", timezone: UTC, count: 2}]',
    'vpc-endpoints 29.20: network.nat: none',
    'arm64 17.00: services.web.build.platforms: [linux/arm64]',
  ])
})

test('together they are priced as one change, with the best for each goal', async () => {
  const sections = { services: { web }, network: { nat: 'per-zone' } }
  const { together } = await savings(sections)
  expect(together.ids).toEqual(['smallest', 'public-subnets', 'spot', 'nights', 'arm64'])
  const best = {
    services: { web: { build: { platforms: ['linux/arm64'] }, subnets: 'public', capacity: 'spot' } },
    schedule: [
      { at: '0 21 * * *', count: 0 },
      { at: '0 6 * * *', count: 1 },
    ],
  }
  const basis = await basisFor()
  expect(together.cents).toBe(expectedCents(plain(sections), basis) - expectedCents(plain(best), basis))
})

describe('data stores', () => {
  test('have standbys, proxies, chips and engines to do without', async () => {
    const { lines } = await savings({
      databases: { main: { class: 'db.t3.medium', multiZone: true, proxy: true } },
      caches: { main: { class: 'cache.t3.micro', nodes: 2 } },
    })
    expect(lines).toEqual([
      'single-zone-database 54.86: databases.main.multiZone: false',
      'no-proxy 21.90: databases.main.proxy: false',
      'single-node-cache 12.41: caches.main.nodes: 1',
      'graviton-databases 10.22: databases.main.class: db.t4g.medium',
      'valkey 4.96: caches.main.engine: valkey · caches.main.version: "8.2"',
      'graviton-caches 1.46: caches.main.class: cache.t4g.micro',
    ])
  })

  test('of Aurora have readers to do without, and pause where what uses them sleeps', async () => {
    const services = { web: { ...web, count: 1 } }
    const schedule = [
      { at: '0 21 * * *', count: 0 },
      { at: '0 9 * * *', count: 1 },
    ]
    const databases = { main: { engine: 'aurora-postgresql', readers: 1 } }
    const { lines } = await savings({ services, schedule, databases })
    expect(lines.filter(line => /databases/.test(line))).toEqual([
      'no-readers 43.80: databases.main.readers: 0',
      'pause-database 43.80: databases.main.capacity: {min: 0, max: 2}',
    ])
  })

  test('of somebody else’s are left alone', async () => {
    const { lines } = await savings({ databases: { main: { existing: 'x', multiZone: true } } })
    expect(lines).toEqual([])
  })
})

test('nothing is proposed that is done, or that would cost more', async () => {
  const lean = {
    build: { platforms: ['linux/arm64'] },
    subnets: 'public',
    capacity: 'spot',
  }
  const schedule = [{ at: '0 0 * * *', count: 1 }]
  expect((await savings({ services: { lean }, schedule })).lines).toEqual([])
  // Endpoints in two zones cost more than one NAT gateway.
  const { lines } = await savings({
    services: { lean: { ...lean, subnets: 'private' } },
    schedule,
    network: { nat: 'single' },
  })
  expect(lines.map(line => line.split(' ')[0])).toEqual(['public-subnets'])
})

test('what another registry holds stays behind NAT', async () => {
  const sections = { services: { web: { image: 'nginx' } }, network: { nat: 'per-zone' } }
  const { lines } = await savings(sections)
  expect(lines.some(line => line.startsWith('vpc-endpoints'))).toBe(false)
  expect(lines).toContain('arm64 1.80: services.web.architecture: linux/arm64')
})

test('services that wake with different counts have a line each', async () => {
  const small = { build: {}, count: 1 }
  const { lines } = await savings({ services: { web, a: small, b: small }, network: { nat: 'single' } })
  expect(lines.find(line => line.startsWith('nights'))).toMatch(
    /\{at: "0 6 \* \* \*", timezone: UTC, count: 2, services: \[web\]\}, \{at: "0 6 \* \* \*", timezone: UTC, count: 1, services: \[a, b\]\}\]$/,
  )
})

test('what an HTTP API leads to may sleep until somebody asks', async () => {
  const app = {
    build: { platforms: ['linux/arm64'] },
    port: 80,
    capacity: 'spot',
    subnets: 'public',
    routes: ['/a'],
  }
  const { lines } = await savings({
    ingress: 'http-api',
    services: { app, other: { ...app, routes: ['/b'] } },
  })
  expect(lines[0]).toBe('on-demand 10.00: onDemand: {service: app, with: [other]}')
})
