import type { ObjectIdentifier, _Error as S3Error } from '@aws-sdk/client-s3'
import type { Ports } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'

interface Emptying {
  readonly bucket: string
  /** Only what lies below it; everything where it is empty. */
  readonly prefix?: string
  readonly signal?: AbortSignal
  /** Told after each thousand. */
  readonly progress?: (deleted: number) => void
}

/**
 * Deletes every version and every delete marker for good; S3 takes 1,000 at a time.
 * @throws DeployctlError `teardown.incomplete` where S3 keeps one
 */
export async function emptyBucket(
  { bucket: Bucket, prefix: Prefix = '', signal, progress }: Emptying,
  s3: Ports['s3'],
): Promise<void> {
  for (let deleted = 0; ; ) {
    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions(
      { Bucket, Prefix, MaxKeys: 1000 },
      { signal },
    )
    const Objects: ObjectIdentifier[] = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({
      Key: Key!,
      VersionId,
    }))
    if (Objects.length === 0) return
    const { Errors = [] } = await s3.deleteObjects({ Bucket, Delete: { Objects, Quiet: true } }, { signal })
    if (Errors[0]) throw undeleted(Bucket, Errors[0])
    deleted += Objects.length
    progress?.(deleted)
  }
}

/** S3 answers with success even where it deleted nothing, and asking again for ever would not help. */
function undeleted(bucket: string, { Key, Code, Message }: S3Error): DeployctlError {
  return new DeployctlError('teardown.incomplete', {
    message: `S3 keeps ${Key} in ${bucket}: ${Code}: ${Message}`,
  })
}
