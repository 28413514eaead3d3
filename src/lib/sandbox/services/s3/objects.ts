import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import {
  checkReadConditions,
  checkWriteConditions,
  type ReadConditions,
  type WriteConditions,
} from './conditions.ts'
import { versioningOf } from './configurations.ts'
import {
  bodies,
  bucketOf,
  currentVersion,
  noSuchKey,
  type ObjectVersion,
  objectOf,
  objects,
} from './tables.ts'

interface ObjectInput {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string | undefined
}

interface PutInput
  extends ObjectInput,
    WriteConditions,
    Partial<Record<(typeof properties)[number], unknown>> {
  readonly Body?: Uint8Array | undefined
  readonly ContentMD5?: string | undefined
  readonly ChecksumCRC32?: string | undefined
}

interface GetInput extends ObjectInput, ReadConditions {
  readonly Range?: string | undefined
}

interface DeleteInput extends ObjectInput {
  readonly IfMatch?: string | undefined
}

interface DeleteObjectsInput {
  readonly Bucket: string
  readonly Delete: { Objects: { Key: string; VersionId?: string | undefined }[]; Quiet?: boolean | undefined }
}

const properties = [
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'ContentType',
  'Metadata',
  'StorageClass',
  'WebsiteRedirectLocation',
] as const

export const objectOperations = {
  PutObject(input: PutInput, call: Call) {
    const { Bucket, Key, Body = new Uint8Array() } = input
    bucketOf(call, Bucket)
    checkWriteConditions(input, currentVersion(objectOf(call, Bucket, Key)))
    checkDigests(input, Body)
    const version = store(Bucket, Key, Body, propertiesOf(input), call)
    return { ETag: version.etag, ServerSideEncryption: 'AES256' as const, ...idOf(version) }
  },

  GetObject(input: GetInput, call: Call) {
    const { version, answer } = read(input, call)
    const body = call.table(bodies).get(version.body) ?? new Uint8Array()
    const range = rangeOf(input.Range, body.byteLength)
    if (!range) return { ...answer, Body: body }
    const [start, end] = range
    return {
      ...answer,
      Body: body.subarray(start, end + 1),
      ContentLength: end - start + 1,
      ContentRange: `bytes ${start}-${end}/${body.byteLength}`,
    }
  },

  HeadObject: (input: GetInput, call: Call) => read(input, call).answer,

  DeleteObject(input: DeleteInput, call: Call) {
    const { Bucket, Key, VersionId } = input
    bucketOf(call, Bucket)
    if (input.IfMatch !== undefined) checkWriteConditions(input, currentVersion(objectOf(call, Bucket, Key)))
    return remove(Bucket, Key, VersionId, call)
  },

  DeleteObjects({ Bucket, Delete }: DeleteObjectsInput, call: Call) {
    bucketOf(call, Bucket)
    const deleted = Delete.Objects.map(({ Key, VersionId }) => {
      const { DeleteMarker, VersionId: marker } = remove(Bucket, Key, VersionId, call)
      const created =
        DeleteMarker && VersionId === undefined ? { DeleteMarker, DeleteMarkerVersionId: marker } : {}
      return { Key, VersionId, ...created }
    })
    return Delete.Quiet ? {} : { Deleted: deleted }
  },
}

/** Writes a new version, in the place of the unversioned one where the bucket does not keep versions. */
export function store(
  bucket: string,
  key: string,
  body: Uint8Array,
  described: Readonly<Record<string, unknown>>,
  call: Call,
): ObjectVersion {
  const version: ObjectVersion = {
    versionId: versioningOf(bucket, call) === 'Enabled' ? call.id('', 32) : 'null',
    lastModified: call.date,
    isDeleteMarker: false,
    etag: `"${createHash('md5').update(body).digest('hex')}"`,
    size: body.byteLength,
    body: call.id('', 32),
    properties: described,
  }
  call.table(bodies).put(version.body, body)
  addVersion(bucket, key, version, call)
  return version
}

function addVersion(bucket: string, key: string, version: ObjectVersion, call: Call): void {
  const earlier = objectOf(call, bucket, key)?.versions ?? []
  const replaced = earlier.filter(({ versionId }) => versionId === version.versionId)
  for (const { body } of replaced) call.table(bodies).delete(body)
  const versions = [version, ...earlier.filter(kept => !replaced.includes(kept))]
  call.table(objects).put(`${bucket}/${key}`, { bucket, key, versions })
}

