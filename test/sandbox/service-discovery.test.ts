import { ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53'
import * as cloudMap from '@aws-sdk/client-servicediscovery'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Bench, closeBench, createService, register, seconds, startBench, tasksOf } from './ecs/bench.ts'

let bench: Bench
let client: cloudMap.ServiceDiscoveryClient
beforeEach(async () => {
  bench = await startBench()
  client = new cloudMap.ServiceDiscoveryClient({ ...bench.config, disableHostPrefix: true })
})
afterEach(() => closeBench(bench))

async function makeNamespace(Name = 'shop.internal') {
  const { OperationId } = await client.send(
    new cloudMap.CreatePrivateDnsNamespaceCommand({ Name, Vpc: bench.vpc }),
  )
  await bench.sandbox.advance(60 * seconds)
  const { Operation } = await client.send(new cloudMap.GetOperationCommand({ OperationId }))
  return Operation!.Targets!.NAMESPACE!
}

async function makeService(NamespaceId: string, Type: 'A' | 'SRV' = 'A', Name = 'user') {
  const { Service } = await client.send(
    new cloudMap.CreateServiceCommand({
      Name,
      NamespaceId,
      DnsConfig: { DnsRecords: [{ Type, TTL: 10 }] },
      HealthCheckCustomConfig: { FailureThreshold: 1 },
    }),
  )
  return Service!
}

async function records(namespaceId: string) {
  const { Namespace } = await client.send(new cloudMap.GetNamespaceCommand({ Id: namespaceId }))
  const { HostedZoneId } = Namespace!.Properties!.DnsProperties!
  const route53 = new Route53Client(bench.config)
  const { ResourceRecordSets } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }))
  return ResourceRecordSets!.flatMap(({ Name, Type, ResourceRecords }) =>
    Type === 'NS' || Type === 'SOA' ? [] : [`${Name} ${Type} ${ResourceRecords![0]!.Value}`],
  )
}

test('what takes time is begun by an operation, which tells when it is done', async () => {
  const { OperationId } = await client.send(
    new cloudMap.CreatePrivateDnsNamespaceCommand({ Name: 'shop.internal', Vpc: bench.vpc }),
  )
  const status = async () =>
    (await client.send(new cloudMap.GetOperationCommand({ OperationId }))).Operation!.Status
  expect(await status()).toBe('PENDING')
  await bench.sandbox.advance(60 * seconds)
  expect(await status()).toBe('SUCCESS')
  const again = new cloudMap.CreatePrivateDnsNamespaceCommand({ Name: 'shop.internal', Vpc: bench.vpc })
  await expect(client.send(again)).rejects.toMatchObject({
    name: 'NamespaceAlreadyExists',
    NamespaceId: expect.stringMatching(/^ns-/),
  })
})

test('a network that is not there makes the operation fail, not the call', async () => {
  const { OperationId } = await client.send(
    new cloudMap.CreatePrivateDnsNamespaceCommand({ Name: 'shop.internal', Vpc: 'vpc-0' }),
  )
  await bench.sandbox.advance(60 * seconds)
  const { Operation } = await client.send(new cloudMap.GetOperationCommand({ OperationId }))
  expect(Operation).toMatchObject({ Status: 'FAIL', ErrorCode: 'CANNOT_CREATE_HOSTED_ZONE' })
})

test.each([
  [
    [
      { Type: 'A', TTL: 10 },
      { Type: 'SRV', TTL: 10 },
    ],
    /cannot be combined/,
  ],
  [
    [
      { Type: 'CNAME', TTL: 10 },
      { Type: 'A', TTL: 10 },
    ],
    /cannot be combined/,
  ],
] as const)('records that do not go together are refused', async (DnsRecords, message) => {
  const NamespaceId = await makeNamespace()
  const input = { Name: 'user', NamespaceId, DnsConfig: { DnsRecords: [...DnsRecords] } }
  await expect(client.send(new cloudMap.CreateServiceCommand(input))).rejects.toMatchObject({
    name: 'InvalidInput',
    message: expect.stringMatching(message),
  })
})

test('what is in use is not deleted', async () => {
  const NamespaceId = await makeNamespace()
  const { Id } = await makeService(NamespaceId)
  const Attributes = { AWS_INSTANCE_IPV4: '10.0.0.7' }
  await client.send(new cloudMap.RegisterInstanceCommand({ ServiceId: Id, InstanceId: 'one', Attributes }))
  await expect(client.send(new cloudMap.DeleteNamespaceCommand({ Id: NamespaceId }))).rejects.toMatchObject({
    name: 'ResourceInUse',
  })
  await expect(client.send(new cloudMap.DeleteServiceCommand({ Id }))).rejects.toMatchObject({
    name: 'ResourceInUse',
  })
  await client.send(new cloudMap.DeregisterInstanceCommand({ ServiceId: Id, InstanceId: 'one' }))
  await client.send(new cloudMap.DeleteServiceCommand({ Id }))
  await client.send(new cloudMap.DeleteNamespaceCommand({ Id: NamespaceId }))
})

