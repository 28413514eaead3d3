import type { ResponseHeadersPolicyConfig } from '@aws-sdk/client-cloudfront'
import type { Delivery } from './delivery.ts'

type Cors = NonNullable<ResponseHeadersPolicyConfig['CorsConfig']>

/** Every member that is ours to say; undefined where it is to be absent. */
export interface ResponseHeaders {
  readonly CorsConfig: ResponseHeadersPolicyConfig['CorsConfig']
  readonly CustomHeadersConfig: ResponseHeadersPolicyConfig['CustomHeadersConfig']
  readonly SecurityHeadersConfig: ResponseHeadersPolicyConfig['SecurityHeadersConfig']
}

const year = 365 * 86_400

/** What CloudFront adds to answers; undefined where it adds nothing. Pure. */
export function responseHeaders({ cacheControl, cors, website }: Delivery): ResponseHeaders | undefined {
  const headers = {
    CorsConfig: corsOf(cors),
    CustomHeadersConfig:
      cacheControl === undefined
        ? undefined
        : items([{ Header: 'Cache-Control', Value: cacheControl, Override: true }]),
    SecurityHeadersConfig: website ? security : undefined,
  }
  return Object.values(headers).some(Boolean) ? headers : undefined
}

/**
 * What the bucket's own rules allow of reading, the only thing that goes by way of the CDN. CloudFront has one rule for
 * all origins, and knows web origins alone: an app's own scheme, such as `exp://*`, is left to the bucket, and no app
 * asks for permission.
 */
function corsOf(rules: Delivery['cors']): Cors | undefined {
  const reading = rules.filter(({ methods }) => methods.some(method => method === 'GET' || method === 'HEAD'))
  const origins = unique(reading.flatMap(rule => rule.origins)).filter(isWebOrigin)
  if (origins.length === 0) return undefined
  const allowed = unique(reading.flatMap(({ methods }) => methods))
  const expose = unique(reading.flatMap(rule => rule.expose))
  return {
    AccessControlAllowOrigins: items(origins.includes('*') ? ['*'] : origins),
    AccessControlAllowMethods: items((['GET', 'HEAD'] as const).filter(method => allowed.includes(method))),
    AccessControlAllowHeaders: items(unique(reading.flatMap(({ headers }) => headers))),
    ...(expose.length > 0 && { AccessControlExposeHeaders: items(expose) }),
    AccessControlMaxAgeSec: Math.min(...reading.map(({ maxAge }) => maxAge)),
    AccessControlAllowCredentials: false,
    // What S3 said to one origin must not be told to the next one from the cache.
    OriginOverride: true,
  }
}

/** What browsers are told of a site that is served by HTTPS alone; a file may say otherwise. */
const security = {
  ContentTypeOptions: { Override: false },
  ReferrerPolicy: { Override: false, ReferrerPolicy: 'strict-origin-when-cross-origin' },
  StrictTransportSecurity: { Override: false, AccessControlMaxAgeSec: year },
} as const

function isWebOrigin(origin: string): boolean {
  return origin === '*' || /^https?:\/\//.test(origin)
}

function unique<T>(list: readonly T[]): T[] {
  return [...new Set(list)]
}

function items<T>(list: readonly T[]): { Quantity: number; Items: T[] } {
  return { Quantity: list.length, Items: [...list] }
}
