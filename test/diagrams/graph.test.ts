import { describe, expect, test } from 'vitest'
import { graphOf } from '../../src/lib/diagrams/graph/index.ts'
import { manifestOf } from '../resources/manifest.ts'
import { everything } from './drawing.ts'

const { title, groups, nodes, edges } = graphOf(everything)

test('what lies where, and what is said of it', () => {
  expect(title).toBe('shop prod')
  expect(groups.map(({ id, parent, label }) => [id, parent, label])).toEqual([
    ['cloud', undefined, 'AWS eu-west-1'],
    ['vpc', 'cloud', 'VPC 10.0.0.0/16'],
    ['public', 'vpc', 'Public subnets'],
    ['private', 'vpc', 'Private subnets'],
    ['cluster-private', 'private', 'ECS cluster, Fargate'],
  ])
  expect(
    nodes.map(({ id, group, label, details }) => `${group} ${id}: ${[label, ...details].join(' | ')}`),
  ).toEqual([
    'undefined clients: Clients | browsers and apps',
    'cloud domain: shop.example.com | Route 53 | certificate by ACM',
    'public load-balancer: Load balancer | HTTPS 443 | HTTP 80 redirects',
    'cloud cdn/media: CloudFront | for media',
    'cluster-private service/web: web :8080 | 2–8 tasks, partly Spot | 0.25 vCPU, 0.5 GB, ARM64',
    'cluster-private service/api: api :3000 | 1 task | 0.25 vCPU, 0.5 GB',
    'cluster-private service/worker: worker | 1 task, Spot | 0.25 vCPU, 0.5 GB',
    'cluster-private job/nightly: nightly | 0 3 * * * Europe/Berlin | as worker',
    'cloud function/thumbs: thumbs | Lambda, 512 MB | nodejs24.x',
    'private proxy/main: RDS Proxy | main',
    'private database/main: PostgreSQL 16 | main, db.t4g.micro | with a standby | 2 schemas',
    'private cache/main: Redis 7.0 | main, t4g.micro',
    'private filesystem/data: data | EFS | /a',
    'cloud bucket/media: media | S3 bucket, versioned | public/ is public',
    'cloud table/orders: orders | DynamoDB table | PK, SK',
    'cloud user-pool/users: users | Cognito user pool | second factor optional',
    'public nat: NAT gateway | to the internet | one for all zones',
    'cloud registry: ECR | 2 repositories',
    'undefined github: GitHub Actions | shop/shop',
    'undefined external-registry/ghcr.io: ghcr.io | images',
    'cloud monitoring: CloudWatch | logs for 30 days | 4 alarms',
    'undefined people: ops@example.com | by e-mail',
  ])
})

test('what is joined to what, and why', () => {
  expect(
    edges.map(({ from, to, kind, label }) => `${kind} ${from} → ${to}${label ? ` (${label})` : ''}`),
  ).toEqual([
    'request clients → domain',
    'request domain → load-balancer',
    'request load-balancer → service/web (/*)',
    'request load-balancer → service/api (/v1/*)',
    'request clients → cdn/media',
    'request cdn/media → bucket/media',
    'request clients → user-pool/users (sign in)',
    'side job/nightly → service/worker',
    'data proxy/main → database/main',
    'side cluster-private → nat',
    'side registry → service/web (image)',
    'side registry → service/worker (image)',
    'side github → registry (push)',
    'side external-registry/ghcr.io → service/api (image)',
    'side function/thumbs → monitoring',
    'side monitoring → people (alarms)',
    'call service/web → service/api',
    'data service/web → user-pool/users',
    'data service/api → table/orders',
    'data service/api → proxy/main',
    'data service/api → bucket/media',
    'data service/worker → proxy/main',
    'data service/worker → cache/main',
    'data function/thumbs → bucket/media',
    'side cluster-private → monitoring',
  ])
})

describe('what all services of a box do alike', () => {
  const service = { build: {}, secrets: { DB: '${databases.main.url}' } }
  const drawn = (names: string[], more: object = {}) =>
    graphOf(
      manifestOf({
        services: { ...Object.fromEntries(names.map(name => [name, service])), ...more },
        databases: { main: {} },
      }),
    ).edges.map(({ from, to }) => `${from} → ${to}`)

  test('is one line of the box, from three on', () => {
    expect(drawn(['a', 'b', 'c'])).toEqual([
      'cluster-private → nat',
      'cluster-private → monitoring',
      'cluster-private → database/main',
      'registry → cluster-private',
    ])
    expect(drawn(['a', 'b'])).toContain('service/a → database/main')
  })

  test('stays a line each where one does otherwise', () => {
    const edges = drawn(['a', 'b', 'c'], { other: { build: {} } })
    expect(edges).toContain('service/a → database/main')
    expect(edges).toContain('registry → cluster-private')
  })
})

test('a cluster of Aurora says how far it grows', () => {
  const main = { engine: 'aurora-postgresql', capacity: { max: 4 }, readers: 2 }
  const { nodes } = graphOf(manifestOf({ databases: { main } }))
  expect(nodes.find(({ id }) => id === 'database/main')).toMatchObject({
    label: 'Aurora PostgreSQL 16',
    details: ['main, up to 4 ACUs', 'with 2 readers'],
  })
})

describe('the network', () => {
  const kinds = (sections: object) => graphOf(manifestOf(sections)).nodes.map(({ kind }) => kind)
  const web = { build: {} }

  test('has endpoints in place of NAT', () => {
    expect(kinds({ services: { web }, network: { nat: 'none' } })).toContain('endpoints')
    expect(
      kinds({ services: { web: { ...web, subnets: 'public' } }, network: { nat: 'none' } }),
    ).not.toContain('nat')
  })

  test('is not drawn where nothing lies in it', () => {
    const functions = { api: { zip: { directory: '.' }, routes: ['/*'] } }
    const { groups, edges } = graphOf(manifestOf({ ingress: 'http-api', functions }))
    expect(groups.map(({ id }) => id)).toEqual(['cloud'])
    expect(edges.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'clients → http-api',
      'http-api → function/api',
      'function/api → monitoring',
    ])
  })
})

test('an empty manifest is an empty picture', () => {
  expect(graphOf(manifestOf({}))).toEqual({ title: 'shop prod', groups: [], nodes: [], edges: [] })
})

test('what runs on demand has who starts it and who stops it', () => {
  const services = { app: { build: {}, port: 80, subnets: 'public', routes: ['/*'] } }
  const { nodes, edges } = graphOf(
    manifestOf({ services, ingress: 'http-api', network: { nat: 'none' }, onDemand: { service: 'app' } }),
  )
  expect(
    nodes.filter(({ kind }) => kind === 'function').map(({ label, details }) => [label, ...details]),
  ).toEqual([
    ['waker', 'Lambda, on demand', 'answers while it sleeps'],
    ['idler', 'Lambda, on demand', 'stops it after 30m idle'],
  ])
  expect(edges.map(({ from, to, label }) => `${from} → ${to}${label ? ` (${label})` : ''}`)).toEqual([
    'clients → http-api',
    'http-api → service/app (/*)',
    'http-api → function/on-demand/waker (/wake /status /shutdown)',
    'cluster-public → monitoring',
    'function/on-demand/waker → cluster-public (starts)',
    'function/on-demand/idler → cluster-public (stops, looks every 15m)',
    'registry → cluster-public (image)',
  ])
})
