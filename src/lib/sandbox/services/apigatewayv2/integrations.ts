import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { badRequest, conflict, findApi, findIntegration, findLink, shortId } from './lookup.ts'
import { type ApiOperations, type IntegrationRecord, integrations, routes, within } from './tables.ts'

export const integrationOperations = {
  CreateIntegration({ ApiId, ...input }, call) {
    findApi(call, ApiId)
    const id = shortId(call).slice(0, 7)
    const record = { ...changed(input, { apiId: ApiId, id }), apiId: ApiId, id }
    check(record, call)
    return shown(call.table(integrations).put(within(ApiId, id), record))
  },

  GetIntegration: ({ ApiId, IntegrationId }, call) => shown(findIntegration(call, ApiId, IntegrationId)),

  GetIntegrations({ ApiId, MaxResults, NextToken }, call) {
    findApi(call, ApiId)
    const all = call.table(integrations).filter(({ apiId }) => apiId === ApiId)
    const { items, next } = page(all, NextToken, Number(MaxResults ?? 25))
    return { Items: items.map(shown), NextToken: next }
  },

  UpdateIntegration({ ApiId, IntegrationId, ...input }, call) {
    const before = findIntegration(call, ApiId, IntegrationId)
    const record = changed(input, before)
    check(record, call)
    return shown(call.table(integrations).put(within(ApiId, IntegrationId), record))
  },

  DeleteIntegration({ ApiId, IntegrationId }, call) {
    findIntegration(call, ApiId, IntegrationId)
    const route = call
      .table(routes)
      .find(({ apiId, integrationId }) => apiId === ApiId && integrationId === IntegrationId)
    if (route)
      throw conflict(
        `Cannot delete Integration '${IntegrationId}' due to conflict: route '${route.key}' is using it`,
      )
    call.table(integrations).delete(within(ApiId, IntegrationId))
    return {}
  },
} satisfies ApiOperations

interface Input {
  readonly ConnectionId?: string | undefined
  readonly ConnectionType?: string | undefined
  readonly Description?: string | undefined
  readonly IntegrationMethod?: string | undefined
  readonly IntegrationType?: string | undefined
  readonly IntegrationUri?: string | undefined
  readonly PayloadFormatVersion?: string | undefined
  readonly TimeoutInMillis?: number | undefined
}

function changed(
  input: Input,
  before: Pick<IntegrationRecord, 'apiId' | 'id'> & Partial<IntegrationRecord>,
): IntegrationRecord {
  return {
    apiId: before.apiId,
    id: before.id,
    type: (input.IntegrationType ?? before.type) as IntegrationRecord['type'],
    method: input.IntegrationMethod ?? before.method ?? 'POST',
    uri: input.IntegrationUri ?? before.uri ?? '',
    connectionType: (input.ConnectionType ??
      before.connectionType ??
      'INTERNET') as IntegrationRecord['connectionType'],
    connectionId: input.ConnectionId ?? before.connectionId,
    payloadFormatVersion: input.PayloadFormatVersion ?? before.payloadFormatVersion ?? '1.0',
    timeoutInMillis: input.TimeoutInMillis ?? before.timeoutInMillis ?? 30_000,
    description: input.Description ?? before.description,
  }
}

/**
 * What an HTTP API takes.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations.html
 *
 * @throws AwsError BadRequestException, NotFoundException
 */
function check({ type, uri, connectionType, connectionId, ...one }: IntegrationRecord, call: Call): void {
  if (type !== 'AWS_PROXY' && type !== 'HTTP_PROXY')
    throw badRequest(`IntegrationType ${type} is not supported for an HTTP API`)
  if (one.timeoutInMillis < 50 || one.timeoutInMillis > 30_000)
    throw badRequest('Timeout should be between 50 ms and 30000 ms')
  if (type === 'AWS_PROXY' && !/^arn:aws:lambda:[^:]+:\d{12}:function:[^:]+(:[^:]+)?$/.test(uri))
    throw badRequest('Invalid function ARN or invalid uri')
  if (type === 'AWS_PROXY' && !['1.0', '2.0'].includes(one.payloadFormatVersion))
    throw badRequest('PayloadFormatVersion must be 1.0 or 2.0')
  if (type === 'HTTP_PROXY' && one.payloadFormatVersion !== '1.0')
    throw badRequest('PayloadFormatVersion must be 1.0 for HTTP_PROXY integrations')
  if (connectionType !== 'VPC_LINK') return
  if (type !== 'HTTP_PROXY') throw badRequest('VPC_LINK connections are for HTTP_PROXY integrations only')
  if (!connectionId) throw badRequest('ConnectionId is required for VPC_LINK connections')
  findLink(call, connectionId)
  if (!/^arn:aws:(servicediscovery:[^:]+:\d{12}:service\/|elasticloadbalancing:)/.test(uri))
    throw badRequest(
      'For VpcLink V2, integration uri should be a valid ELB listener ARN or a valid Cloud Map service ARN.',
    )
}

function shown(one: IntegrationRecord) {
  return {
    IntegrationId: one.id,
    IntegrationType: one.type,
    IntegrationMethod: one.method,
    IntegrationUri: one.uri,
    ConnectionType: one.connectionType,
    ConnectionId: one.connectionId,
    PayloadFormatVersion: one.payloadFormatVersion,
    TimeoutInMillis: one.timeoutInMillis,
    Description: one.description,
  }
}
