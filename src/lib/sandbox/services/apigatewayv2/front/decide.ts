import type { Call } from '../../../service.ts'
import { uuid } from '../../identifiers.ts'
import type { HttpRequest } from '../../invocation/http-request.ts'
import { mayInvoke } from '../../lambda/permissions.ts'
import {
  apiHosts,
  apis,
  domains,
  type IntegrationRecord,
  integrations,
  mappings,
  type RouteRecord,
  routes,
  type StageRecord,
  stages,
  within,
} from '../tables.ts'
import { bestMatch } from './matching.ts'
import { type Target, targetOf } from './targets.ts'
import { admits } from './throttling.ts'

/** The largest body that an HTTP API takes ("Quotas for configuring and running an HTTP API"). */
export const mostBytes = 10 * 1024 * 1024

/** The stage that a request came by, and what it is known as. */
export interface Visit {
  readonly account: string
  readonly region: string
  readonly apiId: string
  readonly stage: StageRecord
  readonly requestId: string
  /** Virtual ms since the epoch. */
  readonly at: number
  readonly routeKey?: string | undefined
  readonly parameters?: Readonly<Record<string, string>> | undefined
}

/** What the gateway does with a request. */
export type Decision =
  | { readonly kind: 'answer'; readonly status: number; readonly message: string; readonly why?: string }
  | { readonly kind: 'task'; readonly target: Target; readonly timeout: number }
  | { readonly kind: 'function'; readonly arn: string; readonly timeout: number }

/** Lets the API that a host name means look at a request. No visit where there is none, and nothing to write to. */
export function decide(call: Call, request: HttpRequest): { visit?: Visit; decision: Decision } {
  const owner = call.table(apiHosts).get(request.host)
  const there = owner && call.as(owner)
  const stage = there && stageFor(there, request.host)
  if (!owner || !there || !stage) return { decision: notFound }
  const { apiId } = stage
  const { account, region } = owner
  const visit = { account, region, apiId, stage, requestId: uuid(call), at: call.now }
  if (!admits(there, stage)) return { visit, decision: answer(429, 'Too Many Requests') }
  const ours = there.table(routes).filter(one => one.apiId === apiId)
  const match = bestMatch(ours, request.method, request.path)
  if (!match) return { visit, decision: notFound }
  const { route, parameters } = match
  return {
    visit: { ...visit, routeKey: route.key, parameters },
    decision: request.body.length > mostBytes ? tooLarge : perform(there, route, request.path),
  }
}

/** Which domain means an API here, for what comes by TLS. */
export function isServed(call: Call, name: string): boolean {
  return call.table(apiHosts).has(name)
}

function stageFor(call: Call, host: string): StageRecord | undefined {
  const { apiId, domain } = call.table(apiHosts).get(host) ?? {}
  if (apiId) {
    const isClosed = call.table(apis).get(apiId)?.disableExecuteApiEndpoint
    return isClosed ? undefined : call.table(stages).get(within(apiId, '$default'))
  }
  const record = call.table(domains).get(domain ?? '')
  if (!record || call.now < record.availableAt) return undefined
  const mapping = call.table(mappings).find(one => one.domain === domain && one.key === '')
  return mapping && call.table(stages).get(within(mapping.apiId, mapping.stage))
}

function perform(call: Call, { apiId, integrationId = '', key }: RouteRecord, path: string): Decision {
  const integration = call.table(integrations).get(within(apiId, integrationId))
  if (!integration) return failed
  if (integration.type === 'AWS_PROXY') return calling(call, integration, key, path)
  if (integration.connectionType !== 'VPC_LINK') return answer(501, 'The sandbox asks nobody outside of it')
  const target = targetOf(call, integration)
  if (typeof target === 'string') return { ...answer(503, 'Service Unavailable'), why: target }
  return { kind: 'task', target, timeout: integration.timeoutInMillis }
}

/** The gateway calls a function in its own name, if the function's policy lets it. */
function calling(
  call: Call,
  { apiId, uri, timeoutInMillis }: IntegrationRecord,
  key: string,
  path: string,
): Decision {
  const [method, pattern = path] = key === '$default' ? ['$default', ''] : key.split(' ')
  const source = call.arn(`${apiId}/$default/${method === 'ANY' ? '*' : method}${pattern}`, 'execute-api')
  if (!mayInvoke(call, uri, 'apigateway.amazonaws.com', source)) {
    const why =
      "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again."
    return { ...failed, why }
  }
  return { kind: 'function', arn: uri, timeout: timeoutInMillis }
}

function answer(status: number, message: string) {
  return { kind: 'answer', status, message } as const
}

const notFound = answer(404, 'Not Found')
const failed = answer(500, 'Internal Server Error')
const tooLarge = answer(413, 'Request Entity Too Large')
