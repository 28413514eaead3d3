import type { Manifest } from '../manifest/schema/manifest.ts'
import { bucketArn, type Place } from './arn.ts'
import { bucketNameIn } from './bucket-name.ts'
import { allow, type Statement } from './policy.ts'

/** What it takes to read a bucket's objects, or to write them as well. Nobody may change the bucket itself. Pure. */
export function bucketAccess(
  name: string,
  level: 'read' | 'write',
  manifest: Manifest,
  place: Place,
): readonly Statement[] {
  const arn = bucketArn(place, bucketNameIn(manifest, place.account, name))
  const writing = [
    's3:PutObject',
    's3:DeleteObject',
    's3:AbortMultipartUpload',
    's3:ListMultipartUploadParts',
  ]
  return [
    // Whoever may not list is told 403 of an object that is missing, in place of 404.
    allow(['s3:ListBucket'], [arn]),
    allow(['s3:GetObject', ...(level === 'write' ? writing : [])], [`${arn}/*`]),
  ]
}
