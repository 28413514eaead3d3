import { bucket } from '../../../src/lib/resources/bucket.ts'
import { bucketPolicy } from '../../../src/lib/resources/bucket-policy.ts'
import { cachePolicy } from '../../../src/lib/resources/cloudfront/cache-policy.ts'
import { distribution } from '../../../src/lib/resources/cloudfront/distribution.ts'
import { originAccessControl } from '../../../src/lib/resources/cloudfront/origin-access-control.ts'
import { originAccessIdentity } from '../../../src/lib/resources/cloudfront/origin-access-identity.ts'
import { responseHeadersPolicy } from '../../../src/lib/resources/cloudfront/response-headers-policy.ts'

/** All that a delivered bucket is made of. */
export const kinds = [
  bucket,
  bucketPolicy,
  cachePolicy,
  distribution,
  originAccessControl,
  originAccessIdentity,
  responseHeadersPolicy,
]
