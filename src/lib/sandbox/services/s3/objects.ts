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
import { bodies, bucketOf, currentVersion, objectOf } from './tables.ts'
import { type Described, idOf, type ObjectInput, propertiesOf, remove, store, versionOf } from './versions.ts'

interface PutInput extends ObjectInput, WriteConditions, Described {
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

function checkDigests({ ContentMD5, ChecksumCRC32 }: PutInput, body: Uint8Array): void {
  const md5 = createHash('md5').update(body).digest('base64')
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE(crc32(body))
  if ((ContentMD5 ?? md5) === md5 && (ChecksumCRC32 ?? crc.toString('base64')) === crc.toString('base64'))
    return
  throw awsError('BadDigest', 'The checksum you specified did not match what we received.', 400)
}

/** First and last byte of `bytes=a-b`, `a-` or `-n`; undefined for the whole. */
export function rangeOf(
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
