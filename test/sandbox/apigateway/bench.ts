import { type OutgoingHttpHeaders, request } from 'node:http'
import { text } from 'node:stream/consumers'
import * as api from '@aws-sdk/client-apigatewayv2'
import * as cloudMap from '@aws-sdk/client-servicediscovery'
import { type Bench, seconds } from '../ecs/bench.ts'

export function clients({ config }: Pick<Bench, 'config'>) {
  return {
    api: new api.ApiGatewayV2Client(config),
    // The real service has hosts of its own for what is asked often; the sandbox has one.
    cloudMap: new cloudMap.ServiceDiscoveryClient({ ...config, disableHostPrefix: true }),
  }
}

/** An HTTP API with its stage. @returns its id and its host, with the port */
export async function makeApi(bench: Bench, stage: Partial<api.CreateStageRequest> = {}) {
  const { api: client } = clients(bench)
  const { ApiId, ApiEndpoint } = await client.send(
    new api.CreateApiCommand({ Name: 'shop', ProtocolType: 'HTTP' }),
  )
  await client.send(new api.CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true, ...stage }))
  return { id: ApiId!, host: new URL(ApiEndpoint!).host }
}

export async function makeRoute(
  bench: Bench,
  ApiId: string,
  RouteKey: string,
  integration: Omit<api.CreateIntegrationRequest, 'ApiId'>,
) {
  const { api: client } = clients(bench)
  const { IntegrationId } = await client.send(new api.CreateIntegrationCommand({ ApiId, ...integration }))
  const Target = `integrations/${IntegrationId}`
  await client.send(new api.CreateRouteCommand({ ApiId, RouteKey, Target }))
}

/** A namespace with one service that records ports, and a VPC link to whoever is registered. */
export async function makeWayIn(bench: Bench) {
  const { api: client, cloudMap: map } = clients(bench)
  await map.send(new cloudMap.CreatePrivateDnsNamespaceCommand({ Name: 'shop.internal', Vpc: bench.vpc }))
  const { VpcLinkId } = await client.send(
    new api.CreateVpcLinkCommand({
      Name: 'shop',
      SubnetIds: bench.subnets,
      SecurityGroupIds: [bench.group],
    }),
  )
  await bench.sandbox.advance(150 * seconds)
  const { Namespaces } = await map.send(new cloudMap.ListNamespacesCommand({}))
  const { Service } = await map.send(
    new cloudMap.CreateServiceCommand({
      Name: '_app._tcp',
      NamespaceId: Namespaces![0]!.Id!,
      DnsConfig: { DnsRecords: [{ Type: 'SRV', TTL: 10 }] },
      HealthCheckCustomConfig: { FailureThreshold: 1 },
    }),
  )
  return { link: VpcLinkId!, namespace: Namespaces![0]!, registry: Service! }
}

/** The integration that leads to whoever is registered there. */
export function throughLink({ link, registry }: Awaited<ReturnType<typeof makeWayIn>>) {
  return {
    IntegrationType: 'HTTP_PROXY',
    IntegrationMethod: 'ANY',
    IntegrationUri: registry.Arn!,
    ConnectionType: 'VPC_LINK',
    ConnectionId: link,
    PayloadFormatVersion: '1.0',
  } as const
}

/** Registers a program of this machine. */
export async function registerHere(bench: Bench, { Id }: cloudMap.Service, port: number): Promise<void> {
  await clients(bench).cloudMap.send(
    new cloudMap.RegisterInstanceCommand({
      ServiceId: Id!,
      InstanceId: 'here',
      Attributes: { AWS_INSTANCE_IPV4: '127.0.0.1', AWS_INSTANCE_PORT: String(port) },
    }),
  )
}

export interface Answer {
  readonly status: number | undefined
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
}

/** Asks the front by its Host header: not every resolver knows what `*.localhost` is. */
export function ask(
  bench: Bench,
  host: string,
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: OutgoingHttpHeaders; body?: string } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(bench.sandbox.endpoint)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers: { ...headers, host } }, async response => {
      resolve({ status: response.statusCode, headers: response.headers, body: await text(response) })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
