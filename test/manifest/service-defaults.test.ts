import { expect, test } from 'vitest'
import { problems, resolve } from './reading.ts'

const head = 'version: 1\nproject: shop\nregion: us-east-1\nenvironments: {prod: {}}\n'

test('a service has what it does not say itself', () => {
  const { services } = resolve(`${head}
serviceDefaults:
  image: nginx
  cpu: 512
  memory: 1024
  env: {LOG_LEVEL: info, NAME: "\${service.name}", PORT: "\${service.port}"}
services:
  api: {port: 8080, env: {LOG_LEVEL: debug}}
  worker: {port: 9090, cpu: 256, memory: null, env: null}
`)
  const { api, worker } = services
  expect([api!.cpu, api!.memory, api!.env]).toEqual([
    512,
    1024,
    { LOG_LEVEL: 'debug', NAME: 'api', PORT: '8080' },
  ])
  expect([worker!.cpu, worker!.memory, worker!.env]).toEqual([256, 512, {}])
})

test('an overlay changes the defaults, and what a service says still comes first', () => {
  const { services } = resolve(`version: 1
project: shop
region: us-east-1
serviceDefaults: {image: nginx, port: 80, count: 2}
services: {api: {routes: [/*]}, worker: {count: 3}}
environments: {prod: {serviceDefaults: {count: 5}}}
`)
  expect([services.api!.count.min, services.worker!.count.min]).toEqual([5, 3])
})

test('a wrong default is told once, where it stands', () => {
  const text = `${head}
serviceDefaults: {image: nginx, cqu: 512}
services: {api: {}, worker: {}}
`
  expect(problems(text)).toEqual([
    '6:33 services.api.cqu: `cqu` is no key of services.api. → Did you mean `cpu`?',
  ])
})

test('a service’s own name means nothing elsewhere', () => {
  const text = `version: 1\nproject: shop\nregion: us-east-1\nguards: {forbidInEnv: ["\${service.name}"]}\nenvironments: {prod: {}}\n`
  expect(problems(text)).toEqual([
    expect.stringContaining('`${service.name}` means nothing outside of a service.'),
  ])
})
