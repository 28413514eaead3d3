import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { resolve } from './reading.ts'

const example = await readFile(new URL('example.yml', import.meta.url), 'utf8')

test('the example comes to this in prod', () => {
  expect(saidBy(resolve(example))).toEqual({ ...prod, directory: process.cwd() })
})

test('staging has one NAT gateway and one task', () => {
  const { api, realtime } = prod.services
  expect(saidBy(resolve(example, {}, 'staging'))).toEqual({
    ...prod,
    environment: 'staging',
    directory: process.cwd(),
    protected: false,
    network: { ...prod.network, nat: 'single' },
    services: {
      api: { ...api, count: { min: 1, max: 1, scaleOutCooldown: 60, scaleInCooldown: 300 } },
      realtime,
    },
  })
})

/** Without the sections that hold nothing. */
function saidBy(manifest: object): object {
  const entries = Object.entries(manifest)
  return Object.fromEntries(
    entries.filter(([, value]) => Object.keys(Object(value)).length > 0 || typeof value !== 'object'),
  )
}

const prod = {
  version: 1,
  project: 'sipai',
  account: '123456789012',
  region: 'us-east-1',
  network: { cidr: '10.20.0.0/16', zones: 2, nat: 'per-zone' },
  domain: { name: 'prod.example.com', hostedZone: 'ZABCDEFGHIJKL', external: false },
  ingress: 'load-balancer',
  loadBalancer: { idleTimeout: 60, deletionProtection: false },
  httpApi: { throttle: { rate: 1000, burst: 500 } },
  discovery: 'dns',
  cluster: { containerInsights: true },
  dashboard: false,
  services: {
    api: {
      build: {
        context: '.',
        dockerfile: 'Dockerfile',
        args: { SERVICE_PATH: 'services/api' },
        platforms: ['linux/arm64'],
      },
      port: 8080,
      cpu: 512,
      memory: 1024,
      count: { min: 2, max: 8, cpu: 70, memory: 80, scaleOutCooldown: 60, scaleInCooldown: 300 },
      capacity: { onDemand: { base: 0, weight: 1 } },
      platformVersion: 'LATEST',
      routes: ['/v1/*'],
      sticky: false,
      health: {
        path: '/health',
        interval: 15,
        timeout: 5,
        healthy: 2,
        unhealthy: 3,
        grace: 60,
        codes: '200',
      },
      env: { PUBLIC_BASE_URL: 'https://prod.example.com', MAX_CONCURRENT_CALLS: '200' },
      secrets: { DB_URL: 'ssm:/sipai-prod/DB_URL', JAMBONZ_TOKEN: 'secret:jambonz-token' },
      release: { command: ['npm', 'run', 'db:push'], timeout: 600 },
      smoke: [{ http: '/health', expect: 200, timeout: 10 }],
      stopTimeout: 30,
      drain: 30,
      access: {},
      mounts: {},
      policy: [],
    },
    realtime: {
      build: {
        context: '.',
        dockerfile: 'Dockerfile',
        args: { SERVICE_PATH: 'services/realtime' },
        platforms: ['linux/amd64'],
      },
      port: 8081,
      cpu: 256,
      memory: 512,
      count: { min: 1, max: 1, scaleOutCooldown: 60, scaleInCooldown: 300 },
      capacity: { onDemand: { base: 0, weight: 1 } },
      platformVersion: 'LATEST',
      routes: ['/realtime/*', '/v1/realtime/*'],
      sticky: true,
      health: { path: '/', interval: 15, timeout: 5, healthy: 2, unhealthy: 3, grace: 60, codes: '200' },
      env: {},
      secrets: {},
      smoke: [
        {
          websocket: '/realtime/voice?callId=smoke-1',
          subprotocol: 'secret:realtime-api-key',
          send: '{"t":"start"}',
          timeout: 10,
        },
      ],
      stopTimeout: 30,
      drain: 30,
      access: {},
      mounts: {},
      policy: [],
    },
  },
  secrets: {
    'api-keys': {
      keys: {
        AUTH_PASSWORD_HASH: { prompt: 'Password', hash: 'bcrypt', optional: false, immutable: false },
        SESSION_SECRET: { generate: { bytes: 32, encoding: 'hex' }, optional: false, immutable: false },
        ENTRY_ENCRYPTION_KEY: {
          generate: { bytes: 32, encoding: 'base64' },
          optional: false,
          immutable: true,
        },
        LIVEKIT_URL: { pattern: '^wss://', optional: false, immutable: false },
        NOTION_API_KEY: { optional: true, immutable: false },
      },
    },
    'jambonz-token': { value: { optional: false, immutable: false } },
    'realtime-api-key': { value: { optional: false, immutable: false } },
  },
  parameters: { '/sipai-prod/DB_URL': { plain: false, optional: false, immutable: false } },
  schedule: [
    { at: '0 21 * * *', timezone: 'Australia/Sydney', count: 0 },
    { at: '0 6 * * *', timezone: 'Australia/Sydney', count: 2 },
  ],
  alarms: {
    notify: ['ops@example.com'],
    cpu: 80,
    memory: 85,
    http5xx: { count: 10, period: 60 },
    latencyP95: 1,
    unhealthyHosts: 0,
  },
  logs: { retention: 2592000 },
  guards: { forbidInEnv: ['localhost', 'ngrok'] },
  releases: { keep: 20 },
  protected: true,
  environment: 'prod',
}
