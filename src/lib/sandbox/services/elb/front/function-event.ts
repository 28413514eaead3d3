import type { HttpRequest } from '../../invocation/http-request.ts'
import type { Visit } from './decide.ts'
import { forwardedHeaders } from './forwarded-headers.ts'

interface Sent {
  readonly targetGroupArn: string
  readonly multiValue: boolean
  readonly visit: Pick<Visit, 'listener' | 'at'>
}

/**
 * The event that a function gets from a load balancer; parameters stay encoded.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export function functionEvent(request: HttpRequest, { targetGroupArn, multiValue, visit }: Sent): object {
  const added = forwardedHeaders(request.headers, request.sourceIp, visit)
  const headers = {
    ...request.headersDistinct,
    ...Object.fromEntries(Object.entries(added).map(([name, value]) => [name, [value]])),
  }
  const parameters = parametersIn(request.query)
  const isBase64Encoded = request.body.length > 0 && !isText(request.headers)
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: request.method,
    path: request.path,
    ...(multiValue
      ? { multiValueQueryStringParameters: parameters, multiValueHeaders: sorted(headers) }
      : { queryStringParameters: lastOf(parameters), headers: lastOf(sorted(headers)) }),
    body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  }
}

type Values = Readonly<Record<string, readonly string[]>>

function parametersIn(query: string): Values {
  const pairs = query.split('&').flatMap(pair => {
    const [name = '', value = ''] = pair.split(/=(.*)/s)
    return name === '' ? [] : [{ name, value }]
  })
  const byName = Map.groupBy(pairs, ({ name }) => name)
  return Object.fromEntries([...byName].map(([name, all]) => [name, all.map(({ value }) => value)]))
}

function sorted(values: Values): Values {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function lastOf(values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']))
}

function isText({
  'content-type': type = '',
  'content-encoding': encoding,
}: HttpRequest['headers']): boolean {
  return encoding === undefined && /^(text\/|application\/(json|javascript|xml)\b)/i.test(type)
}
