import type { HttpRequest } from '../../invocation/http-request.ts'
import type { Visit } from './decide.ts'

/**
 * The event that a function gets, in format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function lambdaEvent(visit: Visit, request: HttpRequest): object {
  const { cookie, ...headers } = request.headers
  const isBase64Encoded = request.body.length > 0 && !isText(headers['content-type'])
  return {
    version: '2.0',
    routeKey: visit.routeKey,
    rawPath: request.path,
    rawQueryString: request.query,
    ...(cookie && { cookies: cookie.split(/; */) }),
    headers: {
      ...headers,
      'x-forwarded-for': request.sourceIp,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...(request.query && { queryStringParameters: parametersIn(request.query) }),
    requestContext: contextOf(visit, request),
    ...(request.body.length > 0 && {
      body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    }),
    ...(Object.keys(visit.parameters ?? {}).length > 0 && { pathParameters: visit.parameters }),
    isBase64Encoded,
  }
}

function contextOf({ account, apiId, stage, requestId, routeKey, at }: Visit, request: HttpRequest) {
  return {
    accountId: account,
    apiId,
    domainName: request.host,
    domainPrefix: request.host.split('.')[0],
    http: {
      method: request.method,
      path: request.path,
      protocol: request.protocol,
      sourceIp: request.sourceIp,
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId,
    routeKey,
    stage: stage.name,
    time: logTime(at),
    timeEpoch: at,
  }
}

/** `21/Nov/2026:12:14:05 +0000` */
export function logTime(at: number): string {
  const [, day, month, year, time] = new Date(at).toUTCString().split(' ')
  return `${day}/${month}/${year}:${time} +0000`
}

/** Several values of one name are joined by commas. */
function parametersIn(query: string): Record<string, string> {
  const all = new URLSearchParams(query)
  return Object.fromEntries([...new Set(all.keys())].map(name => [name, all.getAll(name).join(',')]))
}

function isText(type = 'text/plain'): boolean {
  return /^(text\/|application\/([\w.-]+\+)?(json|javascript|xml))/i.test(type)
}
