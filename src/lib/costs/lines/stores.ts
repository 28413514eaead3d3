import type { Manifest } from '../../manifest/schema/manifest.ts'
import { hoursPerMonth, type Item, type Lines } from '../item.ts'
import type { Usage } from '../usage.ts'

type Database = Manifest['databases'][string]

/** RDS instances, their storage, backups and proxies. A standby costs what the instance costs; a stopped one keeps its storage. */
export const databases: Lines = (manifest, { usage, databaseAwake }) =>
  own(manifest.databases).flatMap(([name, database]) => {
    const about = { section: 'data', subject: `databases.${name}` } as const
    const copies = database.multiZone ? 2 : 1
    return [
      {
        ...about,
        what: `RDS ${database.class}${database.multiZone ? ', and a standby' : ''}`,
        parts: [
          {
            price: `rds.${database.engine}.${database.class}.hour`,
            quantity: copies * hoursPerMonth * databaseAwake(name),
          },
        ],
      },
      {
        ...about,
        what: `${database.storage} GB of gp3${database.multiZone ? ', twice' : ''}`,
        parts: [{ price: 'rds.gp3-gb-month', quantity: copies * database.storage }],
      },
      ...backups(about, database, usage),
      ...proxy(about, database),
    ]
  })

type About = Pick<Item, 'section' | 'subject'>

function backups(about: About, { backups: kept }: Database, { backupGb }: Usage): Item[] {
  if (kept === 0) return []
  const parts = [{ price: 'rds.backup-gb-month', quantity: backupGb }] as const
  return [{ ...about, what: 'Backups beyond the size of the database', parts, assumes: ['backupGb'] }]
}

/** RDS Proxy is billed by the vCPUs of its database, two at least. */
function proxy(about: About, database: Database): Item[] {
  if (!database.proxy) return []
  const vcpus = vcpusOf(database.class)
  const quantity = vcpus * hoursPerMonth
  return [{ ...about, what: `RDS Proxy, ${vcpus} vCPU`, parts: [{ price: 'rds.proxy-vcpu-hour', quantity }] }]
}

/** All classes up to `large` have two vCPUs, and each doubling beyond it twice as many. */
function vcpusOf(instanceClass: string): number {
  const [, times] = /\.(\d*)xlarge$/.exec(instanceClass) ?? []
  return times === undefined ? 2 : 4 * Number(times || 1)
}

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
