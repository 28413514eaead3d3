import type { Dimension } from '@aws-sdk/client-cloudwatch'
import type { Call } from '../../../service.ts'
import { observe } from '../../cloudwatch/observing.ts'
import type { HttpRequest } from '../../invocation/http-request.ts'
import { logGroups } from '../../logs/tables.ts'
import { appendLines, ensureStream } from '../../logs/writing.ts'
import type { Visit } from './decide.ts'
import type { FrontAnswer } from './lambda-answer.ts'
import { logTime } from './lambda-event.ts'

/** Notes an answered request: the access log of its stage, and what CloudWatch counts of its API. */
export function note(call: Call, visit: Visit, request: HttpRequest, answer: FrontAnswer, ms: number): void {
  const all = dimensionsOf(visit)
  const count = (name: string, value = 1) => {
    for (const dimensions of all) observe(call, { namespace: 'AWS/ApiGateway', name, dimensions, value })
  }
  count('Count')
  count('Latency', ms)
  if (answer.status >= 500) count('5xx')
  else if (answer.status >= 400) count('4xx')
  writeLine(call, visit, request, answer, ms)
}

/**
 * Of the API, of its stage, and with detailed metrics of the route.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
function dimensionsOf({ apiId, stage, routeKey }: Visit): Dimension[][] {
  const api = { Name: 'ApiId', Value: apiId }
  const ofStage = [api, { Name: 'Stage', Value: stage.name }]
  if (!stage.settings.DetailedMetricsEnabled || routeKey === undefined) return [[api], ofStage]
  const [method = '', resource = method] = routeKey.split(' ')
  const ofRoute = [
    { Name: 'Method', Value: method },
    { Name: 'Resource', Value: resource },
  ]
  return [[api], ofStage, [...ofStage, ...ofRoute]]
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
function writeLine(call: Call, visit: Visit, request: HttpRequest, answer: FrontAnswer, ms: number): void {
  const { DestinationArn = '', Format } = visit.stage.accessLog ?? {}
  const group = DestinationArn.split(':log-group:')[1]?.replace(/:\*$/, '')
  if (!group || !Format || !call.table(logGroups).has(group)) return
  const values = contextOf(visit, request, answer, ms)
  const message = Format.replace(/\$context\.([A-Za-z0-9.]+)/g, (_all, name: string) => values[name] ?? '-')
  const stream = `${visit.apiId}-${visit.stage.name.replace('$', '')}`
  ensureStream(call, group, stream)
  appendLines(call, group, stream, [{ timestamp: call.now, message }])
}

function contextOf(
  { account, apiId, stage, requestId, routeKey, at }: Visit,
  request: HttpRequest,
  { status, body, why, integrationStatus }: FrontAnswer,
  ms: number,
): Readonly<Record<string, string | undefined>> {
  return {
    accountId: account,
    apiId,
    stage: stage.name,
    requestId,
    requestTime: logTime(at),
    requestTimeEpoch: String(at),
    routeKey: routeKey ?? '-',
    domainName: request.host,
    httpMethod: request.method,
    path: request.path,
    protocol: request.protocol,
    status: String(status),
    responseLength: String(Buffer.byteLength(body)),
    responseLatency: String(Math.round(ms)),
    integrationStatus: integrationStatus === undefined ? undefined : String(integrationStatus),
    integrationLatency: integrationStatus === undefined ? undefined : String(Math.round(ms)),
    // Quotes would end the text that a line of JSON has it in.
    integrationErrorMessage: why?.replaceAll('"', "'"),
    'identity.sourceIp': request.sourceIp,
    'identity.userAgent': request.headers['user-agent']?.replaceAll('"', "'"),
  }
}
