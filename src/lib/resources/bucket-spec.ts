import type { Manifest } from '../manifest/schema/manifest.ts'

type BucketSection = Manifest['buckets'][string]

/** Everything that can be set of a bucket, in one comparable form. */
export interface BucketSettings {
  readonly versioning: boolean
  readonly encryption: Encryption
  /** Only the owner owns, and no access control list counts. */
  readonly ownership: string
  readonly publicAccess: PublicAccess
  readonly lifecycle: Lifecycle
  readonly cors: readonly CorsRule[]
  /** Served by S3 itself, as a website. */
  readonly website: Website | undefined
  /** What it holds can be published again. */
  readonly holds: 'data' | 'site'
}

/** What may let the public in. */
export interface PublicAccess {
  readonly lists: boolean
  readonly policies: boolean
}

export interface Encryption {
  readonly algorithm: string
  readonly bucketKey: boolean
}

export interface Lifecycle {
  /** Days until what was overwritten or deleted goes for good. */
  readonly expireVersions: number | undefined
  /** Days until the parts of an upload that nobody finished go. */
  readonly abortUploads: number | undefined
}

export interface CorsRule {
  readonly origins: readonly string[]
  readonly methods: readonly string[]
  readonly headers: readonly string[]
  readonly expose: readonly string[]
  /** Seconds. */
  readonly maxAge: number
}

export interface Website {
  readonly index: string
  readonly error: string | undefined
}

export interface BucketSpec {
  readonly settings: BucketSettings
  /** Somebody else's. */
  readonly existing?: string | undefined
}

const day = 86_400

/** Days until unfinished uploads are given up. */
const abortUploads = 7

/** Who may read a bucket without credentials, and by what way. */
export function openingOf({ website, cdn, publicPrefix }: BucketSection): 'website' | 'prefix' | undefined {
  if (website && !cdn) return 'website'
  return publicPrefix === undefined ? undefined : 'prefix'
}

export function bucketSpec(section: BucketSection): BucketSpec {
  const { versioning, expireVersions, cors, website, existing } = section
  const opening = openingOf(section)
  return {
    existing,
    settings: {
      versioning,
      encryption: { algorithm: 'AES256', bucketKey: true },
      ownership: 'BucketOwnerEnforced',
      publicAccess: { lists: false, policies: opening !== undefined },
      // Versions that were kept before somebody stopped it go all the same.
      lifecycle: { expireVersions: expireVersions / day, abortUploads },
      cors: cors.map(({ origins, methods, headers, expose, maxAge }) => ({
        origins,
        methods,
        headers,
        expose,
        maxAge,
      })),
      website: opening === 'website' ? { index: website!.index, error: website!.error } : undefined,
      holds: website ? 'site' : 'data',
    },
  }
}
