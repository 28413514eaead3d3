import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { defineTable } from '../../store.ts'

export interface Bucket {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly createdAt: Date
  /** What `PutBucketX` has put, by the kind of configuration. */
  configurations: Record<string, unknown>
}

/** By name, which is unique in all of AWS. */
export const buckets = defineTable<Bucket>('s3.buckets', 'global')

export interface ObjectVersion {
  /** `null` where the bucket was not versioned. */
  readonly versionId: string
  readonly lastModified: Date
  readonly isDeleteMarker: boolean
  /** MD5 of the body, in quotes. */
  readonly etag: string
  readonly size: number
  /** Key in `bodies`; none for a delete marker. */
  readonly body: string
  /** What the writer said of the body: ContentType, Metadata, and the like. */
  readonly properties: Readonly<Record<string, unknown>>
}

export interface StoredObject {
  readonly bucket: string
  readonly key: string
  /** Newest first. */
  versions: ObjectVersion[]
}

/** By `BUCKET/KEY`. */
export const objects = defineTable<StoredObject>('s3.objects', 'global')

/** Bodies apart from their objects, so that a change of the one does not copy the other. */
export const bodies = defineTable<Uint8Array>('s3.bodies', 'global')

/** The bucket, if the caller may touch it and asks in its region. */
export function bucketOf(call: Call, name: string): Bucket {
  const bucket = call.table(buckets).get(name)
  if (!bucket)
    throw awsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name })
  if (bucket.account !== call.account) throw awsError('AccessDenied', 'Access Denied', 403)
  if (bucket.region !== call.region) {
    const message = 'The bucket you are attempting to access must be addressed using the specified endpoint.'
    throw awsError('PermanentRedirect', message, 301, { Bucket: name, Region: bucket.region })
  }
  return bucket
}

export function objectOf(call: Call, bucket: string, key: string): StoredObject | undefined {
  return call.table(objects).get(`${bucket}/${key}`)
}

/** The version that a plain GET answers: the newest, unless that is a delete marker. */
export function currentVersion(object: StoredObject | undefined): ObjectVersion | undefined {
  const newest = object?.versions[0]
  return newest?.isDeleteMarker ? undefined : newest
}

export function noSuchKey(key: string) {
  return awsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key })
}
