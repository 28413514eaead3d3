import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'

/** @param routes `ANY /wake → on-demand-waker`; a service behind the VPC link is `VPC link to NAME` */
export function apiFacts(of: () => System, routes: readonly string[]): void {
  test('an HTTP API is the door, its requests are logged, and each route has its place', async () => {
    const { aws, prefix } = of()
    const { Items: apis } = await aws.call('apigatewayv2', 'get_apis')
    expect(apis).toMatchObject([{ Name: `${prefix}-main`, ProtocolType: 'HTTP' }])
    const { Items: stages } = await aws.call('apigatewayv2', 'get_stages', { ApiId: apis[0].ApiId })
    expect(stages).toMatchObject([
      {
        ...{ StageName: '$default', AutoDeploy: true },
        AccessLogSettings: { DestinationArn: expect.stringContaining(':log-group:/deployctl/') },
      },
    ])
    expect(await apiRoutes(of())).toEqual([...routes].toSorted())
  })
}

/** Every route and whom it asks, in words. */
export async function apiRoutes(system: System): Promise<string[]> {
  const { aws } = system
  const { Items: apis } = await aws.call('apigatewayv2', 'get_apis')
  const { ApiId } = apis[0]
  const { Items: integrations } = await aws.call('apigatewayv2', 'get_integrations', { ApiId })
  const { Items: routes } = await aws.call('apigatewayv2', 'get_routes', { ApiId })
  const places = new Map<string, string>()
  for (const one of integrations) places.set(`integrations/${one.IntegrationId}`, await placeOf(one, system))
  return (routes as Route[]).map(({ RouteKey, Target }) => `${RouteKey} → ${places.get(Target)}`).toSorted()
}

async function placeOf(integration: Integration, { aws, prefix }: System): Promise<string> {
  const { ConnectionId: VpcLinkId, IntegrationUri } = integration
  const name = IntegrationUri.split(':').find(part => part.startsWith(`${prefix}-`))
  if (!VpcLinkId) return name?.replace(`${prefix}-`, '') ?? IntegrationUri
  const link = await aws.call('apigatewayv2', 'get_vpc_link', { VpcLinkId })
  expect(link.VpcLinkStatus).toBe('AVAILABLE')
  const { Service } = await aws.call('servicediscovery', 'get_service', {
    Id: IntegrationUri.split('/').at(-1),
  })
  // An HTTP API learns the port from SRV records (API Gateway, "Private integrations": AWS Cloud Map).
  expect(Service.DnsConfig.DnsRecords).toMatchObject([{ Type: 'SRV' }])
  return `VPC link to ${Service.Name}`
}

interface Route {
  readonly RouteKey: string
  readonly Target: string
}

interface Integration {
  readonly IntegrationId: string
  readonly ConnectionId?: string
  readonly IntegrationUri: string
}
