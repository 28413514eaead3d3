import type { CachePolicyConfig } from '@aws-sdk/client-cloudfront'
import { definePart } from './define-part.ts'
import { type Delivery, eachDelivery } from './delivery.ts'
import { listCachePolicies } from './lists.ts'
import { deliversAnything, originAccessControl } from './origin-access-control.ts'

export interface CachePolicySpec {
  /** Seconds that the edges keep what says nothing itself. */
  readonly defaultTtl: number
}

const day = 86_400
const year = 365 * day

/** How long the edges keep a bucket's objects: as each says itself, and by its path alone. */
export const cachePolicy = definePart<
  CachePolicySpec,
  CachePolicyConfig,
  { originAccessControl: typeof originAccessControl }
>({
  kind: 'cache-policy',
  deps: { originAccessControl },
  desired: manifest => eachDelivery(manifest, ({ cacheControl }) => ({ defaultTtl: ttlOf(cacheControl) })),
  mayStand: deliversAnything,
  settings: caching,
  calls: {
    what: 'cache policy',
    comment: 'Comment',
    async list(ports) {
      const all = await listCachePolicies(ports)
      return all.map(({ Id, CachePolicyConfig }) => ({ awsId: Id!, config: CachePolicyConfig! }))
    },
    async read(Id, { cloudfront }) {
      const { CachePolicy, ETag } = await cloudfront.getCachePolicy({ Id })
      return { config: CachePolicy!.CachePolicyConfig!, etag: ETag! }
    },
    async create(CachePolicyConfig, { cloudfront }) {
      return (await cloudfront.createCachePolicy({ CachePolicyConfig })).CachePolicy!.Id!
    },
    update: (Id, CachePolicyConfig, IfMatch, { cloudfront }) =>
      cloudfront.updateCachePolicy({ Id, IfMatch, CachePolicyConfig }),
    remove: (Id, IfMatch, { cloudfront }) => cloudfront.deleteCachePolicy({ Id, IfMatch }),
  },
})

/** What is told to browsers holds for the edges, too. Pure. */
export function ttlOf(cacheControl: Delivery['cacheControl']): number {
  const [, seconds] = /\b(?:s-maxage|max-age)=(\d+)/.exec(cacheControl ?? '') ?? []
  return seconds === undefined ? day : Math.min(Number(seconds), year)
}

function caching({ defaultTtl }: CachePolicySpec) {
  return {
    // Zero lets a page be asked for anew each time, where it says so.
    MinTTL: 0,
    DefaultTTL: defaultTtl,
    MaxTTL: year,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: true,
      EnableAcceptEncodingBrotli: true,
      HeadersConfig: { HeaderBehavior: 'none' },
      CookiesConfig: { CookieBehavior: 'none' },
      QueryStringsConfig: { QueryStringBehavior: 'none' },
    },
  } as const
}
