import { expect, test } from 'vitest'
import { servicesCalledIn } from '../../src/lib/manifest/discovery.ts'
import { problems, resolve } from './reading.ts'

/** Lines 1 to 4 of every manifest here. */
const head = `version: 1
project: shop
region: us-east-1
environments: {prod: {}}
`
const user = 'user: {image: x, port: 3003}'

test('a reference to a service stays as it is written, and tells who is called', () => {
  const { services } = resolve(
    `${head}services: {${user}, api: {image: x, env: {USER_URL: "\${services.user.url}/v1", NAME: "\${services.user.host}"}}}`,
  )
  expect(services.api!.env).toEqual({ USER_URL: '${services.user.url}/v1', NAME: '${services.user.host}' })
  expect(servicesCalledIn(services.api!.env)).toEqual(['user'])
})

const refused: readonly [what: string, manifest: string, expected: readonly string[]][] = [
  [
    'a service that is not there',
    `services: {${user}, api: {image: x, env: {URL: "\${services.usr.url}"}}}`,
    ['5:69 services.api.env.URL: `services` has no `usr`. → Did you mean `user`?'],
  ],
  [
    'what a service does not tell',
    `services: {${user}, api: {image: x, env: {URL: "\${services.user.address}"}}}`,
    ['5:69 services.api.env.URL: `services.user` has no output `address`. → Known here: url, host.'],
  ],
  [
    'a reference where no container would see it',
    `services: {${user}, api: {image: x, command: [run, "\${services.user.url}"]}}`,
    [
      '5:73 services.api.command[1]: `${services.user.url}` is known only once it stands, too late for this place. → Only `env` and `secrets` of a service or a function can hold it.',
    ],
  ],
  [
    'a service that does not listen',
    'services: {user: {image: x}, api: {image: x, env: {URL: "${services.user.url}"}}}',
    [
      '5:57 services.api.env.URL: The service `user` listens on no port, so that nobody can call it. → Write `services.user.port`.',
    ],
  ],
  [
    'a call from outside of the network',
    `services: {${user}}\nfunctions: {hook: {zip: {directory: .}, env: {URL: "\${services.user.url}"}}}`,
    [
      '6:52 functions.hook.env.URL: A function runs outside of the network, and does not reach `user` there. → Give the service `routes`, and call it where users do.',
    ],
  ],
  [
    'a service behind an HTTP API, by DNS',
    `ingress: http-api
services: {user: {image: x, port: 3003, routes: [/*]}, api: {image: x, env: {URL: "\${services.user.url}"}}}`,
    [
      '6:83 services.api.env.URL: `user` is behind the HTTP API, and DNS cannot name it to other services as well. → Write `discovery: service-connect`.',
    ],
  ],
  [
    'services that call one another in a circle, by Service Connect',
    `discovery: service-connect
services: {${user}, api: {image: x, env: {URL: "\${services.music.url}"}}, music: {image: x, port: 1, env: {URL: "\${services.mix.url}"}}, mix: {image: x, port: 2, env: {URL: "\${services.music.url}"}}}`,
    [
      '6:134 services.music.env.URL: `mix` calls `music` in turn, and with Service Connect the first of a circle never finds the others. → Write `discovery: dns`.',
      '6:195 services.mix.env.URL: `music` calls `mix` in turn, and with Service Connect the first of a circle never finds the others. → Write `discovery: dns`.',
    ],
  ],
]

test.each(refused)('refused: %s', (_what, manifest, expected) => {
  expect(problems(`${head}${manifest}`)).toEqual(expected)
})

test.each(['dns', 'service-connect'])(
  'allowed: a service behind a load balancer that others call by %s',
  discovery => {
    const text = `discovery: ${discovery}
services: {user: {image: x, port: 3003, routes: [/*], env: {ME: "\${services.user.url}"}}, api: {image: x, env: {URL: "\${services.user.url}"}}}`
    expect(resolve(`${head}${text}`).discovery).toBe(discovery)
  },
)
