import { expect, test } from 'vitest'
import { problems, resolve } from './reading.ts'

/** Lines 1 to 4 of every manifest here. */
const head = `version: 1
project: shop
region: us-east-1
environments: {prod: {}}
`
const app = 'services: {app: {image: x, port: 80}}'
const shared = `network: {existing: {vpc: vpc-0a, publicSubnets: [subnet-0a]}}
loadBalancer: {existing: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shared/50dc6c49'}`

const refused: readonly [what: string, manifest: string, expected: readonly string[]][] = [
  [
    'what is not there',
    `${app}\nonDemand: {service: api, with: [worker], databases: [main]}`,
    [
      '6:21 onDemand.service: There is no service `api`. → Write one of: app.',
      '6:33 onDemand.with[0]: There is no service `worker`. → Write one of: app.',
      '6:54 onDemand.databases[0]: There is no database `main`. → Declare it first.',
    ],
  ],
  [
    'a database of somebody else',
    `${app}\ndatabases: {main: {existing: shared}}\nonDemand: {service: app, databases: [main]}`,
    ['7:38 onDemand.databases[0]: `main` belongs to somebody else, and is never stopped. → Take it out.'],
  ],
  [
    'no way in',
    `${app}\ningress: none\nonDemand: {service: app}`,
    [
      '7:11 onDemand: No request comes in from outside that could wake it. → Write `ingress: load-balancer` or `ingress: http-api`, or use `deployctl sleep` and `wake` without `onDemand`.',
    ],
  ],
  [
    'a service without a port',
    'services: {app: {image: x}}\nonDemand: {service: app}',
    ['6:21 onDemand.service: `app` listens on no port, so that no request can wake it. → Give it a `port`.'],
  ],
  [
    'a service that no request goes to',
    'services: {app: {image: x, port: 80}, api: {image: x, port: 80, routes: [/*]}}\nonDemand: {service: app}',
    [
      '6:21 onDemand.service: No request goes to `app` that could wake it: it has no `routes`. → Write `routes` for it, such as `[/*]`.',
    ],
  ],
  [
    "the waker's own paths",
    'services: {app: {image: x, port: 80, routes: [/*, /status]}}\nonDemand: {service: app}',
    [
      '5:51 services.app.routes[1]: With `onDemand`, `/status` is answered by the waker. → Choose another path.',
    ],
  ],
  [
    'the load balancer of somebody else without a host name',
    `services: {app: {image: x, port: 80, routes: [/app/*]}}\n${shared}\nonDemand: {service: app}`,
    [
      '8:11 onDemand: On the load balancer of somebody else, `/status`, `/wake` and `/shutdown` of everybody would lead to the waker. → Write the `domain` whose requests are meant.',
    ],
  ],
  [
    'connections of an HTTP API',
    `${app}\ningress: http-api\nonDemand: {service: app, idle: {connections: true}}`,
    [
      '7:46 onDemand.idle.connections: An HTTP API has no connections that stay open, and counts none. → Take it out.',
    ],
  ],
  [
    'looks that come too seldom',
    `${app}\nonDemand: {service: app, idle: {after: 10m, checkEvery: 930s}}`,
    [
      '6:57 onDemand.idle.checkEvery: The idler looks every so many whole minutes. → Write 1m, 15m or the like.',
      '6:57 onDemand.idle.checkEvery: It would look less often than every 10 minutes, which is what counts. → Write at most 10m.',
    ],
  ],
]

test.each(refused)('%s', (_what, manifest, expected) => {
  expect(problems(head + manifest)).toEqual(expected)
})

test.each(['load-balancer', 'http-api'])('either way in can wake what sleeps: %s', ingress => {
  const { onDemand } = resolve(`${head}${app}\ningress: ${ingress}\nonDemand: {service: app}`)
  expect(onDemand).toMatchObject({ service: 'app', with: [], databases: [] })
})
