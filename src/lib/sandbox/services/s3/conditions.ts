import { awsError } from '../../aws-error.ts'
import type { ObjectVersion } from './tables.ts'

export interface WriteConditions {
  readonly Key: string
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
}

export interface ReadConditions {
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
}

/**
 * Conditional writes, as locks are made of: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * Writes never overlap here, so the loser of a race sees 412; the 409 ConditionalRequestConflict of a real overlap
 * can be played as a fault.
 */
export function checkWriteConditions(
  { Key, IfMatch, IfNoneMatch }: WriteConditions,
  current: ObjectVersion | undefined,
): void {
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') {
    const message = 'A header you provided implies functionality that is not implemented'
    throw awsError('NotImplemented', message, 501, { Header: 'If-None-Match' })
  }
  if (IfNoneMatch === '*' && current) throw preconditionFailed('If-None-Match')
  if (IfMatch === undefined) return
  if (!current) throw awsError('NoSuchKey', 'The specified key does not exist.', 404, { Key })
  if (!isTag(IfMatch, current)) throw preconditionFailed('If-Match')
}

export function checkReadConditions({ IfMatch, IfNoneMatch }: ReadConditions, version: ObjectVersion): void {
  if (IfMatch !== undefined && !isTag(IfMatch, version)) throw preconditionFailed('If-Match')
  if (IfNoneMatch !== undefined && isTag(IfNoneMatch, version))
    throw awsError('NotModified', 'Not Modified', 304)
}

function preconditionFailed(condition: string) {
  const message = 'At least one of the pre-conditions you specified did not hold'
  return awsError('PreconditionFailed', message, 412, { Condition: condition })
}

/** ETags come with quotes or without. */
function isTag(given: string, { etag }: ObjectVersion): boolean {
  return given === '*' || given.replaceAll('"', '') === etag.replaceAll('"', '')
}
