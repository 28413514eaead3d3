import type { Call } from '../../../service.ts'
import { type FrontAnswer, plainPage } from '../../s3/front/answer.ts'
import { asOwner, objectToServe } from '../../s3/front/object.ts'
import { isPublicObject, mayRead } from '../../s3/policies.ts'
import type { DistributionRecord } from '../tables.ts'

/** What the bucket behind a distribution says, to the distribution as it signs itself. */
export function fromOrigin({ arn, config }: DistributionRecord, path: string, call: Call): FrontAnswer {
  const origin = config.Origins!.Items![0]!
  const bucket = origin.DomainName!.replace(/\.s3[.-].*$/, '')
  const key = `${origin.OriginPath ?? ''}${decodeURIComponent(path)}`.slice(1)
  const owner = asOwner(bucket, call)
  if (!owner) return plainPage(404, 'Not Found', 'NoSuchBucket: The specified bucket does not exist')
  const identity = origin.S3OriginConfig?.OriginAccessIdentity?.split('/').at(-1) ?? ''
  const signed = origin.OriginAccessControlId || identity !== ''
  const who = { arn: origin.OriginAccessControlId ? arn : '', identity }
  const allowed = (signed && mayRead(bucket, key, who, owner)) || isPublicObject(bucket, key, owner)
  const object = allowed ? objectToServe(bucket, key, owner) : undefined
  // Whoever may not list a bucket is not told what is missing from it.
  if (!object) return plainPage(403, 'Forbidden', 'AccessDenied: Access Denied')
  return { status: 200, headers: object.headers, body: object.body }
}
