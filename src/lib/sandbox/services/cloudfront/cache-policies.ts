import type { CachePolicyConfig } from '@aws-sdk/client-cloudfront'
import { policies } from './policies.ts'
import { type CloudFrontOperations, cachePolicies, type PolicyRecord } from './tables.ts'
import { invalidArgument } from './versions.ts'

const kind = policies<CachePolicyConfig>({
  shape: 'CachePolicy',
  what: 'cache policy',
  table: cachePolicies,
  member: 'CachePolicyId',
  check({ MinTTL = 0, DefaultTTL = 86_400, MaxTTL = 31_536_000, ParametersInCacheKeyAndForwardedToOrigin }) {
    if (!(MinTTL <= DefaultTTL && DefaultTTL <= MaxTTL)) {
      throw invalidArgument(
        'The parameter MinTTL must be less than or equal to DefaultTTL, and DefaultTTL to MaxTTL.',
      )
    }
    const key = ParametersInCacheKeyAndForwardedToOrigin
    const compressed = key?.EnableAcceptEncodingGzip || key?.EnableAcceptEncodingBrotli
    if (MaxTTL === 0 && compressed)
      throw invalidArgument(
        'The parameter EnableAcceptEncodingGzip is invalid for policy with caching disabled.',
      )
  },
})

export const cachePolicyOperations = {
  CreateCachePolicy({ CachePolicyConfig: config }, call) {
    const record = kind.create(config, call)
    return { ...shown(record), Location: `${call.endpoint}/2020-05-31/cache-policy/${record.id}` }
  },
  GetCachePolicy: ({ Id }, call) => shown(kind.find(Id, call)),
  UpdateCachePolicy: ({ Id, IfMatch, CachePolicyConfig: config }, call) =>
    shown(kind.update(Id, IfMatch, config, call)),
  DeleteCachePolicy: ({ Id, IfMatch }, call) => kind.remove(Id, IfMatch, call),
  ListCachePolicies({ Type, Marker, MaxItems = 100 }, call) {
    const { items, next } = kind.list(Type, Marker, Number(MaxItems), call)
    return {
      CachePolicyList: {
        NextMarker: next,
        MaxItems: Number(MaxItems),
        Quantity: items.length,
        Items: items.map(record => ({ Type: 'custom' as const, CachePolicy: shown(record).CachePolicy })),
      },
    }
  },
} satisfies CloudFrontOperations

function shown({ id, etag, config, changedAt }: PolicyRecord<CachePolicyConfig>) {
  return { CachePolicy: { Id: id, LastModifiedTime: changedAt, CachePolicyConfig: config }, ETag: etag }
}
