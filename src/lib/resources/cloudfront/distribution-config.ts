import type { DistributionConfig } from '@aws-sdk/client-cloudfront'
import type { Delivery } from './delivery.ts'

/** What a distribution is made of, by identifier; undefined while it does not stand yet. */
export interface DistributionParts {
  /** Host name of the bucket's API. */
  readonly origin: string | undefined
  readonly accessControl: string | undefined
  readonly accessIdentity: string | undefined
  readonly cachePolicy: string | undefined
  readonly responseHeadersPolicy: string | undefined
}

export interface DistributionSpec extends Delivery {
  /** Of its bucket. */
  readonly id: string
}

/** AWS's own policy that hands an Origin header on to S3: `Managed-CORS-S3Origin`, the same in every account. */
const corsOrigin = '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf'

/** Seconds that an edge remembers that a page is missing. */
const missing = 10

/** What is ours to say of a distribution; its reference and its comment come with its creation. Pure. */
export function distributionConfig(
  spec: DistributionSpec,
  parts: DistributionParts,
): Omit<DistributionConfig, 'CallerReference' | 'Comment'> {
  const { website, priceClass, domain } = spec
  return {
    Enabled: true,
    DefaultRootObject: website?.index ?? '',
    Aliases: items(domain ? [domain.name] : []),
    Origins: { Quantity: 1, Items: [originOf(spec, parts)] },
    DefaultCacheBehavior: behaviourOf(spec, parts),
    CustomErrorResponses: items(errorsOf(website)),
    PriceClass: priceClass === 'all' ? 'PriceClass_All' : `PriceClass_${priceClass}`,
    HttpVersion: 'http2and3',
    IsIPV6Enabled: true,
    ViewerCertificate: domain
      ? {
          ACMCertificateArn: domain.certificate,
          SSLSupportMethod: 'sni-only',
          MinimumProtocolVersion: 'TLSv1.2_2021',
        }
      : { CloudFrontDefaultCertificate: true },
  }
}

function originOf(
  { identity }: DistributionSpec,
  { origin, accessControl, accessIdentity }: DistributionParts,
) {
  const isOlder = identity === 'oai'
  return {
    Id: 'bucket',
    DomainName: origin,
    OriginPath: '',
    S3OriginConfig: {
      OriginAccessIdentity: isOlder ? `origin-access-identity/cloudfront/${accessIdentity}` : '',
    },
    OriginAccessControlId: isOlder ? '' : accessControl,
  }
}

function behaviourOf(
  { cors }: DistributionSpec,
  { cachePolicy, responseHeadersPolicy }: DistributionParts,
): DistributionConfig['DefaultCacheBehavior'] {
  // A browser asks by OPTIONS before it sends anything out of the ordinary.
  const methods = cors.length > 0 ? (['GET', 'HEAD', 'OPTIONS'] as const) : (['GET', 'HEAD'] as const)
  return {
    TargetOriginId: 'bucket',
    ViewerProtocolPolicy: 'redirect-to-https',
    AllowedMethods: {
      Quantity: methods.length,
      Items: [...methods],
      CachedMethods: { Quantity: 2, Items: ['GET', 'HEAD'] },
    },
    Compress: true,
    CachePolicyId: cachePolicy,
    OriginRequestPolicyId: cors.length > 0 ? corsOrigin : undefined,
    ResponseHeadersPolicyId: responseHeadersPolicy,
  }
}

/** S3 says 403 of what is missing to whoever may not list the bucket, and nobody may here. */
function errorsOf(website: DistributionSpec['website']) {
  const { error, index } = website ?? {}
  if (error === undefined) return []
  const page = { ResponsePagePath: `/${error}`, ErrorCachingMinTTL: missing }
  // A single-page application finds its way by itself.
  const ResponseCode = error === index ? '200' : '404'
  return [403, 404].map(ErrorCode => ({ ErrorCode, ResponseCode, ...page }))
}

function items<T>(list: readonly T[]): { Quantity: number; Items?: T[] } {
  return list.length > 0 ? { Quantity: list.length, Items: [...list] } : { Quantity: 0 }
}
