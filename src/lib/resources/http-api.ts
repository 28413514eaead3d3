import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import { withApiId } from './api-tags.ts'
import { hasHttpApi } from './api-targets.ts'
import { nameOf, type Scope, tagsOf } from './names.ts'
import { changed, defineResource } from './resource.ts'

export interface HttpApiSpec {
  readonly protocol: 'HTTP'
}

export interface HttpApiState {
  readonly apiId: string
  readonly name: string
  readonly protocol: string
  /** Where it answers, whatever the domain: `https://a1b2c3.execute-api.us-east-1.amazonaws.com`. */
  readonly endpoint: string
}

/** The HTTP API itself; what it leads to, and where from, are resources of their own. */
export const httpApi = defineResource<HttpApiSpec, HttpApiState>({
  kind: 'http-api',
  stage: 'bootstrap',
  deps: {},

  desired: (manifest): Record<string, HttpApiSpec> =>
    hasHttpApi(manifest) ? { main: { protocol: 'HTTP' } } : {},

  inspect: find,

  diff: (want, have) => changed('protocol', have.protocol, want.protocol, true),

  async ensure({ protocol }, have, _deps, { id, scope, ports }) {
    // It has no idempotency token and no unique name: one that a crash left behind is found by its tags.
    const standing = have ?? (await find(scope, ports))[id]
    if (standing) return standing
    const made = await ports.apiGateway.createApi({
      Name: nameOf(scope, id),
      ProtocolType: protocol,
      Tags: tagsOf(scope, id),
    })
    return stateOf(made)
  },

  async remove({ apiId }, { ports }) {
    await unlessMissing(ports.apiGateway.deleteApi({ ApiId: apiId }))
  },

  identify: ({ apiId }) => apiId,
})

async function find(scope: Scope, { apiGateway }: Ports): Promise<Record<string, HttpApiState>> {
  const apis = await pages(apiGateway.getApis, {}, page => page.Items)
  return Object.fromEntries(withApiId(apis, scope).map(([id, api]) => [id, stateOf(api)]))
}

interface Api {
  readonly ApiId?: string | undefined
  readonly Name?: string | undefined
  readonly ProtocolType?: string | undefined
  readonly ApiEndpoint?: string | undefined
}

function stateOf({ ApiId, Name, ProtocolType, ApiEndpoint }: Api): HttpApiState {
  return { apiId: ApiId!, name: Name!, protocol: ProtocolType!, endpoint: ApiEndpoint! }
}
