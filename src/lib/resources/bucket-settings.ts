import type { LifecycleRule, CORSRule as SdkCorsRule } from '@aws-sdk/client-s3'
import { type Ports, unlessMissing } from '../aws/index.ts'
import type { BucketSettings, CorsRule } from './bucket-spec.ts'
import type { AnyTag } from './names.ts'

type S3 = Ports['s3']

/** One setting: how it is read, in the form in which it is wanted, and how it is written. */
interface Setting<Value> {
  read(Bucket: string, s3: S3): Promise<Value>
  write(Bucket: string, value: Value, s3: S3): Promise<unknown>
}

/** The tag that says what a bucket holds, beside the three that everything carries. */
export const holdsTag = 'deployctl:holds'

export function holdsIn(tags: readonly AnyTag[] | undefined): 'data' | 'site' {
  return tags?.some(({ Key, Value }) => Key === holdsTag && Value === 'site') ? 'site' : 'data'
}

/** All settings but what a bucket holds, which is one of its tags. */
export const bucketSettings: {
  readonly [Name in Exclude<keyof BucketSettings, 'holds'>]: Setting<BucketSettings[Name]>
} = {
  versioning: {
    read: async (Bucket, s3) => (await s3.getBucketVersioning({ Bucket })).Status === 'Enabled',
    write: (Bucket, on, s3) =>
      s3.putBucketVersioning({
        Bucket,
        VersioningConfiguration: { Status: on ? 'Enabled' : 'Suspended' },
      }),
  },
  encryption: {
    async read(Bucket, s3) {
      const answer = await unlessMissing(s3.getBucketEncryption({ Bucket }))
      const rule = answer?.ServerSideEncryptionConfiguration?.Rules?.[0]
      return {
        algorithm: rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? 'none',
        bucketKey: rule?.BucketKeyEnabled ?? false,
      }
    },
    write: (Bucket, { bucketKey }, s3) =>
      s3.putBucketEncryption({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
              BucketKeyEnabled: bucketKey,
              // What is encrypted with somebody's own key is lost once they lose it.
              BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
            },
          ],
        },
      }),
  },
  ownership: {
    async read(Bucket, s3) {
      const answer = await unlessMissing(s3.getBucketOwnershipControls({ Bucket }))
      return answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? 'none'
    },
    write: (Bucket, _, s3) =>
      s3.putBucketOwnershipControls({
        Bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      }),
  },
  publicAccess: {
    async read(Bucket, s3) {
      const answer = await unlessMissing(s3.getPublicAccessBlock({ Bucket }))
      const block = answer?.PublicAccessBlockConfiguration ?? {}
      return {
        lists: !(block.BlockPublicAcls && block.IgnorePublicAcls),
        policies: !(block.BlockPublicPolicy && block.RestrictPublicBuckets),
      }
    },
    write: (Bucket, { lists, policies }, s3) =>
      s3.putPublicAccessBlock({
        Bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: !lists,
          IgnorePublicAcls: !lists,
          BlockPublicPolicy: !policies,
          RestrictPublicBuckets: !policies,
        },
      }),
  },
  lifecycle: {
    async read(Bucket, s3) {
      const rules = (await unlessMissing(s3.getBucketLifecycleConfiguration({ Bucket })))?.Rules ?? []
      const on = rules.filter(({ Status }) => Status === 'Enabled')
      const versions = on.find(rule => rule.NoncurrentVersionExpiration)?.NoncurrentVersionExpiration
      const uploads = on.find(rule => rule.AbortIncompleteMultipartUpload)?.AbortIncompleteMultipartUpload
      return { expireVersions: versions?.NoncurrentDays, abortUploads: uploads?.DaysAfterInitiation }
    },
    write: (Bucket, { expireVersions, abortUploads }, s3) =>
      s3.putBucketLifecycleConfiguration({
        Bucket,
        LifecycleConfiguration: { Rules: lifecycleRules(expireVersions!, abortUploads!) },
      }),
  },
  cors: {
    read: async (Bucket, s3) =>
      ((await unlessMissing(s3.getBucketCors({ Bucket })))?.CORSRules ?? []).map(fromCors),
    write: (Bucket, rules, s3) =>
      rules.length > 0
        ? s3.putBucketCors({ Bucket, CORSConfiguration: { CORSRules: rules.map(toCors) } })
        : s3.deleteBucketCors({ Bucket }),
  },
  website: {
    async read(Bucket, s3) {
      const answer = await unlessMissing(s3.getBucketWebsite({ Bucket }))
      const index = answer?.IndexDocument?.Suffix
      return index === undefined ? undefined : { index, error: answer?.ErrorDocument?.Key }
    },
    write: (Bucket, website, s3) =>
      website
        ? s3.putBucketWebsite({
            Bucket,
            WebsiteConfiguration: {
              IndexDocument: { Suffix: website.index },
              ...(website.error !== undefined && { ErrorDocument: { Key: website.error } }),
            },
          })
        : s3.deleteBucketWebsite({ Bucket }),
  },
}

function lifecycleRules(NoncurrentDays: number, DaysAfterInitiation: number): LifecycleRule[] {
  const Filter = { Prefix: '' }
  return [
    {
      ID: 'earlier-versions',
      Status: 'Enabled',
      Filter,
      NoncurrentVersionExpiration: { NoncurrentDays },
      // A marker whose versions are all gone only slows listings down.
      Expiration: { ExpiredObjectDeleteMarker: true },
    },
    {
      ID: 'unfinished-uploads',
      Status: 'Enabled',
      Filter,
      AbortIncompleteMultipartUpload: { DaysAfterInitiation },
    },
  ]
}

function fromCors(rule: SdkCorsRule): CorsRule {
  return {
    origins: rule.AllowedOrigins ?? [],
    methods: rule.AllowedMethods ?? [],
    headers: rule.AllowedHeaders ?? [],
    expose: rule.ExposeHeaders ?? [],
    maxAge: rule.MaxAgeSeconds ?? 0,
  }
}

function toCors({ origins, methods, headers, expose, maxAge }: CorsRule): SdkCorsRule {
  return {
    AllowedOrigins: [...origins],
    AllowedMethods: [...methods],
    AllowedHeaders: [...headers],
    ExposeHeaders: [...expose],
    MaxAgeSeconds: maxAge,
  }
}
