import { afterAll, beforeAll, expect, test } from 'vitest'
import { discoveryService } from '../../src/lib/resources/discovery-service.ts'
import { bootstrap } from '../../src/lib/runbooks/bootstrap.ts'
import { deploy } from '../../src/lib/runbooks/deploy.ts'
import { plan } from '../../src/lib/runbooks/plan.ts'
import { rollback } from '../../src/lib/runbooks/rollback.ts'
import { teardown } from '../../src/lib/runbooks/teardown.ts'
import { Stage } from './stage.ts'

/** As Aiponge: services that call one another by name, one of them in turn called by another. */
let stage: Stage
const manifest = (discovery = 'dns', colour = 'blue') =>
  stage.manifest(
    {
      gateway: {
        count: 1,
        env: { USER_URL: '${services.user.url}', MUSIC_URL: '${services.music.url}' },
      },
      music: { count: 1, port: 3007, env: { USER_URL: '${services.user.url}' } },
      user: { count: 2, port: 3003, env: { COLOUR: colour } },
      worker: { count: 1 },
    },
    { discovery },
  )

beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.close())

const context = () => stage.context(manifest())

async function environmentOf(service: string) {
  const { taskDefinition } = await context().ports.ecs.describeTaskDefinition({
    taskDefinition: `shop-prod-${service}`,
  })
  const [{ environment } = {}] = taskDefinition!.containerDefinitions!
  return Object.fromEntries(environment!.map(({ name, value }) => [name, value]))
}

/** Who is registered in each registry of the environment. */
async function registered() {
  const { scope, ports } = context()
  const registries = Object.entries(await discoveryService.inspect(scope, ports))
  const entries = registries.map(async ([name, { serviceId }]) => {
    const { Instances } = await ports.serviceDiscovery.listInstances({ ServiceId: serviceId })
    return [name, Instances!.map(({ Attributes }) => Attributes!)] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function deployments(service: string) {
  const { services } = await context().ports.ecs.describeServices({
    cluster: 'shop-prod',
    services: [`shop-prod-${service}`],
  })
  return services![0]!
}

test('by DNS, tasks of who is called are registered, and callers are told where', async () => {
  await stage.bootstrap(manifest())
  expect(await stage.deploy(manifest())).toMatchObject({ outcome: 'succeeded' })
  expect(await environmentOf('gateway')).toEqual({
    USER_URL: 'http://user.shop-prod.internal:3003',
    MUSIC_URL: 'http://music.shop-prod.internal:3007',
  })
  const found = await registered()
  expect(Object.keys(found).toSorted()).toEqual(['music', 'user'])
  expect(found.user).toHaveLength(2)
  expect(found.user![0]).toMatchObject({
    AWS_INSTANCE_IPV4: expect.stringMatching(/^10\.0\./),
    ECS_SERVICE_NAME: 'shop-prod-user',
  })
  expect((await plan(context())).changes).toBe(0)
})

test('a release takes the old tasks out, and brings the new ones in', async () => {
  const before = (await registered()).user!.map(({ AWS_INSTANCE_IPV4 }) => AWS_INSTANCE_IPV4)
  await stage.deploy(manifest('dns', 'red'))
  const after = (await registered()).user!.map(({ AWS_INSTANCE_IPV4 }) => AWS_INSTANCE_IPV4)
  expect(after).toHaveLength(2)
  expect(after.some(address => before.includes(address))).toBe(false)
})

test('bootstrap leaves what is in use until a deploy has moved on to Service Connect', async () => {
  const connected = manifest('service-connect')
  await stage.bootstrap(connected)
  expect(Object.keys(await registered()).toSorted()).toEqual(['music', 'user'])
  const { items } = await plan(stage.context(connected))
  const told = items.flatMap(({ kind, id, changes }) => (kind === 'service' ? [[id, ...changes]] : []))
  expect(told).toContainEqual(
    expect.arrayContaining(['user', { path: 'serviceConnect', from: 'none', to: 'found as user:3003' }]),
  )
  expect(await stage.deploy(connected)).toMatchObject({ outcome: 'succeeded' })
  expect(await environmentOf('gateway')).toEqual({
    USER_URL: 'http://user:3003',
    MUSIC_URL: 'http://music:3007',
  })
  const { serviceRegistries, deployments: of } = await deployments('user')
  expect(serviceRegistries).toEqual([])
  expect(of![0]!.serviceConnectConfiguration).toMatchObject({
    enabled: true,
    namespace: expect.stringContaining(':namespace/ns-'),
    services: [{ portName: 'user', discoveryName: 'user', clientAliases: [{ port: 3003, dnsName: 'user' }] }],
    logConfiguration: { options: { 'awslogs-group': '/deployctl/shop/prod/user' } },
  })
  expect((await deployments('gateway')).deployments![0]!.serviceConnectConfiguration!.services).toEqual([])
  expect((await deployments('worker')).deployments![0]!.serviceConnectConfiguration).toBeUndefined()
  await stage.bootstrap(connected)
  expect(await registered()).toEqual({})
  expect((await plan(stage.context(connected))).changes).toBe(0)
})

test('callers are deployed only once those that they call are known', async () => {
  const { Services } = await context().ports.serviceDiscovery.listServices({})
  const known = Object.fromEntries(Services!.map(({ Name, CreateDate }) => [Name, CreateDate!.getTime()]))
  expect(Object.keys(known).toSorted()).toEqual(['music', 'user'])
  const begun = async (service: string) => (await deployments(service)).deployments![0]!.createdAt!.getTime()
  expect(await begun('music')).toBeGreaterThan(known.user!)
  expect(await begun('gateway')).toBeGreaterThan(Math.max(known.music!, known.user!))
})

test('a caller whose callee nobody deploys is told of, and not held up for ever', async () => {
  const manifest = stage.manifest(
    {
      user: { port: 3003 },
      lonely: { count: 1, env: { USER_URL: '${services.user.url}' } },
    },
    { discovery: 'service-connect', project: 'other' },
  )
  const elsewhere = { ...stage.context(manifest), scope: { ...context().scope, project: 'other' } }
  await bootstrap(elsewhere, { confirm: async () => true })
  stage.events.length = 0
  await deploy(elsewhere, { services: ['lonely'], images: {}, keep: false })
  expect(stage.events.filter(({ type }) => type === 'warning')).toEqual([
    {
      type: 'warning',
      message: 'lonely is deployed before user, and will not find it.',
      hint: 'Deploy user, then lonely again.',
    },
  ])
  await teardown(elsewhere, { deleteData: new Set(['*']), confirm: async () => true })
})

test('a rollback across the change finds its ports', async () => {
  const connected = manifest('service-connect')
  expect(await rollback(stage.context(connected), { to: 1 })).toMatchObject({ outcome: 'succeeded' })
})

test('teardown leaves nothing, neither what ECS made by itself', async () => {
  const { proof } = await teardown(context(), { deleteData: new Set(['*']), confirm: async () => true })
  expect(proof).toMatchObject({ standing: 0 })
  expect((await context().ports.serviceDiscovery.listServices({})).Services).toEqual([])
  expect((await context().ports.serviceDiscovery.listNamespaces({})).Namespaces).toEqual([])
})
