import { afterAll, beforeAll, expect, test } from 'vitest'
import { resources } from '../../src/lib/resources/index.ts'
import type { AnyResource } from '../../src/lib/resources/resource.ts'
import type { ServiceState } from '../../src/lib/resources/service-lookup.ts'
import { Environment } from './environment.ts'
import { image, manifestOf } from './manifest.ts'
import type { Moto } from './moto.ts'
import { startOwn } from './sandbox.ts'

const api = { image, port: 8080, routes: ['/*'], health: { path: '/health' } }
const manifestWith = (change: object) =>
  manifestOf({ network: { nat: 'none' }, services: { api: { ...api, ...change } } })

let own: Moto
let environment: Environment

beforeAll(async () => {
  own = await startOwn()
  environment = new Environment(watched, own.ports)
})
afterAll(() => own?.stop())

/** The state that each `ensure` of a service gave; it names the deployment that it caused. */
const ensured: ServiceState[] = []
const withoutScaling = resources.filter(({ kind }) => !kind.startsWith('scal') && !kind.startsWith('schedul'))
const watched: AnyResource[] = withoutScaling.map(kind =>
  kind.kind === 'service'
    ? {
        ...kind,
        ensure: async (...given) => {
          const state = await kind.ensure(...given)
          ensured.push(state)
          return state
        },
      }
    : kind,
)

test('a whole environment is made, and the second time there is nothing to do', async () => {
  await environment.settle(manifestWith({}))
  expect(await environment.plan(manifestWith({}))).toEqual([])
})

test('each change of a service is one deployment, and the right one is named', async () => {
  await environment.settle(manifestWith({ env: { LEVEL: 'debug' } }))
  expect(await environment.plan(manifestWith({ env: { LEVEL: 'debug' } }))).toEqual([])
  const deployments = ensured.map(({ caused }) => caused!.arn)
  expect(new Set(deployments).size).toBe(2)
  const { serviceDeployments } = await own.ports.ecs.describeServiceDeployments({
    serviceDeploymentArns: deployments,
  })
  const { serviceRevisions } = await own.ports.ecs.describeServiceRevisions({
    serviceRevisionArns: serviceDeployments!.map(one => one.targetServiceRevision!.arn!),
  })
  expect(serviceRevisions!.map(({ taskDefinition }) => taskDefinition!.split('/')[1])).toEqual([
    'shop-prod-api:1',
    'shop-prod-api:2',
  ])
})

test('a count that only the manifest changes causes no deployment', async () => {
  await environment.settle(manifestWith({ env: { LEVEL: 'debug' }, count: 3 }))
  expect(ensured.at(-1)!.desiredCount).toBe(3)
  expect(ensured.at(-1)!.caused).toBeUndefined()
  expect(await environment.plan(manifestWith({ env: { LEVEL: 'debug' }, count: 3 }))).toEqual([])
})

test('teardown leaves nothing', async () => {
  await environment.tearDown()
  expect(await environment.standing()).toEqual([])
})
