import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { badRequest, conflict, findApi, findIntegration, findRoute, shortId } from './lookup.ts'
import { type ApiOperations, type RouteRecord, routes, within } from './tables.ts'

export const routeOperations = {
  CreateRoute({ ApiId, RouteKey, Target }, call) {
    findApi(call, ApiId)
    checkKey(call, ApiId, RouteKey)
    const id = shortId(call).slice(0, 7)
    const integrationId = integrationIn(call, ApiId, Target)
    const record = call
      .table(routes)
      .put(within(ApiId, id), { apiId: ApiId, id, key: RouteKey, integrationId })
    return shown(record)
  },

  GetRoute: ({ ApiId, RouteId }, call) => shown(findRoute(call, ApiId, RouteId)),

  GetRoutes({ ApiId, MaxResults, NextToken }, call) {
    findApi(call, ApiId)
    const all = call.table(routes).filter(({ apiId }) => apiId === ApiId)
    const { items, next } = page(all, NextToken, Number(MaxResults ?? 25))
    return { Items: items.map(shown), NextToken: next }
  },

  UpdateRoute({ ApiId, RouteId, RouteKey, Target }, call) {
    const before = findRoute(call, ApiId, RouteId)
    if (RouteKey && RouteKey !== before.key) checkKey(call, ApiId, RouteKey)
    const integrationId = integrationIn(call, ApiId, Target) ?? before.integrationId
    const key = RouteKey ?? before.key
    return shown(call.table(routes).put(within(ApiId, RouteId), { ...before, key, integrationId }))
  },

  DeleteRoute({ ApiId, RouteId }, call) {
    findRoute(call, ApiId, RouteId)
    call.table(routes).delete(within(ApiId, RouteId))
    return {}
  },
} satisfies ApiOperations

const methods = ['ANY', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']
/** Parts of letters, digits and some signs, or a variable; one that takes the rest only at the end. */
const pathForm = /^\/$|^(\/([A-Za-z0-9._:~@$&+!*'(),;=%-]+|\{[A-Za-z0-9._-]+\}))*(\/\{[A-Za-z0-9._-]+\+\})?$/

/** @throws AwsError BadRequestException, ConflictException */
function checkKey(call: Call, apiId: string, key: string): void {
  const [method = '', path = ''] = key.split(/ (.*)/s)
  if (key !== '$default' && !(methods.includes(method) && path !== '' && pathForm.test(path))) {
    throw badRequest(
      `The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"`,
    )
  }
  if (call.table(routes).find(one => one.apiId === apiId && one.key === key))
    throw conflict(`Route with key ${key} already exists for this API`)
}

function integrationIn(call: Call, apiId: string, target: string | undefined): string | undefined {
  if (target === undefined) return undefined
  const id = /^integrations\/(.+)$/.exec(target)?.[1]
  if (!id) throw badRequest(`Invalid target ${target}`)
  return findIntegration(call, apiId, id).id
}

function shown({ id, key, integrationId }: RouteRecord) {
  return {
    RouteId: id,
    RouteKey: key,
    Target: integrationId && `integrations/${integrationId}`,
    ApiKeyRequired: false,
    AuthorizationType: 'NONE' as const,
  }
}
