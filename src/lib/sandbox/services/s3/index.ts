import { defineService } from '../../service.ts'
import { bucketOperations } from './buckets.ts'
import { configurationOperations } from './configurations.ts'
import { copyOperations } from './copying.ts'
import { website } from './front/website.ts'
import { listingOperations } from './listing.ts'
import { multipartOperations } from './multipart.ts'
import { objectOperations } from './objects.ts'

/** Buckets, their configurations, and objects with versions and conditional writes. */
export const s3 = defineService({
  id: 's3',
  load: () => import('@aws-sdk/client-s3'),
  invalidInputCode: 'MalformedXML',
  operations: {
    ...bucketOperations,
    ...configurationOperations,
    ...objectOperations,
    ...copyOperations,
    ...listingOperations,
    ...multipartOperations,
  },
  routes: [website],
})
