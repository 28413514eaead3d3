import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { conflict, findApi, shortId } from './lookup.ts'
import {
  type ApiOperations,
  type ApiRecord,
  apiHosts,
  apis,
  integrations,
  mappings,
  routes,
  stages,
  within,
} from './tables.ts'

export const apiOperations = {
  CreateApi(
    { Name, ProtocolType, Description, DisableExecuteApiEndpoint = false, Tags = {}, ...rest },
    call,
  ) {
    if (ProtocolType !== 'HTTP' || rest.RouteKey || rest.Target) {
      throw awsError('NotImplemented', 'The sandbox makes HTTP APIs only, and none by a shortcut.', 501)
    }
    const id = shortId(call)
    const { account, region } = call
    const host = `${id}.execute-api.${region}.localhost`
    call.table(apiHosts).put(host, { account, region, apiId: id })
    const api = call.table(apis).put(id, {
      id,
      name: Name,
      description: Description,
      disableExecuteApiEndpoint: DisableExecuteApiEndpoint,
      host,
      createdAt: call.date,
      tags: Tags,
    })
    return shown(api, call)
  },

  GetApi: ({ ApiId }, call) => shown(findApi(call, ApiId), call),

  GetApis({ MaxResults, NextToken }, call) {
    const { items, next } = page(call.table(apis).values(), NextToken, Number(MaxResults ?? 100))
    return { Items: items.map(api => shown(api, call)), NextToken: next }
  },

  UpdateApi({ ApiId, Name, Description, DisableExecuteApiEndpoint }, call) {
    findApi(call, ApiId)
    const api = call.table(apis).update(ApiId, draft => {
      draft.name = Name ?? draft.name
      draft.description = Description ?? draft.description
      draft.disableExecuteApiEndpoint = DisableExecuteApiEndpoint ?? draft.disableExecuteApiEndpoint
    })
    return shown(api, call)
  },

  DeleteApi({ ApiId }, call) {
    const { host } = findApi(call, ApiId)
    const mapped = call.table(mappings).find(({ apiId }) => apiId === ApiId)
    if (mapped) throw conflict(`Unable to delete API ${ApiId}: it is mapped to domain ${mapped.domain}`)
    for (const table of [integrations, routes] as const)
      for (const { id } of call
        .table<{ id: string; apiId: string }>(table)
        .filter(one => one.apiId === ApiId))
        call.table<{ id: string }>(table).delete(within(ApiId, id))
    for (const { name } of call.table(stages).filter(({ apiId }) => apiId === ApiId))
      call.table(stages).delete(within(ApiId, name))
    call.table(apis).delete(ApiId)
    call.table(apiHosts).delete(host)
    return {}
  },
} satisfies ApiOperations

/** The endpoint speaks plain HTTP, where AWS's speaks HTTPS: nobody would trust what the sandbox could show. */
function shown({ id, name, host, ...api }: ApiRecord, call: Call) {
  return {
    ApiId: id,
    ApiEndpoint: `http://${host}:${new URL(call.endpoint).port}`,
    ApiKeySelectionExpression: '$request.header.x-api-key',
    CreatedDate: api.createdAt,
    Description: api.description,
    DisableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    IpAddressType: 'ipv4' as const,
    Name: name,
    ProtocolType: 'HTTP' as const,
    RouteSelectionExpression: '$request.method $request.path',
    Tags: api.tags,
  }
}
