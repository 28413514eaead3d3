import * as api from '@aws-sdk/client-apigatewayv2'
import { DescribeNetworkInterfacesCommand, EC2Client } from '@aws-sdk/client-ec2'
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Bench, closeBench, seconds, startBench } from '../ecs/bench.ts'
import { makeApi, makeRoute } from './bench.ts'

let bench: Bench
let client: api.ApiGatewayV2Client
beforeEach(async () => {
  bench = await startBench()
  client = new api.ApiGatewayV2Client(bench.config)
})
afterEach(() => closeBench(bench))

const hook = {
  IntegrationType: 'AWS_PROXY' as const,
  IntegrationUri: 'arn:aws:lambda:eu-west-1:123456789012:function:hook:live',
  PayloadFormatVersion: '2.0',
}

test('a VPC link takes minutes to come and to go, and its interfaces linger', async () => {
  const input = { Name: 'shop', SubnetIds: bench.subnets, SecurityGroupIds: [bench.group] }
  const { VpcLinkId } = await client.send(new api.CreateVpcLinkCommand(input))
  const status = async () => (await client.send(new api.GetVpcLinkCommand({ VpcLinkId }))).VpcLinkStatus
  const interfaces = async () => {
    const { NetworkInterfaces } = await new EC2Client(bench.config).send(
      new DescribeNetworkInterfacesCommand({}),
    )
    return NetworkInterfaces!.length
  }
  expect([await status(), await interfaces()]).toEqual(['PENDING', 2])
  await bench.sandbox.advance(120 * seconds)
  expect(await status()).toBe('AVAILABLE')
  await client.send(new api.DeleteVpcLinkCommand({ VpcLinkId }))
  expect(await status()).toBe('DELETING')
  await bench.sandbox.advance(60 * seconds)
  await expect(status()).rejects.toMatchObject({ name: 'NotFoundException' })
  expect(await interfaces()).toBe(2)
  await bench.sandbox.advance(30 * seconds)
  expect(await interfaces()).toBe(0)
})

test('what is in use is not deleted', async () => {
  const { id: ApiId } = await makeApi(bench)
  const input = { Name: 'shop', SubnetIds: bench.subnets, SecurityGroupIds: [bench.group] }
  const { VpcLinkId } = await client.send(new api.CreateVpcLinkCommand(input))
  await makeRoute(bench, ApiId, '$default', {
    IntegrationType: 'HTTP_PROXY',
    IntegrationMethod: 'ANY',
    IntegrationUri: 'arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-1',
    ConnectionType: 'VPC_LINK',
    ConnectionId: VpcLinkId!,
  })
  const { Items: [integration] = [] } = await client.send(new api.GetIntegrationsCommand({ ApiId }))
  await expect(client.send(new api.DeleteVpcLinkCommand({ VpcLinkId }))).rejects.toMatchObject({
    name: 'BadRequestException',
    message: expect.stringContaining('is referenced in'),
  })
  const { IntegrationId } = integration!
  await expect(client.send(new api.DeleteIntegrationCommand({ ApiId, IntegrationId }))).rejects.toMatchObject(
    { name: 'ConflictException' },
  )
  await client.send(new api.DeleteApiCommand({ ApiId }))
  await client.send(new api.DeleteVpcLinkCommand({ VpcLinkId }))
})

test.each([
  ['a path without a method', '/v1'],
  ['a variable that takes the rest, in the middle', 'ANY /{proxy+}/v1'],
  ['a method that nobody knows', 'FETCH /v1'],
])('a route key is refused: %s', async (_what, RouteKey) => {
  const { id: ApiId } = await makeApi(bench)
  await expect(client.send(new api.CreateRouteCommand({ ApiId, RouteKey }))).rejects.toMatchObject({
    name: 'BadRequestException',
  })
})

test.each([
  ['a function by its name', { ...hook, IntegrationUri: 'hook' }],
  ['more patience than there is', { ...hook, TimeoutInMillis: 60_000 }],
  [
    'a private address without a link',
    { IntegrationType: 'HTTP_PROXY' as const, ConnectionType: 'VPC_LINK' as const, IntegrationUri: 'x' },
  ],
])('an integration is refused: %s', async (_what, integration) => {
  const { id: ApiId } = await makeApi(bench)
  const creating = client.send(new api.CreateIntegrationCommand({ ApiId, ...integration }))
  await expect(creating).rejects.toMatchObject({ name: 'BadRequestException' })
})

test('a route, and a stage, are there once', async () => {
  const { id: ApiId } = await makeApi(bench)
  await makeRoute(bench, ApiId, 'ANY /v1', hook)
  await expect(makeRoute(bench, ApiId, 'ANY /v1', hook)).rejects.toMatchObject({ name: 'ConflictException' })
  const again = new api.CreateStageCommand({ ApiId, StageName: '$default' })
  await expect(client.send(again)).rejects.toMatchObject({ name: 'ConflictException' })
})

test('a stage is told when its log group is not there', async () => {
  const AccessLogSettings = {
    DestinationArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:/none',
    Format: '$context.requestId',
  }
  await expect(makeApi(bench, { AccessLogSettings })).rejects.toMatchObject({ name: 'BadRequestException' })
})

test('a domain needs a certificate that was issued', async () => {
  const CertificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/none'
  const creating = client.send(
    new api.CreateDomainNameCommand({
      DomainName: 'shop.example.com',
      DomainNameConfigurations: [{ CertificateArn, EndpointType: 'REGIONAL' }],
    }),
  )
  await expect(creating).rejects.toMatchObject({ name: 'BadRequestException' })
})

test('tags are found by the index of all tags', async () => {
  const { ApiId } = await client.send(
    new api.CreateApiCommand({ Name: 'shop', ProtocolType: 'HTTP', Tags: { team: 'one' } }),
  )
  const ResourceArn = `arn:aws:apigateway:eu-west-1::/apis/${ApiId}`
  await client.send(new api.TagResourceCommand({ ResourceArn, Tags: { stage: 'prod' } }))
  await client.send(new api.UntagResourceCommand({ ResourceArn, TagKeys: ['team'] }))
  const tagging = new ResourceGroupsTaggingAPIClient(bench.config)
  const { ResourceTagMappingList } = await tagging.send(
    new GetResourcesCommand({ TagFilters: [{ Key: 'stage', Values: ['prod'] }] }),
  )
  expect(ResourceTagMappingList).toEqual([
    { ResourceARN: ResourceArn, Tags: [{ Key: 'stage', Value: 'prod' }] },
  ])
})