test('tasks are registered while they run, with the records of their kind', async () => {
  const namespaceId = await makeNamespace()
  const registry = await makeService(namespaceId, 'SRV', '_api._tcp')
  const serviceRegistries = [{ registryArn: registry.Arn!, containerName: 'app', containerPort: 8080 }]
  const definition = await register(bench, 'api')
  await createService(bench, 'api', definition, { serviceRegistries, desiredCount: 1 })
  await bench.sandbox.advance(120 * seconds)
  const [task] = await tasksOf(bench, 'RUNNING', 'api')
  const id = task!.taskArn!.split('/').at(-1)!
  const address = task!.attachments![0]!.details!.find(({ name }) => name === 'privateIPv4Address')!.value!
  expect(await records(namespaceId)).toEqual([
    `_api._tcp.shop.internal. SRV 1 1 8080 ${id}._api._tcp.shop.internal.`,
    `${id}._api._tcp.shop.internal. A ${address}`,
  ])
  const discover = new cloudMap.DiscoverInstancesCommand({
    NamespaceName: 'shop.internal',
    ServiceName: '_api._tcp',
    HealthStatus: 'HEALTHY',
  })
  expect((await client.send(discover)).Instances).toEqual([
    {
      InstanceId: id,
      NamespaceName: 'shop.internal',
      ServiceName: '_api._tcp',
      HealthStatus: 'HEALTHY',
      Attributes: {
        AWS_INSTANCE_IPV4: address,
        AWS_INSTANCE_PORT: '8080',
        AVAILABILITY_ZONE: task!.availabilityZone,
        REGION: 'eu-west-1',
        ECS_CLUSTER_NAME: 'main',
        ECS_SERVICE_NAME: 'api',
        ECS_TASK_DEFINITION_FAMILY: 'api',
      },
    },
  ])
  const { UpdateServiceCommand } = await import('@aws-sdk/client-ecs')
  await bench.ecs.send(new UpdateServiceCommand({ cluster: 'main', service: 'api', desiredCount: 0 }))
  await bench.sandbox.advance(30 * seconds)
  expect(await records(namespaceId)).toEqual([])
})

test('a task whose own health check fails is in no answer of DNS', async () => {
  const namespaceId = await makeNamespace()
  const registry = await makeService(namespaceId)
  const healthCheck = { command: ['CMD', 'true'], interval: 10, retries: 2 }
  const definition = await register(bench, 'user', { healthCheck }, 'slow-start:60')
  await createService(bench, 'user', definition, {
    serviceRegistries: [{ registryArn: registry.Arn! }],
    desiredCount: 1,
  })
  await bench.sandbox.advance(50 * seconds)
  expect(await tasksOf(bench, 'RUNNING', 'user')).toHaveLength(1)
  expect(await records(namespaceId)).toEqual([])
})

test.each([
  [
    'that is not there',
    { registryArn: 'arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-1' },
    /was not found/,
  ],
  ['that wants a port', {}, /SRV records, specify either/],
  ['at a port that no container has', { containerName: 'app', containerPort: 1 }, /container port 1/],
])('a registry %s is refused', async (_what, change, message) => {
  const registry = await makeService(await makeNamespace(), 'SRV')
  const serviceRegistries = [{ registryArn: registry.Arn!, ...change }]
  const creating = createService(bench, 'api', await register(bench, 'api'), { serviceRegistries })
  await expect(creating).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringMatching(message),
  })
})

test('Service Connect makes a service of Cloud Map, and removes it with the last of its tasks', async () => {
  const { OperationId } = await client.send(new cloudMap.CreateHttpNamespaceCommand({ Name: 'shop' }))
  await bench.sandbox.advance(60 * seconds)
  const { Operation } = await client.send(new cloudMap.GetOperationCommand({ OperationId }))
  const { Namespace } = await client.send(
    new cloudMap.GetNamespaceCommand({ Id: Operation!.Targets!.NAMESPACE! }),
  )
  const named = await register(bench, 'user', { portMappings: [{ containerPort: 8080, name: 'web' }] })
  const connect = (portName: string) => ({
    serviceConnectConfiguration: {
      enabled: true,
      namespace: Namespace!.Arn!,
      services: [{ portName, discoveryName: 'user', clientAliases: [{ port: 8080, dnsName: 'user' }] }],
    },
  })
  await expect(createService(bench, 'user', named, connect('other'))).rejects.toMatchObject({
    message: expect.stringMatching(/portName\(s\): other/),
  })
  await createService(bench, 'user', named, { desiredCount: 1, ...connect('web') })
  const services = async () =>
    (await client.send(new cloudMap.ListServicesCommand({}))).Services!.map(one => [
      one.Name,
      one.InstanceCount,
    ])
  expect(await services()).toEqual([['user', 0]])
  await bench.sandbox.advance(120 * seconds)
  expect(await services()).toEqual([['user', 1]])
  const { DeleteServiceCommand } = await import('@aws-sdk/client-ecs')
  await bench.ecs.send(new DeleteServiceCommand({ cluster: 'main', service: 'user', force: true }))
  await bench.sandbox.advance(120 * seconds)
  expect(await services()).toEqual([])
})
