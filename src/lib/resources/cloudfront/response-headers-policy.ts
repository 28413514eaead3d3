import type { ResponseHeadersPolicyConfig } from '@aws-sdk/client-cloudfront'
import { definePart } from './define-part.ts'
import { eachDelivery } from './delivery.ts'
import { listResponseHeadersPolicies } from './lists.ts'
import { deliversAnything, originAccessControl } from './origin-access-control.ts'
import { type ResponseHeaders, responseHeaders } from './response-headers.ts'

/** The headers that CloudFront adds to a bucket's answers: how long to keep them, and who may read them. */
export const responseHeadersPolicy = definePart<
  ResponseHeaders,
  ResponseHeadersPolicyConfig,
  { originAccessControl: typeof originAccessControl }
>({
  kind: 'response-headers-policy',
  deps: { originAccessControl },
  desired: manifest => eachDelivery(manifest, responseHeaders),
  mayStand: deliversAnything,
  settings: want => want,
  calls: {
    what: 'response headers policy',
    comment: 'Comment',
    async list(ports) {
      const all = await listResponseHeadersPolicies(ports)
      return all.map(one => ({ awsId: one.Id!, config: one.ResponseHeadersPolicyConfig! }))
    },
    async read(Id, { cloudfront }) {
      const { ResponseHeadersPolicy, ETag } = await cloudfront.getResponseHeadersPolicy({ Id })
      return { config: ResponseHeadersPolicy!.ResponseHeadersPolicyConfig!, etag: ETag! }
    },
    async create(ResponseHeadersPolicyConfig, { cloudfront }) {
      const answer = await cloudfront.createResponseHeadersPolicy({ ResponseHeadersPolicyConfig })
      return answer.ResponseHeadersPolicy!.Id!
    },
    update: (Id, ResponseHeadersPolicyConfig, IfMatch, { cloudfront }) =>
      cloudfront.updateResponseHeadersPolicy({ Id, IfMatch, ResponseHeadersPolicyConfig }),
    remove: (Id, IfMatch, { cloudfront }) => cloudfront.deleteResponseHeadersPolicy({ Id, IfMatch }),
  },
})
