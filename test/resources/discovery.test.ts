import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectionOf, namespacesOf, withAddresses } from '../../src/lib/resources/discovery.ts'
import { discoveryService, registryOf } from '../../src/lib/resources/discovery-service.ts'
import { namespace } from '../../src/lib/resources/namespace.ts'
import { planFor, planTeardown } from '../../src/lib/resources/plan.ts'
import { vpc } from '../../src/lib/resources/vpc.ts'
import { inspectWorld } from '../../src/lib/resources/world.ts'
import { Environment } from './environment.ts'
import { manifestOf, scope } from './manifest.ts'
import type { Moto } from './moto.ts'
import { describeOnBoth } from './on-both.ts'
import { startOwn } from './sandbox.ts'

const user = { image: 'nginx', port: 3003 }
const gateway = {
  image: 'nginx',
  port: 8080,
  routes: ['/*'],
  env: { USER_URL: '${services.user.url}', HOST: 'at ${services.user.host}', TABLE: '${tables.main.name}' },
}
const worker = { image: 'nginx' }
const services = { gateway, user, worker }
const dns = manifestOf({ services })
const connect = manifestOf({ services, discovery: 'service-connect' })

describe('what a manifest comes to', () => {
  test('by DNS a service answers below the domain of its environment', () => {
    expect(withAddresses(gateway.env, dns)).toEqual({
      USER_URL: 'http://user.shop-prod.internal:3003',
      HOST: 'at user.shop-prod.internal',
      TABLE: '${tables.main.name}',
    })
  })

  test('by Service Connect it answers by its own name', () => {
    expect(withAddresses(gateway.env, connect)).toMatchObject({
      USER_URL: 'http://user:3003',
      HOST: 'at user',
    })
  })

  test('only who is called is found, and only who calls or is called takes part', () => {
    const registries = (manifest = dns) => Object.keys(services).map(name => registryOf(manifest, name))
    const connections = (manifest = dns) => Object.keys(services).map(name => connectionOf(manifest, name))
    expect(registries()).toEqual([undefined, 'user', undefined])
    expect(connections()).toEqual([undefined, undefined, undefined])
    expect(registries(connect)).toEqual([undefined, undefined, undefined])
    expect(connections(connect)).toEqual([
      { serves: undefined, calls: ['user'] },
      { serves: 3003, calls: [] },
      undefined,
    ])
  })

  test('behind an HTTP API a service has a registry that tells its port', () => {
    const behind = manifestOf({ services, ingress: 'http-api', discovery: 'service-connect' })
    expect(registryOf(behind, 'gateway')).toBe('_gateway._tcp')
    expect(namespacesOf(behind)).toEqual({
      dns: { name: 'shop-prod.internal' },
      connect: { name: 'shop-prod' },
    })
  })

  test('where nobody calls, there is no namespace', () => {
    expect(namespacesOf(manifestOf({ services: { user, worker } }))).toEqual({})
    expect(namespacesOf(dns)).toEqual({ dns: { name: 'shop-prod.internal' } })
    expect(namespacesOf(connect)).toEqual({ connect: { name: 'shop-prod' } })
  })
})

describeOnBoth([discoveryService, namespace, vpc], ({ stand, moto, environment }) => {
  test('a namespace and a service in it are made once', async () => {
    await environment.settle(dns)
    expect(await environment.standing()).toEqual(['discovery-service/user', 'namespace/dns', 'vpc/main'])
    expect(await environment.plan(dns)).toEqual([])
    const { user: found } = await discoveryService.inspect(scope, moto.ports)
    expect(found).toMatchObject({ name: 'user', record: 'A', ttl: 10, instances: 0 })
  })

  test('what somebody changed by hand is put right', async () => {
    const { user: found } = await discoveryService.inspect(scope, moto.ports)
    const DnsConfig = { DnsRecords: [{ Type: 'A' as const, TTL: 300 }] }
    await moto.ports.serviceDiscovery.updateService({ Id: found!.serviceId, Service: { DnsConfig } })
    expect(await environment.plan(dns)).toEqual(['discovery-service/user update ttl'])
    await environment.settle(dns)
    expect(await environment.plan(dns)).toEqual([])
  })

  test('another way to find one another takes the place of the first', async () => {
    expect(await environment.plan(connect)).toEqual([
      'discovery-service/user remove',
      'namespace/connect create',
      'namespace/dns remove',
    ])
    await environment.settle(connect)
    expect(await environment.standing()).toEqual(['namespace/connect', 'vpc/main'])
    await environment.settle(dns)
    expect(await environment.plan(dns)).toEqual([])
  })

  test('everything is removed, twice', async () => {
    await environment.tearDown()
    expect(await environment.standing()).toEqual([])
    await environment.tearDown()
    expect((await moto.ports.serviceDiscovery.listServices({})).Services).toEqual([])
  })

  // moto 5.2.1 makes a second namespace of the same name, as AWS does not.
  test.skipIf(stand === 'moto')(
    'a namespace that somebody else made under our name is not taken over',
    async () => {
      await moto.ports.serviceDiscovery.createHttpNamespace({ Name: 'shop-prod' })
      const only = new Environment([namespace, vpc], moto.ports)
      await expect(only.settle(connect)).rejects.toMatchObject({ code: 'graph.name-taken' })
    },
  )
})

describe('while tasks are registered', () => {
  let own: Moto
  beforeAll(async () => {
    own = await startOwn()
  })
  afterAll(() => own.stop())

  test('bootstrap keeps the registry, and says why; teardown, which stops them first, does not', async () => {
    const kinds = [discoveryService, namespace, vpc]
    const environment = new Environment(kinds, own.ports)
    await environment.settle(dns)
    const { user: found } = await discoveryService.inspect(scope, own.ports)
    await register(own.endpoint, found!.serviceId)
    const alone = manifestOf({ services: { user, worker } })
    const world = await inspectWorld(kinds, scope, own.ports)
    const kept = planFor(kinds, alone, world).map(({ id, action, why }) => [id, action, why])
    expect(kept).toEqual([
      ['user', 'keep', 'tasks are registered in it'],
      ['dns', 'keep', 'discovery-service user stands on it'],
      ['main', 'none', undefined],
    ])
    const torn = planTeardown(kinds, world, new Set()).map(({ id, action }) => [id, action])
    expect(torn).toEqual([
      ['user', 'remove'],
      ['dns', 'remove'],
      ['main', 'remove'],
    ])
  })
})

/** As ECS does. */
async function register(endpoint: string, ServiceId: string): Promise<void> {
  const { RegisterInstanceCommand, ServiceDiscoveryClient } = await import('@aws-sdk/client-servicediscovery')
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
  const client = new ServiceDiscoveryClient({ endpoint, region: scope.region, credentials })
  const Attributes = { AWS_INSTANCE_IPV4: '10.0.0.7' }
  await client.send(new RegisterInstanceCommand({ ServiceId, InstanceId: 'task-1', Attributes }))
}
