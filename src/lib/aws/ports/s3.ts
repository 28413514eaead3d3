import { definePort } from '../port.ts'

/** S3: the ledger bucket. */
export const s3 = definePort({
  service: 's3',
  load: () => import('@aws-sdk/client-s3'),
  client: 'S3Client',
  operations: [
    'CreateBucket',
    'DeleteBucket',
    'DeleteObject',
    'DeleteObjects',
    'GetBucketEncryption',
    'GetBucketTagging',
    'GetBucketVersioning',
    'GetObject',
    'GetPublicAccessBlock',
    'HeadBucket',
    'HeadObject',
    'ListObjectsV2',
    'ListObjectVersions',
    'PutBucketEncryption',
    'PutBucketLifecycleConfiguration',
    'GetBucketLifecycleConfiguration',
    'PutBucketTagging',
    'PutBucketVersioning',
    'PutObject',
    'PutPublicAccessBlock',
  ],
  // A stand-in on a loopback address has no name to put a bucket's name in front of.
  settings: connection => (connection.endpoint ? { forcePathStyle: true } : {}),
})
