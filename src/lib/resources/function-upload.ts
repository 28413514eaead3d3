import { createHash } from 'node:crypto'
import type { FunctionCode as CodeInput } from '@aws-sdk/client-lambda'
import { unlessMissing } from '../aws/index.ts'
import type { FunctionCode, PackageSource } from './function-code.ts'
import type { Run } from './resource.ts'

/** Code that is ready to be given to Lambda. */
export type Upload =
  | { readonly image: string }
  | { readonly zip: Uint8Array; readonly sha256: string; readonly source: PackageSource }

/** What Lambda takes within a request (Lambda quotas, "Deployment package size"); more comes by way of a bucket. */
const mostSent = 50 * 1024 * 1024

export async function uploadOf(code: FunctionCode): Promise<Upload> {
  if ('image' in code) return code
  const zip = await code.source!.pack()
  return { zip, sha256: createHash('sha256').update(zip).digest('base64'), source: code.source! }
}

/** How a request names the code; puts a big package where Lambda can read it. */
export async function codeInput(upload: Upload, { id, ports }: Run): Promise<CodeInput> {
  if ('image' in upload) return { ImageUri: upload.image }
  if (upload.zip.byteLength <= mostSent) return { ZipFile: upload.zip }
  const at = placeOf(upload, id)
  await ports.s3.putObject({ ...at, Body: upload.zip, ContentType: 'application/zip' })
  return { S3Bucket: at.Bucket, S3Key: at.Key }
}

/** Lambda keeps a copy of its own. */
export async function dropUploaded(upload: Upload, { id, ports }: Run): Promise<void> {
  if ('image' in upload || upload.zip.byteLength <= mostSent) return
  await unlessMissing(ports.s3.deleteObject(placeOf(upload, id)))
}

function placeOf({ source }: Extract<Upload, { source: PackageSource }>, id: string) {
  return { Bucket: source.bucket, Key: `${source.prefix}${id}.zip` }
}
