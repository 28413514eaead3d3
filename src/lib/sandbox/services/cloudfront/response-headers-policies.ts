import type { ResponseHeadersPolicyConfig } from '@aws-sdk/client-cloudfront'
import { policies } from './policies.ts'
import { type CloudFrontOperations, type PolicyRecord, responseHeadersPolicies } from './tables.ts'
import { invalidArgument } from './versions.ts'

const origin = /^(\*|(https?:\/\/)?(\*\.)?[A-Za-z0-9.-]+(:\d+)?)$/

const kind = policies<ResponseHeadersPolicyConfig>({
  shape: 'ResponseHeadersPolicy',
  what: 'response headers policy',
  table: responseHeadersPolicies,
  member: 'ResponseHeadersPolicyId',
  check({ CorsConfig, CustomHeadersConfig, SecurityHeadersConfig }) {
    if (!CorsConfig && !CustomHeadersConfig?.Quantity && !SecurityHeadersConfig)
      throw invalidArgument('The response headers policy must contain at least one header.')
    const origins = CorsConfig?.AccessControlAllowOrigins?.Items ?? []
    const wrong = origins.find(one => !origin.test(one))
    if (wrong !== undefined)
      throw invalidArgument(`The parameter Access-Control-Allow-Origin contains ${wrong} that is not valid.`)
    if (
      CorsConfig?.AccessControlAllowCredentials &&
      CorsConfig.AccessControlAllowHeaders?.Items?.includes('*')
    )
      throw invalidArgument(
        'The parameter Access-Control-Allow-Headers cannot contain * when allowCredentials is true.',
      )
  },
})

export const responseHeadersPolicyOperations = {
  CreateResponseHeadersPolicy({ ResponseHeadersPolicyConfig: config }, call) {
    const record = kind.create(config, call)
    return { ...shown(record), Location: `${call.endpoint}/2020-05-31/response-headers-policy/${record.id}` }
  },
  GetResponseHeadersPolicy: ({ Id }, call) => shown(kind.find(Id, call)),
  UpdateResponseHeadersPolicy: ({ Id, IfMatch, ResponseHeadersPolicyConfig: config }, call) =>
    shown(kind.update(Id, IfMatch, config, call)),
  DeleteResponseHeadersPolicy: ({ Id, IfMatch }, call) => kind.remove(Id, IfMatch, call),
  ListResponseHeadersPolicies({ Type, Marker, MaxItems = 100 }, call) {
    const { items, next } = kind.list(Type, Marker, Number(MaxItems), call)
    return {
      ResponseHeadersPolicyList: {
        NextMarker: next,
        MaxItems: Number(MaxItems),
        Quantity: items.length,
        Items: items.map(record => ({
          Type: 'custom' as const,
          ResponseHeadersPolicy: shown(record).ResponseHeadersPolicy,
        })),
      },
    }
  },
} satisfies CloudFrontOperations

function shown({ id, etag, config, changedAt }: PolicyRecord<ResponseHeadersPolicyConfig>) {
  return {
    ResponseHeadersPolicy: { Id: id, LastModifiedTime: changedAt, ResponseHeadersPolicyConfig: config },
    ETag: etag,
  }
}
