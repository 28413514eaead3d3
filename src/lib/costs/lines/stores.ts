import { hoursPerMonth, type Lines } from '../item.ts'

export const caches: Lines = manifest =>
  own(manifest.caches).map(([name, { engine, class: nodeClass, nodes }]) => ({
    section: 'data',
    subject: `caches.${name}`,
    what: `ElastiCache, ${nodes} × ${nodeClass}`,
    parts: [{ price: `elasticache.${engine}.${nodeClass}.hour`, quantity: nodes * hoursPerMonth }],
  }))

export const buckets: Lines = (manifest, { usage }) =>
  own(manifest.buckets).map(([name]) => ({
    section: 'data',
    subject: `buckets.${name}`,
    what: 'S3, storage and requests',
    parts: [
      { price: 's3.gb-month', quantity: usage.bucketGb },
      { price: 's3.thousand-reads', quantity: usage.bucketReads / 1000 },
      { price: 's3.thousand-writes', quantity: usage.bucketWrites / 1000 },
    ],
    assumes: ['bucketGb', 'bucketReads', 'bucketWrites'],
  }))

/** What CloudFront fetches from S3 is free; what it sends is priced by where its readers are. */
export const distributions: Lines = (manifest, { usage }) =>
  Object.entries(manifest.buckets)
    .filter(([, { cdn }]) => cdn)
    .map(([name]) => ({
      section: 'network',
      subject: `buckets.${name}`,
      what: 'CloudFront, data and requests',
      parts: [
        { price: 'cloudfront.gb', quantity: usage.cdnGb },
        { price: 'cloudfront.ten-thousand-requests', quantity: usage.cdnRequests / 10_000 },
      ],
      assumes: ['cdnGb', 'cdnRequests'],
    }))

export const filesystems: Lines = (manifest, { usage }) =>
  Object.keys(manifest.filesystems).map(name => ({
    section: 'data',
    subject: `filesystems.${name}`,
    what: 'EFS, standard storage',
    parts: [{ price: 'efs.gb-month', quantity: usage.fileGb }],
    assumes: ['fileGb'],
  }))

const million = 1_000_000

export const tables: Lines = (manifest, { usage }) =>
  Object.entries(manifest.tables).map(([name, { pointInTime }]) => ({
    section: 'data',
    subject: `tables.${name}`,
    what: `DynamoDB, requests and storage${pointInTime ? ', point-in-time recovery' : ''}`,
    parts: [
      { price: 'dynamodb.million-reads', quantity: usage.tableReads / million },
      { price: 'dynamodb.million-writes', quantity: usage.tableWrites / million },
      { price: 'dynamodb.gb-month', quantity: usage.tableGb },
      ...(pointInTime ? ([{ price: 'dynamodb.recovery-gb-month', quantity: usage.tableGb }] as const) : []),
    ],
    assumes: ['tableReads', 'tableWrites', 'tableGb'],
  }))

export const userPools: Lines = (manifest, { usage }) =>
  Object.keys(manifest.userPools).map(name => ({
    section: 'data',
    subject: `userPools.${name}`,
    what: 'Cognito, monthly active users',
    parts: [{ price: 'cognito.user', quantity: usage.users }],
    assumes: ['users'],
  }))

/** Those that somebody else made are somebody else's to pay. */
function own<Thing extends { existing?: string | undefined }>(
  things: Record<string, Thing>,
): [string, Thing][] {
  return Object.entries(things).filter(([, { existing }]) => existing === undefined)
}
