import type { Call } from '../../service.ts'
import { bucketOf, currentVersion, type ObjectVersion, objects, type StoredObject } from './tables.ts'

interface ListInput {
  readonly Bucket: string
  readonly Prefix?: string | undefined
  readonly Delimiter?: string | undefined
  readonly MaxKeys?: number | undefined
  readonly EncodingType?: 'url' | undefined
}

export const listingOperations = {
  ListObjectsV2(
    input: ListInput & { ContinuationToken?: string | undefined; StartAfter?: string | undefined },
    call: Call,
  ) {
    const after = input.ContinuationToken
      ? Buffer.from(input.ContinuationToken, 'base64url').toString()
      : (input.StartAfter ?? '')
    const { contents, ...page } = listCurrent(input, after, call)
    const next = page.IsTruncated ? Buffer.from(page.last).toString('base64url') : undefined
    return {
      ...head(input),
      IsTruncated: page.IsTruncated,
      CommonPrefixes: page.CommonPrefixes,
      Contents: contents,
      KeyCount: contents.length + page.CommonPrefixes.length,
      ContinuationToken: input.ContinuationToken,
      NextContinuationToken: next,
      StartAfter: input.StartAfter,
    }
  },

  ListObjects(input: ListInput & { Marker?: string | undefined }, call: Call) {
    const { contents, last, ...page } = listCurrent(input, input.Marker ?? '', call)
    const next = page.IsTruncated ? { NextMarker: encodeFor(input)(last) } : {}
    return { ...head(input), ...page, Marker: input.Marker ?? '', Contents: contents, ...next }
  },

  ListObjectVersions(input: ListInput & { KeyMarker?: string | undefined }, call: Call) {
    const encode = encodeFor(input)
    const { members, last, ...page } = pageOf(objectsIn(input, call), input, input.KeyMarker ?? '')
    const versions = members.flatMap(object =>
      object.versions.map((version, index) => ({ object, version, IsLatest: index === 0 })),
    )
    const next = page.IsTruncated ? { NextKeyMarker: encode(last), NextVersionIdMarker: 'null' } : {}
    const describe = ({ object, version, IsLatest }: (typeof versions)[number]) => ({
      ...entry(encode(object.key), version),
      VersionId: version.versionId,
      IsLatest,
    })
    return {
      ...head(input),
      ...page,
      ...next,
      Versions: versions.filter(({ version }) => !version.isDeleteMarker).map(describe),
      DeleteMarkers: versions.filter(({ version }) => version.isDeleteMarker).map(describe),
    }
  },
}

function listCurrent(input: ListInput, after: string, call: Call) {
  const current = objectsIn(input, call).filter(object => currentVersion(object))
  const { members, ...page } = pageOf(current, input, after)
  const encode = encodeFor(input)
  return { ...page, contents: members.map(object => entry(encode(object.key), object.versions[0]!)) }
}

function objectsIn({ Bucket, Prefix = '' }: ListInput, call: Call): StoredObject[] {
  bucketOf(call, Bucket)
  return call
    .table(objects)
    .filter(({ bucket, key }) => bucket === Bucket && key.startsWith(Prefix))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** One page: keys behind `after`, those below a delimiter folded into prefixes; both count towards MaxKeys. */
function pageOf(sorted: readonly StoredObject[], input: ListInput, after: string) {
  const { Prefix = '', Delimiter, MaxKeys = 1000 } = input
  const limit = Math.min(MaxKeys, 1000)
  const members: StoredObject[] = []
  const prefixes = new Set<string>()
  let last = after
  for (const object of sorted) {
    const end = Delimiter ? object.key.indexOf(Delimiter, Prefix.length) : -1
    const prefix = end < 0 ? undefined : object.key.slice(0, end + Delimiter!.length)
    if ((prefix ?? object.key) <= after || (prefix && prefixes.has(prefix))) continue
    if (members.length + prefixes.size >= limit)
      return { members, last, ...folded(prefixes, input), IsTruncated: true }
    if (prefix) prefixes.add(prefix)
    else members.push(object)
    last = prefix ?? object.key
  }
  return { members, last, ...folded(prefixes, input), IsTruncated: false }
}

function folded(prefixes: ReadonlySet<string>, input: ListInput) {
  return { CommonPrefixes: [...prefixes].map(prefix => ({ Prefix: encodeFor(input)(prefix) })) }
}

function head(input: ListInput) {
  const { Bucket, Prefix = '', Delimiter, MaxKeys = 1000, EncodingType } = input
  const encode = encodeFor(input)
  return {
    Name: Bucket,
    Prefix: encode(Prefix),
    Delimiter: Delimiter && encode(Delimiter),
    MaxKeys,
    EncodingType,
  }
}

function entry(key: string, version: ObjectVersion) {
  const { etag, size, lastModified, isDeleteMarker } = version
  if (isDeleteMarker) return { Key: key, LastModified: lastModified }
  return { Key: key, LastModified: lastModified, ETag: etag, Size: size, StorageClass: 'STANDARD' as const }
}

/** boto3 and the CLI ask for URL-encoded keys, as XML cannot carry every character. */
function encodeFor({ EncodingType }: ListInput): (text: string) => string {
  return EncodingType === 'url' ? text => encodeURIComponent(text).replaceAll('%2F', '/') : text => text
}
