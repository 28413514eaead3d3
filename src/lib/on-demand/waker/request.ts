/** A request as the waker sees it, by whichever front door it came. */
export interface Visit {
  /** Which of Lambda's two forms the answer takes. */
  readonly door: 'http-api' | 'load-balancer'
  readonly method: string
  readonly path: string
  /** With its question mark; empty where there is none. */
  readonly query: string
  /** By name in small letters. */
  readonly headers: Readonly<Record<string, string>>
  /** The client's address, as the front door saw it. */
  readonly address: string
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html, version 2.0 */
interface HttpApiEvent {
  readonly version: '2.0'
  readonly rawPath: string
  readonly rawQueryString: string
  readonly headers?: Readonly<Record<string, string>>
  readonly requestContext: { readonly http: { readonly method: string; readonly sourceIp: string } }
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html, without multi-value headers */
interface LoadBalancerEvent {
  readonly requestContext: { readonly elb: object }
  readonly httpMethod: string
  readonly path: string
  /** Still encoded as they came. */
  readonly queryStringParameters?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

/** Reads an event of either front door; undefined where it is neither. Pure. */
export function readVisit(event: unknown): Visit | undefined {
  if (isHttpApi(event)) {
    const { method, sourceIp: address } = event.requestContext.http
    const query = event.rawQueryString ? `?${event.rawQueryString}` : ''
    return { door: 'http-api', method, path: event.rawPath, query, headers: lowered(event.headers), address }
  }
  if (isLoadBalancer(event)) {
    const headers = lowered(event.headers)
    const pairs = Object.entries(event.queryStringParameters ?? {}).map(([name, value]) => `${name}=${value}`)
    const query = pairs.length > 0 ? `?${pairs.join('&')}` : ''
    // The last of the list is the one that the load balancer itself saw.
    const address = headers['x-forwarded-for']?.split(',').at(-1)?.trim() ?? ''
    return { door: 'load-balancer', method: event.httpMethod, path: event.path, query, headers, address }
  }
  return undefined
}

function isHttpApi(event: unknown): event is HttpApiEvent {
  const { version, requestContext } = Object(event)
  return version === '2.0' && requestContext?.http !== undefined
}

function isLoadBalancer(event: unknown): event is LoadBalancerEvent {
  return Object(event).requestContext?.elb !== undefined
}

function lowered(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
