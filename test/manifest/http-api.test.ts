import { expect, test } from 'vitest'
import { routeKeys } from '../../src/lib/manifest/route-keys.ts'
import { problems, resolve } from './reading.ts'

/** Lines 1 to 5 of every manifest here. */
const head = `version: 1
project: shop
region: us-east-1
environments: {prod: {}}
ingress: http-api
`

test.each([
  ['/*', ['$default']],
  ['/', ['ANY /']],
  ['/health', ['ANY /health']],
  ['/v1/*', ['ANY /v1/{proxy+}', 'ANY /v1']],
  ['/v1/realtime/*', ['ANY /v1/realtime/{proxy+}', 'ANY /v1/realtime']],
  ['/v1*', undefined],
  ['/*/health', undefined],
  ['/v?', undefined],
  ['/v1/', undefined],
  ['/a//b', undefined],
  ['/{id}', undefined],
  ['/$x', undefined],
])('the routes of %s', (pattern, keys) => {
  expect(routeKeys(pattern)).toEqual(keys)
})

const refused: readonly [what: string, manifest: string, expected: readonly string[]][] = [
  [
    'paths that an HTTP API cannot match',
    'services: {api: {image: x, port: 80, routes: [/v?/*, "/*.html", /v1/*]}}',
    [
      '6:47 services.api.routes[0]: An HTTP API cannot match this path. → Write a path such as /health, or /v1/* with the `*` as its last part, or write `ingress: load-balancer`.',
      '6:54 services.api.routes[1]: An HTTP API cannot match this path. → Write a path such as /health, or /v1/* with the `*` as its last part, or write `ingress: load-balancer`.',
    ],
  ],
  [
    'sticky sessions',
    'services: {api: {image: x, port: 80, routes: [/*], sticky: true}}',
    [
      '6:60 services.api.sticky: An HTTP API does not keep a client at one task. → Remove it, or write `ingress: load-balancer`.',
    ],
  ],
  [
    'a WebSocket as a test',
    'services: {api: {image: x, port: 80, routes: [/*], smoke: [{http: /}, {websocket: /voice}]}}',
    [
      '6:71 services.api.smoke[1]: A WebSocket does not pass an HTTP API. → Test by `http`, or write `ingress: load-balancer`.',
    ],
  ],
  [
    'what only a load balancer has',
    `alarms: {unhealthyHosts: 0}
network: {existing: {vpc: vpc-0a, publicSubnets: [subnet-0a]}}
loadBalancer: {existing: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shared/50dc6c49'}`,
    [
      '6:26 alarms.unhealthyHosts: An HTTP API has no targets that it could find unhealthy. → Remove it, or write `ingress: load-balancer`.',
      '8:26 loadBalancer.existing: Nothing comes in by a load balancer with `ingress: http-api`. → Remove it, or write `ingress: load-balancer`.',
    ],
  ],
  [
    'a health command that AWS would not wait for',
    'services: {api: {image: x, health: {command: [ok], timeout: 90s, interval: 100s, grace: 10m}}}',
    [
      '6:61 services.api.health.timeout: A `command` may take 2s to 60s, not 90s. → Write 2s to 60s.',
      '6:89 services.api.health.grace: Where a `command` asks, the grace is 300s at most, not 600s. → Write 300s or less.',
    ],
  ],
]

test.each(refused)('refused: %s', (_what, manifest, expected) => {
  expect(problems(`${head}${manifest}`)).toEqual(expected)
})

test.each([
  ['one zone', 'network: {zones: 1}'],
  [
    'more routes than one rule of a load balancer holds',
    'services: {api: {image: x, port: 80, routes: [/a, /b, /c, /d, /e, /f/*]}}',
  ],
  [
    'a health command without a port',
    'services: {worker: {image: x, health: {command: [test, -f, /tmp/well]}}}',
  ],
])('allowed: %s', (_what, manifest) => {
  expect(resolve(`${head}${manifest}`).ingress).toBe('http-api')
})
