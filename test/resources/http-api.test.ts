import { expect, test } from 'vitest'
import { apiIntegration } from '../../src/lib/resources/api-integration.ts'
import { apiRoutes } from '../../src/lib/resources/api-routes.ts'
import { apiStage } from '../../src/lib/resources/api-stage.ts'
import { discoveryService } from '../../src/lib/resources/discovery-service.ts'
import { httpApi } from '../../src/lib/resources/http-api.ts'
import { internetGateway } from '../../src/lib/resources/internet-gateway.ts'
import { logGroup } from '../../src/lib/resources/log-group.ts'
import { namespace } from '../../src/lib/resources/namespace.ts'
import { securityGroup } from '../../src/lib/resources/security-group.ts'
import { securityGroupRules } from '../../src/lib/resources/security-group-rules.ts'
import { subnet } from '../../src/lib/resources/subnet.ts'
import { vpc } from '../../src/lib/resources/vpc.ts'
import { vpcLink } from '../../src/lib/resources/vpc-link.ts'
import { Environment } from './environment.ts'
import { manifestOf, scope } from './manifest.ts'
import { describeOnBoth } from './on-both.ts'

const kinds = [
  apiIntegration,
  apiRoutes,
  apiStage,
  discoveryService,
  httpApi,
  internetGateway,
  logGroup,
  namespace,
  securityGroup,
  securityGroupRules,
  subnet,
  vpc,
  vpcLink,
]

const app = { image: 'nginx', port: 8080, subnets: 'public', routes: ['/*'] }
const hook = { zip: { directory: '.' }, routes: ['/wake', '/v1/hooks/*'] }
const first = manifestOf({
  network: { nat: 'none' },
  ingress: 'http-api',
  services: { app },
  functions: { hook },
})

