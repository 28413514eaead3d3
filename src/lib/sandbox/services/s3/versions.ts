import { createHash } from 'node:crypto'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { versioningOf } from './configurations.ts'
import { bodies, currentVersion, noSuchKey, type ObjectVersion, objectOf, objects } from './tables.ts'

export interface ObjectInput {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string | undefined
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

/** What a writer may say of a body. */
export type Described = Partial<Record<(typeof properties)[number], unknown>>

/** Writes a new version, in the place of the unversioned one where the bucket does not keep versions. */
export function store(
  bucket: string,
  key: string,
  body: Uint8Array,
  described: Readonly<Record<string, unknown>>,
  call: Call,
  etag = tagOf(body),
): ObjectVersion {
  const version: ObjectVersion = {
    versionId: versioningOf(bucket, call) === 'Enabled' ? call.id('', 32) : 'null',
    lastModified: call.date,
    isDeleteMarker: false,
    etag,
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

export interface Removal {
  DeleteMarker?: boolean
  VersionId?: string
}

/** Deletes as a client means it: for good, one version, or by a marker where versions are kept. */
export function remove(bucket: string, key: string, versionId: string | undefined, call: Call): Removal {
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

/** The version that is asked for, the current one where none is named. */
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

export function propertiesOf(input: Described): Record<string, unknown> {
  return Object.fromEntries(
    properties.filter(name => input[name] !== undefined).map(name => [name, input[name]]),
  )
}

export function idOf({ versionId }: ObjectVersion): { VersionId?: string } {
  return versionId === 'null' ? {} : { VersionId: versionId }
}

/** MD5 in quotes, which is what S3's ETag is for a body that came in one piece. */
export function tagOf(body: Uint8Array): string {
  return `"${createHash('md5').update(body).digest('hex')}"`
}
