import { createHash } from 'node:crypto'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { defineTable } from '../../store.ts'
import { checkWriteConditions, type WriteConditions } from './conditions.ts'
import { bodies, bucketOf, currentVersion, objectOf } from './tables.ts'
import { type Described, propertiesOf, store, tagOf } from './versions.ts'

interface Upload {
  readonly bucket: string
  readonly key: string
  readonly properties: Readonly<Record<string, unknown>>
  /** By part number. */
  parts: Record<number, { body: string; etag: string }>
}

/** By upload id. */
const uploads = defineTable<Upload>('s3.uploads', 'global')

interface UploadInput {
  readonly Bucket: string
  readonly Key: string
  readonly UploadId: string
}

interface CompleteInput extends UploadInput, WriteConditions {
  readonly MultipartUpload?:
    | { Parts?: { PartNumber?: number | undefined; ETag?: string | undefined }[] | undefined }
    | undefined
}

/** Uploads in parts, as the CLI makes of anything above 8 MB. */
export const multipartOperations = {
  CreateMultipartUpload(input: { Bucket: string; Key: string } & Described, call: Call) {
    const { Bucket, Key } = input
    bucketOf(call, Bucket)
    const UploadId = call.id('', 32)
    call
      .table(uploads)
      .put(UploadId, { bucket: Bucket, key: Key, properties: propertiesOf(input), parts: {} })
    return { Bucket, Key, UploadId }
  },

  UploadPart(input: UploadInput & { PartNumber: number; Body?: Uint8Array | undefined }, call: Call) {
    const { PartNumber, Body = new Uint8Array() } = input
    uploadOf(input, call)
    const part = { body: call.id('', 32), etag: tagOf(Body) }
    call.table(bodies).put(part.body, Body)
    call.table(uploads).update(input.UploadId, draft => {
      draft.parts[PartNumber] = part
    })
    return { ETag: part.etag }
  },

  CompleteMultipartUpload(input: CompleteInput, call: Call) {
    const { Bucket, Key, MultipartUpload } = input
    const upload = uploadOf(input, call)
    checkWriteConditions(input, currentVersion(objectOf(call, Bucket, Key)))
    const parts = (MultipartUpload?.Parts ?? []).map(({ PartNumber = 0, ETag }) => {
      const part = upload.parts[PartNumber]
      if (part && part.etag === ETag) return part
      throw awsError('InvalidPart', 'One or more of the specified parts could not be found.', 400)
    })
    const body = Buffer.concat(parts.map(part => call.table(bodies).get(part.body)!))
    const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag.replaceAll('"', ''), 'hex')))
    const etag = `"${createHash('md5').update(digests).digest('hex')}-${parts.length}"`
    store(Bucket, Key, body, upload.properties, call, etag)
    discard(input.UploadId, upload, call)
    return { Bucket, Key, ETag: etag, Location: `${call.endpoint}/${Bucket}/${Key}` }
  },

  AbortMultipartUpload(input: UploadInput, call: Call) {
    discard(input.UploadId, uploadOf(input, call), call)
    return {}
  },
}

function uploadOf({ Bucket, Key, UploadId }: UploadInput, call: Call): Upload {
  bucketOf(call, Bucket)
  const upload = call.table(uploads).get(UploadId)
  if (upload?.bucket === Bucket && upload.key === Key) return upload
  throw awsError('NoSuchUpload', 'The specified upload does not exist.', 404, { UploadId })
}

function discard(id: string, upload: Upload, call: Call): void {
  for (const { body } of Object.values(upload.parts)) call.table(bodies).delete(body)
  call.table(uploads).delete(id)
}
