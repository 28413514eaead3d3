import type { BucketLocationConstraint } from '@aws-sdk/client-s3'
import { type Ports, unlessExists, unlessMissing } from '../aws/index.ts'
import { emptyBucket } from '../resources/empty-bucket.ts'
import { ledgerBucketOf } from '../resources/ledger-name.ts'
import { type Scope, tagKeys } from '../resources/names.ts'

export interface LedgerBucket {
  readonly bucket: string
  /** What is not yet as it should be; [] means that `ensureLedger` would write nothing. */
  readonly unsettled: readonly Setting[]
  /** Whose documents it holds, or held. */
  readonly environments: readonly string[]
}

export type Setting = 'versioning' | 'encryption' | 'public-access' | 'lifecycle' | 'tags'

type S3 = Ports['s3']

/** What of the ledger stands; undefined where there is no bucket. Reads only. */
export async function inspectLedger(scope: Scope, s3: S3): Promise<LedgerBucket | undefined> {
  const bucket = ledgerBucketOf(scope)
  // Its name can be guessed: a bucket that somebody else took under it must never hold our releases.
  if (!(await unlessMissing(s3.headBucket({ Bucket: bucket, ExpectedBucketOwner: scope.account }))))
    return undefined
  const checks = (Object.keys(settings) as Setting[]).map(async name =>
    (await settings[name].holds(bucket, scope, s3)) ? [] : [name],
  )
  const [unsettled, environments] = await Promise.all([Promise.all(checks), environmentsIn(bucket, s3)])
  return { bucket, unsettled: unsettled.flat(), environments }
}

/**
 * Makes the ledger bucket of a project and region, or settles what is missing of it: one for all environments,
 * versioned, encrypted, closed to the public. Safe to repeat; writes nothing where all is well.
 */
export async function ensureLedger(scope: Scope, s3: S3): Promise<LedgerBucket> {
  const bucket = ledgerBucketOf(scope)
  const have = (await inspectLedger(scope, s3)) ?? (await create(scope, s3))
  for (const name of have.unsettled) await settings[name].settle(bucket, scope, s3)
  return { ...have, unsettled: [] }
}

/**
 * Empties an environment's part of the ledger, every version of it, and deletes the bucket once no other
 * environment has anything in it.
 * @returns whether the bucket is gone
 */
export async function removeLedger(scope: Scope, s3: S3): Promise<'removed' | 'kept'> {
  const bucket = ledgerBucketOf(scope)
  const removal = async () => {
    await emptyBucket({ bucket, prefix: `${scope.environment}/` }, s3)
    if ((await environmentsIn(bucket, s3)).length > 0) return 'kept'
    await emptyBucket({ bucket }, s3)
    await s3.deleteBucket({ Bucket: bucket })
    return 'removed'
  }
  return (await unlessMissing(removal())) ?? 'removed'
}

async function create(scope: Scope, s3: S3): Promise<LedgerBucket> {
  const bucket = ledgerBucketOf(scope)
  const LocationConstraint = scope.region as BucketLocationConstraint
  await unlessExists(
    s3.createBucket({
      Bucket: bucket,
      // S3 refuses a constraint of us-east-1: it is the default.
      ...(scope.region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint } }),
    }),
  )
  return { bucket, unsettled: Object.keys(settings) as Setting[], environments: [] }
}

interface Settling {
  holds(bucket: string, scope: Scope, s3: S3): Promise<boolean>
  settle(bucket: string, scope: Scope, s3: S3): Promise<unknown>
}

const settings: Readonly<Record<Setting, Settling>> = {
  versioning: {
    holds: async (Bucket, _, s3) => (await s3.getBucketVersioning({ Bucket })).Status === 'Enabled',
    settle: (Bucket, _, s3) =>
      s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  },
  encryption: {
    holds: async (Bucket, _, s3) => (await unlessMissing(s3.getBucketEncryption({ Bucket }))) !== undefined,
    settle: (Bucket, _, s3) =>
      s3.putBucketEncryption({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      }),
  },
  'public-access': {
    async holds(Bucket, _, s3) {
      const block = await unlessMissing(s3.getPublicAccessBlock({ Bucket }))
      return Object.keys(closed).every(
        key => block?.PublicAccessBlockConfiguration?.[key as keyof typeof closed],
      )
    },
    settle: (Bucket, _, s3) => s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: closed }),
  },
  // A lock is renewed every few seconds, and each renewal leaves a version behind.
  lifecycle: {
    holds: async (Bucket, _, s3) =>
      (await unlessMissing(s3.getBucketLifecycleConfiguration({ Bucket }))) !== undefined,
    settle: (Bucket, _, s3) =>
      s3.putBucketLifecycleConfiguration({
        Bucket,
        LifecycleConfiguration: {
          Rules: [
            {
              ID: 'earlier-versions',
              Status: 'Enabled',
              Filter: { Prefix: '' },
              NoncurrentVersionExpiration: { NoncurrentDays: 30 },
            },
          ],
        },
      }),
  },
  tags: {
    async holds(Bucket, { project }, s3) {
      const { TagSet = [] } = (await unlessMissing(s3.getBucketTagging({ Bucket }))) ?? {}
      return TagSet.some(({ Key, Value }) => Key === tagKeys.project && Value === project)
    },
    settle: (Bucket, { project }, s3) =>
      s3.putBucketTagging({
        Bucket,
        Tagging: {
          TagSet: [
            { Key: tagKeys.project, Value: project },
            { Key: tagKeys.id, Value: 'ledger' },
          ],
        },
      }),
  },
}

const closed = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
}

/** By all versions: the lock of an environment that nothing was deployed to lies there only as deleted. */
async function environmentsIn(bucket: string, s3: S3): Promise<string[]> {
  const { CommonPrefixes = [] } = await s3.listObjectVersions({ Bucket: bucket, Delimiter: '/' })
  return CommonPrefixes.map(({ Prefix }) => Prefix!.slice(0, -1))
}
