import { createHash } from 'node:crypto'
import type { PackageType } from '@aws-sdk/client-lambda'
import { awsError } from '../../aws-error.ts'
import { readZip, type ZipEntry } from '../../functions/zip.ts'
import type { Call } from '../../service.ts'
import { findImage } from '../ecr/lookup.ts'
import { publicImage } from '../ecr/registry/public-images.ts'
import { onLoopback } from '../ecs/images.ts'
import { bodies, currentVersion, objectOf } from '../s3/tables.ts'
import { invalidValue } from './lookup.ts'
import { type Code, packages, versions } from './tables.ts'

export interface CodeInput {
  readonly ZipFile?: Uint8Array | undefined
  readonly S3Bucket?: string | undefined
  readonly S3Key?: string | undefined
  readonly ImageUri?: string | undefined
}

const mostBytes = 70_167_211
const mostUnpacked = 262_144_000

/**
 * Takes in what a function is to run.
 *
 * @throws AwsError where Lambda would find it unfit
 */
export function takeCode(call: Call, packageType: PackageType, input: CodeInput): Code {
  if (packageType === 'Image') {
    if (input.ImageUri === undefined)
      throw invalidValue('Please provide ImageUri when updating a function with packageType Image.')
    return imageCode(call, input.ImageUri)
  }
  if (input.ImageUri !== undefined) {
    throw invalidValue('Please do not provide ImageUri when creating a function with packageType Zip.')
  }
  const zip = input.ZipFile ?? fromBucket(call, input)
  if (input.ZipFile && input.ZipFile.byteLength * (4 / 3) > mostBytes) {
    const message = `Request must be smaller than ${mostBytes} bytes for the ${call.operation} operation`
    throw awsError('RequestEntityTooLargeException', message, 413)
  }
  checkZip(zip)
  const sha256 = createHash('sha256').update(zip).digest('base64')
  if (!call.table(packages).has(sha256)) call.table(packages).put(sha256, zip)
  return { sha256, size: zip.byteLength }
}

/** Forgets packages that no version has. */
export function dropPackages(call: Call, hashes: readonly string[]): void {
  const needed = new Set(
    call
      .table(versions)
      .values()
      .map(({ code }) => code.sha256),
  )
  for (const sha256 of hashes) if (!needed.has(sha256)) call.table(packages).delete(sha256)
}

function fromBucket(call: Call, { S3Bucket, S3Key }: CodeInput): Uint8Array {
  if (S3Bucket === undefined || S3Key === undefined) {
    throw invalidValue('Please provide a source for function code.')
  }
  const body = currentVersion(objectOf(call, S3Bucket, S3Key))?.body
  const found = body === undefined ? undefined : call.table(bodies).get(body)
  if (found) return found
  throw invalidValue(
    'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
  )
}

function checkZip(zip: Uint8Array): void {
  const unpacked = unpackedSize(zip)
  if (unpacked === undefined) {
    throw invalidValue('Could not unzip uploaded file. Please check your file, then try to upload again.')
  }
  if (unpacked > mostUnpacked) {
    throw invalidValue(`Unzipped size must be smaller than ${mostUnpacked} bytes`)
  }
}

function unpackedSize(zip: Uint8Array): number | undefined {
  try {
    const entries: ZipEntry[] = readZip(zip)
    return entries.reduce((sum, { content }) => sum + content.byteLength, 0)
  } catch {
    return undefined
  }
}

const ofRegistry = /^[^/]+\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/
const singlePlatform =
  /^application\/vnd\.(docker\.distribution\.manifest\.v2|oci\.image\.manifest\.v1)\+json$/

function imageCode(call: Call, uri: string): Code {
  const local = onLoopback(call, uri)
  const [, repository = '', imageTag, imageDigest] = ofRegistry.exec(local) ?? []
  const refuse = (problem: string): never => {
    throw invalidValue(`Source image ${uri} ${problem}. Provide a valid source image.`)
  }
  if (!/^(localhost|127(\.\d+){3})(:\d+)?\//.test(local)) refuse('is not valid')
  const found = findManifest(call, repository, imageDigest, imageTag)
  if (!found) return refuse('does not exist')
  if (!singlePlatform.test(found.mediaType)) {
    throw invalidValue(
      `The image manifest, config or layer media type for the source image ${uri} is not supported.`,
    )
  }
  const resolvedImageUri = `${uri.split('/')[0]}/${repository}@${found.digest}`
  return { sha256: found.digest.replace('sha256:', ''), size: 0, imageUri: uri, resolvedImageUri }
}

function findManifest(call: Call, repository: string, imageDigest: string | undefined, imageTag = 'latest') {
  const id = imageDigest === undefined ? { imageTag } : { imageDigest }
  return findImage(call, repository, id) ?? publicImage(repository)?.manifests.get(imageDigest ?? imageTag)
}
