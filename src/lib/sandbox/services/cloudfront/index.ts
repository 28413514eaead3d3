import { defineService } from '../../service.ts'
import { accessControlOperations } from './access-controls.ts'
import { accessIdentityOperations } from './access-identities.ts'
import { cachePolicyOperations } from './cache-policies.ts'
import { distributionOperations } from './distributions.ts'
import { edge } from './edge/index.ts'
import { invalidationOperations } from './invalidations.ts'
import { responseHeadersPolicyOperations } from './response-headers-policies.ts'
import { taggingOperations } from './tagging.ts'

/** CloudFront: distributions, what they are made of, and an edge that serves what lies in their buckets. */
export const cloudfront = defineService({
  id: 'cloudfront',
  load: () => import('@aws-sdk/client-cloudfront'),
  operations: {
    ...accessControlOperations,
    ...accessIdentityOperations,
    ...cachePolicyOperations,
    ...distributionOperations,
    ...invalidationOperations,
    ...responseHeadersPolicyOperations,
    ...taggingOperations,
  },
  routes: [edge],
})
