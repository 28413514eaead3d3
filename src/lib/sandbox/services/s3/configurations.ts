import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { checkCors, checkLifecycle, checkWebsite } from './configuration-checks.ts'
import { checkBucketPolicy } from './policies.ts'
import { bucketOf, buckets } from './tables.ts'

interface BucketInput {
  readonly Bucket: string
}

/** Get, put and delete of one kind of bucket configuration: stored as it comes, read back as it was. */
function configuration<Value>(kind: string, missingCode?: string) {
  return {
    get(bucket: string, call: Call): Value | undefined {
      const value = bucketOf(call, bucket).configurations[kind]
      if (value === undefined && missingCode !== undefined) {
        throw awsError(missingCode, `The ${kind} configuration does not exist`, 404, { BucketName: bucket })
      }
      return value as Value | undefined
    },
    put(bucket: string, value: Value, call: Call): Record<never, never> {
      bucketOf(call, bucket)
      call.table(buckets).update(bucket, draft => {
        draft.configurations[kind] = value
      })
      return {}
    },
    delete({ Bucket }: BucketInput, call: Call): Record<never, never> {
      bucketOf(call, Bucket)
      call.table(buckets).update(Bucket, draft => {
        delete draft.configurations[kind]
      })
      return {}
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what a client has put is what it gets; the schemas have checked it
type Opaque = any

const versioning = configuration<{ Status?: 'Enabled' | 'Suspended' }>('versioning')
const encryption = configuration<Opaque>('encryption', 'ServerSideEncryptionConfigurationNotFoundError')
const publicAccessBlock = configuration<Opaque>('publicAccessBlock', 'NoSuchPublicAccessBlockConfiguration')
const ownership = configuration<Opaque>('ownership', 'OwnershipControlsNotFoundError')
const tagging = configuration<{ Key: string; Value: string }[]>('tagging', 'NoSuchTagSet')
const lifecycle = configuration<Opaque>('lifecycle', 'NoSuchLifecycleConfiguration')
const policy = configuration<string>('policy', 'NoSuchBucketPolicy')
const cors = configuration<Opaque>('cors', 'NoSuchCORSConfiguration')
const website = configuration<Opaque>('website', 'NoSuchWebsiteConfiguration')
const notification = configuration<Opaque>('notification')

export const configurationOperations = {
  GetBucketVersioning: ({ Bucket }: BucketInput, call: Call) => versioning.get(Bucket, call) ?? {},
  PutBucketVersioning: (input: BucketInput & { VersioningConfiguration: Opaque }, call: Call) =>
    versioning.put(input.Bucket, input.VersioningConfiguration, call),

  GetBucketEncryption: ({ Bucket }: BucketInput, call: Call) => ({
    ServerSideEncryptionConfiguration: encryption.get(Bucket, call),
  }),
  PutBucketEncryption: (input: BucketInput & { ServerSideEncryptionConfiguration: Opaque }, call: Call) =>
    encryption.put(input.Bucket, input.ServerSideEncryptionConfiguration, call),
  DeleteBucketEncryption: encryption.delete,

  GetPublicAccessBlock: ({ Bucket }: BucketInput, call: Call) => ({
    PublicAccessBlockConfiguration: publicAccessBlock.get(Bucket, call),
  }),
  PutPublicAccessBlock: (input: BucketInput & { PublicAccessBlockConfiguration: Opaque }, call: Call) =>
    publicAccessBlock.put(input.Bucket, input.PublicAccessBlockConfiguration, call),
  DeletePublicAccessBlock: publicAccessBlock.delete,

  GetBucketOwnershipControls: ({ Bucket }: BucketInput, call: Call) => ({
    OwnershipControls: ownership.get(Bucket, call),
  }),
  PutBucketOwnershipControls: (input: BucketInput & { OwnershipControls: Opaque }, call: Call) =>
    ownership.put(input.Bucket, input.OwnershipControls, call),
  DeleteBucketOwnershipControls: ownership.delete,

  GetBucketTagging: ({ Bucket }: BucketInput, call: Call) => ({ TagSet: tagging.get(Bucket, call) }),
  PutBucketTagging: (
    input: BucketInput & { Tagging: { TagSet: { Key: string; Value: string }[] } },
    call: Call,
  ) => tagging.put(input.Bucket, input.Tagging.TagSet, call),
  DeleteBucketTagging: tagging.delete,

  GetBucketLifecycleConfiguration: ({ Bucket }: BucketInput, call: Call) => lifecycle.get(Bucket, call),
  PutBucketLifecycleConfiguration(input: BucketInput & { LifecycleConfiguration?: Opaque }, call: Call) {
    checkLifecycle(input.LifecycleConfiguration?.Rules ?? [])
    return lifecycle.put(input.Bucket, input.LifecycleConfiguration, call)
  },
  DeleteBucketLifecycle: lifecycle.delete,

  GetBucketPolicy: ({ Bucket }: BucketInput, call: Call) => ({ Policy: policy.get(Bucket, call) }),
  PutBucketPolicy(input: BucketInput & { Policy: string }, call: Call) {
    checkBucketPolicy(input.Bucket, input.Policy, call)
    return policy.put(input.Bucket, input.Policy, call)
  },
  DeleteBucketPolicy: policy.delete,

  GetBucketCors: ({ Bucket }: BucketInput, call: Call) => cors.get(Bucket, call),
  PutBucketCors(input: BucketInput & { CORSConfiguration: Opaque }, call: Call) {
    checkCors(input.CORSConfiguration)
    return cors.put(input.Bucket, input.CORSConfiguration, call)
  },
  DeleteBucketCors: cors.delete,

  GetBucketWebsite: ({ Bucket }: BucketInput, call: Call) => website.get(Bucket, call),
  PutBucketWebsite(input: BucketInput & { WebsiteConfiguration: Opaque }, call: Call) {
    checkWebsite(input.WebsiteConfiguration)
    return website.put(input.Bucket, input.WebsiteConfiguration, call)
  },
  DeleteBucketWebsite: website.delete,

  GetBucketNotificationConfiguration: ({ Bucket }: BucketInput, call: Call) =>
    notification.get(Bucket, call) ?? {},
  PutBucketNotificationConfiguration: (
    input: BucketInput & { NotificationConfiguration: Opaque },
    call: Call,
  ) => notification.put(input.Bucket, input.NotificationConfiguration, call),
}

/** Whether new objects get a version of their own. */
export function versioningOf(bucket: string, call: Call): 'Enabled' | 'Suspended' | undefined {
  return versioning.get(bucket, call)?.Status
}
