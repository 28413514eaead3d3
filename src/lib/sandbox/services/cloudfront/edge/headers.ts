import type { ResponseHeadersPolicyConfig } from '@aws-sdk/client-cloudfront'
import type { Call } from '../../../service.ts'
import { type DistributionRecord, responseHeadersPolicies } from '../tables.ts'
import type { EdgeRequest } from './serve.ts'

/** What a distribution's response headers policy adds to an answer. */
export function addedHeaders(
  { config, account }: DistributionRecord,
  request: EdgeRequest,
  call: Call,
): Record<string, string> {
  const id = config.DefaultCacheBehavior!.ResponseHeadersPolicyId ?? ''
  const policy = call.as({ account }).table(responseHeadersPolicies).get(id)?.config
  if (!policy) return {}
  const custom = policy.CustomHeadersConfig?.Items ?? []
  return {
    ...Object.fromEntries(custom.map(({ Header, Value }) => [Header!.toLowerCase(), Value!])),
    ...securityHeaders(policy.SecurityHeadersConfig),
    ...corsHeaders(policy.CorsConfig, request),
  }
}

function securityHeaders(security: ResponseHeadersPolicyConfig['SecurityHeadersConfig']) {
  const transport = security?.StrictTransportSecurity
  return {
    ...(security?.ContentTypeOptions && { 'x-content-type-options': 'nosniff' }),
    ...(security?.ReferrerPolicy && { 'referrer-policy': security.ReferrerPolicy.ReferrerPolicy! }),
    ...(transport && { 'strict-transport-security': `max-age=${transport.AccessControlMaxAgeSec}` }),
  }
}

/** Only for a request that comes from another origin, and from one that is allowed. */
function corsHeaders(
  cors: ResponseHeadersPolicyConfig['CorsConfig'],
  { headers }: EdgeRequest,
): Record<string, string> {
  const { origin } = headers
  const allowed = cors?.AccessControlAllowOrigins?.Items ?? []
  if (!cors || origin === undefined || !allowed.some(pattern => isOrigin(pattern, origin))) return {}
  return {
    'access-control-allow-origin': allowed.includes('*') ? '*' : origin,
    'access-control-allow-methods': (cors.AccessControlAllowMethods?.Items ?? []).join(', '),
    'access-control-allow-headers': (cors.AccessControlAllowHeaders?.Items ?? []).join(', '),
    'access-control-expose-headers': (cors.AccessControlExposeHeaders?.Items ?? []).join(', '),
    'access-control-max-age': String(cors.AccessControlMaxAgeSec ?? 600),
    vary: 'Origin',
  }
}

function isOrigin(pattern: string, origin: string): boolean {
  if (pattern === '*') return true
  const [before, after] = pattern.split('*')
  return after === undefined ? pattern === origin : origin.startsWith(before!) && origin.endsWith(after)
}
