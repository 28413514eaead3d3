import type { Manifest } from '../manifest/schema/manifest.ts'
import { type Owner, shorten } from './names.ts'

/** The name of a bucket. Buckets share one name space in all of AWS; the account makes it ours. */
export function bucketNameOf({ project, environment }: Owner, account: string, id: string): string {
  return shorten(`${project}-${environment}-${id}-${account}`, 63)
}

/** The same, or the name of the bucket that the manifest names as existing. */
export function bucketNameIn(manifest: Manifest, account: string, id: string): string {
  return manifest.buckets[id]?.existing ?? bucketNameOf(manifest, account, id)
}

/** What the names of an environment's buckets begin with; those of others may, too. */
export function bucketPrefixOf({ project, environment }: Owner): string {
  // A name that had to be shortened keeps no more than 56 characters of its own.
  return `${project}-${environment}-`.slice(0, 50)
}

/** Regions whose websites have a hyphen before the region, and not a dot: those that are older than 2014. */
const hyphenated = new Set([
  'us-east-1',
  'us-west-1',
  'us-west-2',
  'us-gov-west-1',
  'eu-west-1',
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'sa-east-1',
])

/** Host names of a bucket: of its API, and of its website (https://docs.aws.amazon.com/general/latest/gr/s3.html). */
export function hostsOf(bucket: string, region: string): { api: string; website: string } {
  const mark = hyphenated.has(region) ? '-' : '.'
  return {
    api: `${bucket}.s3.${region}.amazonaws.com`,
    website: `${bucket}.s3-website${mark}${region}.amazonaws.com`,
  }
}
