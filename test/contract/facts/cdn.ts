import { expect, test } from 'vitest'
import { type Lack, outcome } from '../templates/lacks.ts'
import type { System } from '../templates/system.ts'
import { bucketOf } from './buckets.ts'

/** CloudFront before the bucket: an identity of its own, and headers that let browsers keep what they have. */
export function cdnFacts(of: () => System, cacheControl: string): void {
  test('CloudFront alone reads the whole bucket, by an identity, and tells browsers to keep it', async () => {
    const { aws } = of()
    const Bucket = await bucketOf(of(), 'media')
    const { DistributionList } = await aws.call('cloudfront', 'list_distributions')
    expect(DistributionList.Items).toHaveLength(1)
    const [distribution] = DistributionList.Items
    expect(distribution).toMatchObject({ Status: 'Deployed', Enabled: true })
    const [origin] = distribution.Origins.Items
    expect(origin.DomainName).toMatch(new RegExp(`^${Bucket}\\.s3`))
    const Id = origin.S3OriginConfig.OriginAccessIdentity.split('/').at(-1)
    expect(Id).toMatch(/^E/)
    const { Policy } = await aws.call('s3', 'get_bucket_policy', { Bucket })
    expect(JSON.parse(Policy).Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ${Id}` },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${Bucket}/*`,
      }),
    )
    const input = { Id: distribution.DefaultCacheBehavior.ResponseHeadersPolicyId }
    const { ResponseHeadersPolicy } = await aws.call('cloudfront', 'get_response_headers_policy', input)
    const headers = ResponseHeadersPolicy.ResponseHeadersPolicyConfig.CustomHeadersConfig.Items
    expect(headers).toMatchObject([{ Header: 'Cache-Control', Value: cacheControl }])
  })
}

/** moto has distributions and origin access controls, and nothing else of what one of ours is made of. */
export const cdnLacks: readonly Lack[] = [
  ['CloudFront knows origin access identities', 'list_cloud_front_origin_access_identities'],
  ['CloudFront knows cache policies', 'list_cache_policies'],
  ['CloudFront knows policies of response headers', 'list_response_headers_policies'],
].map(([title, method]) => ({
  title: `${title}; moto does not`,
  observe: ({ aws }) => outcome(aws.call('cloudfront', method!)),
  moto: '404',
  aws: 'done',
}))