describeOnBoth(kinds, ({ stand, moto, environment }) => {
  const routes = async () => {
    const [{ main }, integrations] = await Promise.all([
      apiRoutes.inspect(scope, moto.ports),
      apiIntegration.inspect(scope, moto.ports),
    ])
    const names = new Map(Object.entries(integrations).map(([name, one]) => [one.integrationId, name]))
    return main?.routes.map(({ key, integrationId }) => `${key} → ${names.get(integrationId)}`).toSorted()
  }

  test('an API with its routes, link and registry is made once', async () => {
    await environment.settle(first)
    expect(await environment.plan(first)).toEqual([])
    expect(await environment.standing()).toEqual([
      'api-integration/app',
      'api-integration/hook',
      'api-routes/main',
      'api-stage/main',
      'discovery-service/_app._tcp',
      'http-api/main',
      'internet-gateway/main',
      'log-group/app',
      'log-group/functions/hook',
      'log-group/http-api/access',
      'namespace/dns',
      'security-group-rules/tasks',
      'security-group-rules/vpc-link',
      'security-group/tasks',
      'security-group/vpc-link',
      'subnet/public-a',
      'subnet/public-b',
      'vpc-link/public-a+public-b',
      'vpc/main',
    ])
    expect(await routes()).toEqual([
      '$default → app',
      'ANY /v1/hooks → hook',
      'ANY /v1/hooks/{proxy+} → hook',
      'ANY /wake → hook',
    ])
  })

  test('what AWS holds is what was meant', async () => {
    const integrations = await apiIntegration.inspect(scope, moto.ports)
    const { main: api } = await httpApi.inspect(scope, moto.ports)
    const links = await vpcLink.inspect(scope, moto.ports)
    const link = links['public-a+public-b']!
    const registries = await discoveryService.inspect(scope, moto.ports)
    expect(integrations.app!.settings).toEqual({
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'ANY',
      IntegrationUri: registries['_app._tcp']!.arn,
      ConnectionType: 'VPC_LINK',
      ConnectionId: link.linkId,
      PayloadFormatVersion: '1.0',
      TimeoutInMillis: 30_000,
    })
    expect(integrations.hook!.settings).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: 'arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-hook:live',
      ConnectionType: 'INTERNET',
      PayloadFormatVersion: '2.0',
    })
    expect(registries['_app._tcp']).toMatchObject({ record: 'SRV', ttl: 10, instances: 0 })
    expect(api!.endpoint).toMatch(/^https?:\/\/[a-z0-9]+\.execute-api\.eu-west-1\./)
    const stage = await moto.ports.apiGateway.getStage({ ApiId: api!.apiId, StageName: '$default' })
    expect(stage).toMatchObject({
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 500 },
      AccessLogSettings: {
        DestinationArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:/deployctl/shop/prod/http-api/access',
      },
    })
    expect(JSON.parse(stage.AccessLogSettings!.Format!)).toMatchObject({ status: '$context.status' })
    const { tasks, 'vpc-link': ofLink } = await securityGroupRules.inspect(scope, moto.ports)
    const groups = await securityGroup.inspect(scope, moto.ports)
    expect(tasks!.inbound.map(({ text }) => text).toSorted()).toEqual(
      [`tcp 8080 ${groups['vpc-link']!.groupId}`, `tcp 8080 ${groups.tasks!.groupId}`].toSorted(),
    )
    expect(ofLink!.inbound).toEqual([])
    expect(link.securityGroups).toEqual([groups['vpc-link']!.groupId])
  })

  test('routes move, come and go, and what somebody added by hand goes as well', async () => {
    const { main } = await httpApi.inspect(scope, moto.ports)
    await moto.ports.apiGateway.createRoute({ ApiId: main!.apiId, RouteKey: 'GET /by-hand' })
    const changed = manifestOf({
      network: { nat: 'none' },
      ingress: 'http-api',
      services: { app: { ...app, routes: ['/wake', '/*'] } },
      functions: { hook: { ...hook, routes: ['/v1/*'] } },
    })
    expect(await environment.plan(changed)).toEqual([
      `api-routes/main update ${new Array(7).fill('route').join(' ')}`,
    ])
    await environment.settle(changed)
    expect(await environment.plan(changed)).toEqual([])
    expect(await routes()).toEqual([
      '$default → app',
      'ANY /v1 → hook',
      'ANY /v1/{proxy+} → hook',
      'ANY /wake → app',
    ])
    await environment.settle(first)
  })

  // moto 5.2.1 has no UpdateStage.
  test.skipIf(stand === 'moto')('the limits of the stage change in place', async () => {
    const limited = { ...first, httpApi: { throttle: { rate: 50, burst: 20 } } }
    expect(await environment.plan(limited)).toEqual(['api-stage/main update rate burst'])
    await environment.settle(limited)
    expect(await environment.plan(limited)).toEqual([])
    await environment.settle(first)
  })

  test('another zone brings another link, and the first one goes only then', async () => {
    const wider = manifestOf({
      network: { nat: 'none', zones: 3 },
      ingress: 'http-api',
      services: { app },
      functions: { hook },
    })
    expect(await environment.plan(wider)).toEqual([
      'api-integration/app update ConnectionId',
      'subnet/public-c create',
      'vpc-link/public-a+public-b+public-c create',
      'vpc-link/public-a+public-b remove',
    ])
    await environment.settle(wider)
    expect(await environment.plan(wider)).toEqual([])
    await environment.settle(first)
    expect(await environment.plan(first)).toEqual([])
  })

  test('a crash before the answer leaves nothing twice', async () => {
    const api = kinds.filter(
      ({ kind }) => kind.startsWith('api-') || kind === 'http-api' || kind === 'vpc-link',
    )
    const unseen = new Environment(
      kinds.map(kind => (api.includes(kind) ? { ...kind, inspect: async () => ({}) } : kind)),
      moto.ports,
    )
    const before = await environment.standing()
    // moto 5.2.1 has no UpdateStage, by which a stage that stands is settled.
    if (stand === 'moto') await expect(unseen.settle(first)).rejects.toMatchObject({ code: 'aws.refused' })
    else await unseen.settle(first)
    expect(await environment.standing()).toEqual(before)
    expect((await moto.ports.apiGateway.getApis({})).Items).toHaveLength(1)
    expect((await moto.ports.apiGateway.getVpcLinks({})).Items).toHaveLength(1)
    expect(await environment.plan(first)).toEqual([])
  })

  test('everything is removed', async () => {
    await environment.tearDown()
    expect(await environment.standing()).toEqual([])
    expect((await moto.ports.apiGateway.getApis({})).Items).toEqual([])
    expect((await moto.ports.serviceDiscovery.listNamespaces({})).Namespaces).toEqual([])
  })
})
