import { expect, test } from 'vitest'
import { environmentsOf, parse } from '../../src/lib/manifest/index.ts'
import { problems, resolve, thrown } from './reading.ts'

const text = `version: 1
project: shop
account: "111111111111"
region: us-east-1
alarms: {cpu: 80}
services:
  api: {image: nginx, port: 80, routes: [/a, /b], env: {A: "1", B: "2"}}
  web: {image: nginx}
environments:
  dev:
  prod:
    account: "222222222222"
    region: eu-west-1
    protected: true
    alarms: null
    services:
      api: {port: 81, routes: [/c], env: {B: null, C: "3"}}
      web: null
      worker: {image: busybox}
`

test('environments come in the order of the file', () => {
  expect(environmentsOf(parse(text, 'deployctl.yml'))).toEqual(['dev', 'prod'])
  expect(environmentsOf(parse('version: 1', 'deployctl.yml'))).toEqual([])
})

test('maps merge, scalars and lists replace, null removes', () => {
  const { account, region, protected: guarded, alarms, services } = resolve(text)
  expect({ account, region, guarded, alarms }).toEqual({
    account: '222222222222',
    region: 'eu-west-1',
    guarded: true,
    alarms: undefined,
  })
  expect(Object.keys(services)).toEqual(['api', 'worker'])
  expect(services.api).toMatchObject({ image: 'nginx', port: 81, routes: ['/c'], env: { A: '1', C: '3' } })
})

test('an empty overlay changes nothing', () => {
  const { account, protected: guarded, alarms, services } = resolve(text, {}, 'dev')
  expect({ account, guarded, alarms }).toEqual({
    account: '111111111111',
    guarded: false,
    alarms: { notify: [], cpu: 80 },
  })
  expect(services.api?.env).toEqual({ A: '1', B: '2' })
  expect(Object.keys(services)).toEqual(['api', 'web'])
})

test('the region may be written in the overlays alone', () => {
  const manifest = resolve(
    'version: 1\nproject: shop\nenvironments: {prod: {region: eu-west-1}, dev: {region: us-east-1}}',
  )
  expect(manifest.region).toBe('eu-west-1')
})

test('an unknown environment is told with the nearest one', () => {
  const error = thrown(() => resolve(text, {}, 'prd'))
  expect([error.code, error.message, error.hint, error.data]).toEqual([
    'manifest.unknown-environment',
    'deployctl.yml has no environment `prd`.',
    'Did you mean `prod`?',
    { environment: 'prd', known: ['dev', 'prod'] },
  ])
  expect(thrown(() => resolve('version: 1', {}, 'prod')).hint).toBe(
    'Add `environments: {prod: {}}` to the manifest.',
  )
})

test('what is wrong in an overlay is placed in the overlay', () => {
  expect(
    problems(`version: 1
project: shop
region: us-east-1
services: {api: {image: nginx, cpu: 256}}
environments:
  prod:
    project: other
    services:
      api: {memory: 4096, cpus: 2, port: null}
      web: {image: nginx, port: null}
`),
  ).toEqual([
    '7:5 environments.prod.project: An overlay cannot change `project`. → Write it at the top only.',
    '9:21 environments.prod.services.api.memory: Fargate has no 4096 MiB of memory with 256 CPU units. → With cpu 256, write one of 512, 1024, 2048.',
    '9:27 environments.prod.services.api.cpus: `cpus` is no key of services.api. → Did you mean `cpu`?',
    '9:36 environments.prod.services.api.port: There is nothing here that null could remove. → Remove the key, or give it a value.',
    '10:27 environments.prod.services.web.port: There is nothing here that null could remove. → Remove the key, or give it a value.',
  ])
})

test('environments and overlays are maps', () => {
  const head = 'version: 1\nproject: shop\nregion: us-east-1\n'
  const remedy = 'Write a map, such as `environments: {prod: {protected: true}}`.'
  expect(problems(`${head}environments: [prod]`)).toEqual([
    `4:15 environments: This must be a map. → ${remedy}`,
  ])
  expect(problems(`${head}environments: {prod: true}`)).toEqual([
    `4:22 environments.prod: This must be a map. → ${remedy}`,
  ])
})
