import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import {
  checkReadConditions,
  checkWriteConditions,
  type ReadConditions,
  type WriteConditions,
} from './conditions.ts'
import { bodies, bucketOf, currentVersion, objectOf } from './tables.ts'
import { type Described, idOf, type ObjectInput, propertiesOf, store, versionOf } from './versions.ts'

interface CopyInput extends ObjectInput, WriteConditions, Described {
  /** `BUCKET/KEY`, percent-encoded, with `?versionId=` where a version is meant. */
  readonly CopySource: string
  readonly CopySourceIfMatch?: string | undefined
  readonly CopySourceIfNoneMatch?: string | undefined
  readonly MetadataDirective?: string | undefined
}

export const copyOperations = {
  CopyObject(input: CopyInput, call: Call) {
    const { Bucket, Key, MetadataDirective = 'COPY' } = input
    const source = sourceOf(input.CopySource)
    bucketOf(call, Bucket)
    bucketOf(call, source.Bucket)
    const version = versionOf(source, call)
    const replaces = MetadataDirective === 'REPLACE'
    if (source.Bucket === Bucket && source.Key === Key && !source.VersionId && !replaces) throw ontoItself()
    checkReadConditions(conditionsOf(input), version)
    checkWriteConditions(input, currentVersion(objectOf(call, Bucket, Key)))
    const body = call.table(bodies).get(version.body) ?? new Uint8Array()
    const described = replaces ? propertiesOf(input) : version.properties
    // A copy is one piece, whatever the original was put together from.
    const copy = store(Bucket, Key, body, described, call)
    return {
      CopyObjectResult: { ETag: copy.etag, LastModified: copy.lastModified },
      ServerSideEncryption: 'AES256' as const,
      ...(version.versionId === 'null' ? {} : { CopySourceVersionId: version.versionId }),
      ...idOf(copy),
    }
  },
}

function sourceOf(text: string): ObjectInput {
  const [path = '', query = ''] = text.replace(/^\//, '').split('?')
  const [, Bucket, Key] = /^([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? []
  if (!Bucket || !Key) {
    const message = 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey'
    throw awsError('InvalidArgument', message, 400, { ArgumentName: 'x-amz-copy-source' })
  }
  return { Bucket, Key, VersionId: new URLSearchParams(query).get('versionId') ?? undefined }
}

function conditionsOf({ CopySourceIfMatch, CopySourceIfNoneMatch }: CopyInput): ReadConditions {
  return { IfMatch: CopySourceIfMatch, IfNoneMatch: CopySourceIfNoneMatch }
}

function ontoItself() {
  return awsError(
    'InvalidRequest',
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    400,
  )
}
