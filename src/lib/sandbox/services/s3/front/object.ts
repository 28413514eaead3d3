import type { Call } from '../../../service.ts'
import { bodies, buckets, currentVersion, objectOf } from '../tables.ts'

/** An object as HTTP shows it. */
export interface ServedObject {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Where a browser is sent in place of it. */
  readonly redirect: string | undefined
}

/** The current version of an object, whosever bucket it lies in; undefined where there is none. */
export function objectToServe(bucket: string, key: string, call: Call): ServedObject | undefined {
  const version = currentVersion(objectOf(call, bucket, key))
  if (!version) return undefined
  const { ContentType, CacheControl, ContentEncoding, ContentLanguage, ContentDisposition } =
    version.properties as Readonly<Record<string, string | undefined>>
  const told = {
    'content-type': ContentType ?? 'binary/octet-stream',
    'cache-control': CacheControl,
    'content-encoding': ContentEncoding,
    'content-language': ContentLanguage,
    'content-disposition': ContentDisposition,
    etag: version.etag,
    'last-modified': version.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
  }
  const headers = Object.entries(told).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return {
    headers: Object.fromEntries(headers),
    body: call.table(bodies).get(version.body) ?? new Uint8Array(),
    redirect: version.properties.WebsiteRedirectLocation as string | undefined,
  }
}

/** The call as the bucket's owner would make it; undefined where there is no such bucket. */
export function asOwner(bucket: string, call: Call): Call | undefined {
  const owner = call.table(buckets).get(bucket)
  return owner && call.as({ account: owner.account, region: owner.region, service: 's3' })
}
