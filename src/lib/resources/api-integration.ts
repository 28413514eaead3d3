import type { Integration } from '@aws-sdk/client-apigatewayv2'
import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import { apiTargets } from './api-targets.ts'
import { discoveryService, gatewayName } from './discovery-service.ts'
import { functionArn, liveAlias } from './function-name.ts'
import { httpApi } from './http-api.ts'
import type { Scope } from './names.ts'
import { onDemandFunctionArn } from './on-demand/on-demand-names.ts'
import { wakerEntrance, wantsWaker } from './on-demand/waker-entrance.ts'
import { changed, defineResource, type Standing } from './resource.ts'
import { vpcLink, vpcLinkId } from './vpc-link.ts'

export type ApiIntegrationSpec =
  /** A service, by what Cloud Map knows of its tasks, through a VPC link. Logical ids. */
  | { readonly of: 'service'; readonly link: string; readonly discovery: string }
  /** A function, by its logical id; what its alias `live` stands for is called. */
  | { readonly of: 'function'; readonly function: string }
  /** The function that wakes services; it has no alias, for it ships with deployctl. */
  | { readonly of: 'waker' }

/** What API Gateway is told, in one form that can be compared. */
interface IntegrationSettings {
  readonly IntegrationType: 'HTTP_PROXY' | 'AWS_PROXY'
  readonly IntegrationMethod: string
  readonly IntegrationUri: string
  readonly ConnectionType: 'VPC_LINK' | 'INTERNET'
  readonly ConnectionId: string | undefined
  readonly PayloadFormatVersion: string
  readonly TimeoutInMillis: number
}

export interface ApiIntegrationState {
  /** Where the functions are that it may name. */
  readonly scope: Scope
  readonly apiId: string
  readonly integrationId: string
  readonly settings: IntegrationSettings
}

const deps = { httpApi, vpcLink, discoveryService }
type Deps = typeof deps

/** The longest that an HTTP API waits ("Quotas for configuring and running an HTTP API", integration timeout). */
const timeout = 30_000

/** Integrations carry no tags, and the API is ours alone: the description says which one this is. */
const descriptionPrefix = 'deployctl:id='

/** Where the HTTP API sends the requests of one service or function. */
export const apiIntegration = defineResource<ApiIntegrationSpec, ApiIntegrationState, Deps>({
  kind: 'api-integration',
  stage: 'bootstrap',
  deps,

  desired(manifest) {
    const behind = Object.entries(apiTargets(manifest)).map(
      ([name, target]): [string, ApiIntegrationSpec] => [
        name,
        target.of === 'service'
          ? { of: 'service', link: vpcLinkId(manifest)!, discovery: gatewayName(name) }
          : { of: 'function', function: name },
      ],
    )
    const waker: [string, ApiIntegrationSpec][] = wantsWaker(manifest, 'http-api')
      ? [[wakerEntrance, { of: 'waker' }]]
      : []
    return Object.fromEntries([...behind, ...waker])
  },

  async inspect(scope, ports) {
    const { main } = await httpApi.inspect(scope, ports)
    return main ? await find(main.apiId, scope, ports) : {}
  },

  diff: (want, have, deps) =>
    Object.entries(settingsFor(want, have.scope, deps)).flatMap(([path, to]) =>
      changed(path, have.settings[path as keyof IntegrationSettings], to),
    ),

  async ensure(want, have, deps, { id, scope, ports }) {
    const { apiId } = deps.httpApi.of('main')
    const settings = settingsFor(want, scope, deps)
    const standing = have ?? (await find(apiId, scope, ports))[id]
    if (!standing) {
      const Description = `${descriptionPrefix}${id}`
      const made = await ports.apiGateway.createIntegration({ ApiId: apiId, Description, ...settings })
      return stateOf(apiId, made, scope)
    }
    const { integrationId: IntegrationId } = standing
    const updated = await ports.apiGateway.updateIntegration({ ApiId: apiId, IntegrationId, ...settings })
    return stateOf(apiId, { ...updated, IntegrationId }, scope)
  },

  async remove({ apiId, integrationId }, { ports }) {
    await unlessMissing(ports.apiGateway.deleteIntegration({ ApiId: apiId, IntegrationId: integrationId }))
  },

  identify: ({ integrationId }) => integrationId,
})

function settingsFor(
  want: ApiIntegrationSpec,
  scope: Scope,
  { vpcLink, discoveryService }: Standing<Deps>,
): IntegrationSettings {
  if (want.of !== 'service') {
    const isWaker = want.of === 'waker'
    return {
      IntegrationType: 'AWS_PROXY',
      IntegrationMethod: 'POST',
      IntegrationUri: isWaker
        ? onDemandFunctionArn(scope, 'waker')
        : functionArn(scope, want.function, liveAlias),
      ConnectionType: 'INTERNET',
      ConnectionId: undefined,
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: timeout,
    }
  }
  return {
    IntegrationType: 'HTTP_PROXY',
    IntegrationMethod: 'ANY',
    IntegrationUri: discoveryService.get(want.discovery)?.arn ?? want.discovery,
    ConnectionType: 'VPC_LINK',
    ConnectionId: vpcLink.get(want.link)?.linkId ?? want.link,
    PayloadFormatVersion: '1.0',
    TimeoutInMillis: timeout,
  }
}

async function find(
  apiId: string,
  scope: Scope,
  { apiGateway }: Ports,
): Promise<Record<string, ApiIntegrationState>> {
  const listing = pages(apiGateway.getIntegrations, { ApiId: apiId }, page => page.Items)
  const ours = ((await unlessMissing(listing)) ?? []).filter(one =>
    one.Description?.startsWith(descriptionPrefix),
  )
  return Object.fromEntries(
    ours.map(one => [one.Description!.slice(descriptionPrefix.length), stateOf(apiId, one, scope)]),
  )
}

function stateOf(apiId: string, one: Partial<Integration>, scope: Scope): ApiIntegrationState {
  return {
    scope,
    apiId,
    integrationId: one.IntegrationId!,
    settings: {
      IntegrationType: one.IntegrationType as IntegrationSettings['IntegrationType'],
      IntegrationMethod: one.IntegrationMethod!,
      IntegrationUri: one.IntegrationUri!,
      ConnectionType: (one.ConnectionType ?? 'INTERNET') as IntegrationSettings['ConnectionType'],
      ConnectionId: one.ConnectionId,
      PayloadFormatVersion: one.PayloadFormatVersion!,
      TimeoutInMillis: one.TimeoutInMillis!,
    },
  }
}
