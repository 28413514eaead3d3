import { type Ports, unlessMissing } from '../aws/index.ts'
import { bucketNameOf, bucketPrefixOf } from './bucket-name.ts'
import { type AnyTag, idIn, type Scope } from './names.ts'

type S3 = Ports['s3']

/** A bucket of this environment, as listings and tags tell it. */
export interface OurBucket {
  /** Logical. */
  readonly id: string
  readonly name: string
  readonly tags: readonly AnyTag[]
}

/** By their tags, of those whose names begin as ours do. */
export async function ourBuckets(scope: Scope, s3: S3): Promise<OurBucket[]> {
  const Prefix = bucketPrefixOf(scope)
  const { Buckets = [] } = await s3.listBuckets({ Prefix, BucketRegion: scope.region })
  const named = Buckets.map(({ Name }) => Name!).filter(name => name.startsWith(Prefix))
  const tagged = await Promise.all(named.map(async name => ({ name, tags: await tagsOf(name, s3) })))
  return tagged.flatMap(({ name, tags }) => {
    const id = idIn(tags, scope)
    return id === undefined || bucketNameOf(scope, scope.account, id) !== name ? [] : [{ id, name, tags }]
  })
}

export async function tagsOf(Bucket: string, s3: S3): Promise<AnyTag[]> {
  return (await unlessMissing(s3.getBucketTagging({ Bucket })))?.TagSet ?? []
}
