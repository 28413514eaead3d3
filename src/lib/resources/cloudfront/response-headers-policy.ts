import type { ResponseHeadersPolicyConfig } from '@aws-sdk/client-cloudfront'
import { defineResource } from '../resource.ts'
import { eachDelivery } from './delivery.ts'
import { listResponseHeadersPolicies } from './lists.ts'
import { deliversAnything, originAccessControl } from './origin-access-control.ts'
import {
  diffPart,
  ensurePart,
  inspectParts,
  type PartCalls,
  type PartState,
  partName,
  removePart,
} from './part.ts'
import { type ResponseHeaders, responseHeaders } from './response-headers.ts'
import { signed } from './signed.ts'

type Config = ResponseHeadersPolicyConfig
export type ResponseHeadersPolicyState = PartState<Config>

const deps = { originAccessControl }

const calls: PartCalls<Config> = {
  what: 'response headers policy',
  commentOf: ({ Comment }) => Comment,
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
}

/** The headers that CloudFront adds to a bucket's answers: how long to keep them, and who may read them. */
export const responseHeadersPolicy = defineResource<ResponseHeaders, ResponseHeadersPolicyState, typeof deps>(
  {
    kind: 'response-headers-policy',
    stage: 'bootstrap',
    deps,

    desired: manifest => eachDelivery(manifest, responseHeaders),

    async inspect(scope, ports) {
      return (await deliversAnything(scope, ports)) ? inspectParts(calls, scope, ports) : {}
    },

    diff: (want, { config }) => diffPart(want, config),
    ensure: (want, have, _deps, run) =>
      ensurePart<Config>(
        calls,
        { Name: partName(run), Comment: signed(run.id, run.scope), ...want },
        have,
        run,
      ),
    remove: (have, run) => removePart(calls, have, run),
    identify: ({ awsId }) => awsId,
  },
)