interface Removal {
  DeleteMarker?: boolean
  VersionId?: string
}

function remove(bucket: string, key: string, versionId: string | undefined, call: Call): Removal {
  if (versionId !== undefined) return removeVersion(bucket, key, versionId, call)
  const versioning = versioningOf(bucket, call)
  if (versioning === undefined) return removeVersion(bucket, key, 'null', call, {})
  const marker: ObjectVersion = {
    versionId: versioning === 'Enabled' ? call.id('', 32) : 'null',
    lastModified: call.date,
    isDeleteMarker: true,
    etag: '',
    size: 0,
    body: '',
    properties: {},
  }
  addVersion(bucket, key, marker, call)
  return { DeleteMarker: true, VersionId: marker.versionId }
}

/** Removes one version for good; that it was not there is success, too. */
function removeVersion(
  bucket: string,
  key: string,
  versionId: string,
  call: Call,
  answer?: Removal,
): Removal {
  const object = objectOf(call, bucket, key)
  const version = object?.versions.find(candidate => candidate.versionId === versionId)
  if (!object || !version) return answer ?? { VersionId: versionId }
  const versions = object.versions.filter(candidate => candidate !== version)
  call.table(bodies).delete(version.body)
  if (versions.length === 0) call.table(objects).delete(`${bucket}/${key}`)
  else call.table(objects).put(`${bucket}/${key}`, { ...object, versions })
  return answer ?? { VersionId: versionId, ...(version.isDeleteMarker && { DeleteMarker: true }) }
}

/** The version that is asked for, and what GET and HEAD both say of it. */
function read(input: GetInput, call: Call) {
  bucketOf(call, input.Bucket)
  const version = versionOf(input, call)
  checkReadConditions(input, version)
  const answer = {
    ...version.properties,
    AcceptRanges: 'bytes',
    ContentLength: version.size,
    ContentType: (version.properties.ContentType as string | undefined) ?? 'binary/octet-stream',
    ETag: version.etag,
    LastModified: version.lastModified,
    ServerSideEncryption: 'AES256' as const,
    ...idOf(version),
  }
  return { version, answer }
}

export function versionOf({ Bucket, Key, VersionId }: ObjectInput, call: Call): ObjectVersion {
  const object = objectOf(call, Bucket, Key)
  if (VersionId === undefined) {
    const current = currentVersion(object)
    if (!current) throw noSuchKey(Key)
    return current
  }
  const version = object?.versions.find(({ versionId }) => versionId === VersionId)
  if (!version)
    throw awsError('NoSuchVersion', 'The specified version does not exist.', 404, { Key, VersionId })
  if (version.isDeleteMarker) throw awsError('MethodNotAllowed', 'The specified method is not allowed.', 405)
  return version
}

export function propertiesOf(
  input: Partial<Record<(typeof properties)[number], unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    properties.filter(name => input[name] !== undefined).map(name => [name, input[name]]),
  )
}

function idOf({ versionId }: ObjectVersion): { VersionId?: string } {
  return versionId === 'null' ? {} : { VersionId: versionId }
}

function checkDigests({ ContentMD5, ChecksumCRC32 }: PutInput, body: Uint8Array): void {
  const md5 = createHash('md5').update(body).digest('base64')
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE(crc32(body))
  if ((ContentMD5 ?? md5) === md5 && (ChecksumCRC32 ?? crc.toString('base64')) === crc.toString('base64'))
    return
  throw awsError('BadDigest', 'The checksum you specified did not match what we received.', 400)
}

/** First and last byte of `bytes=a-b`, `a-` or `-n`; undefined for the whole. */
function rangeOf(
  header: string | undefined,
  size: number,
): readonly [start: number, end: number] | undefined {
  const [, from, to] = header?.match(/^bytes=(\d*)-(\d*)$/) ?? []
  if (from === undefined || to === undefined || from + to === '') return undefined
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (start <= end) return [start, end]
  throw awsError('InvalidRange', 'The requested range is not satisfiable', 416)
}
