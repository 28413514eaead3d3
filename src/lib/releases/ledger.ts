import { awsReason, type Ports, pages, unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { ledgerBucketOf } from '../resources/ledger-name.ts'
import type { Scope } from '../resources/names.ts'

/** A document as it was read, and the version of it that a later `replace` may replace. */
export interface Stored<T> {
  readonly value: T
  readonly etag: string
}

/**
 * One environment's documents in the project's ledger bucket. Every write is conditional, so that two writers
 * can never both believe that they wrote.
 */
export interface Ledger {
  readonly bucket: string
  /** Undefined where there is none, also where the bucket itself does not stand yet. */
  read<T>(key: string): Promise<Stored<T> | undefined>
  /** The new version; undefined where a document stands there already. */
  create(key: string, value: unknown): Promise<string | undefined>
  /** The new version; undefined where the document is no longer the one with this `etag`. */
  replace(key: string, value: unknown, etag: string): Promise<string | undefined>
  /** Gone already is success; somebody else's newer document is left alone. */
  remove(key: string, etag: string): Promise<void>
  /** Keys below a prefix, ascending, relative to the environment. */
  list(prefix: string): Promise<string[]>
}

/** Opens the ledger of an environment. Makes no call. */
export function openLedger(scope: Scope, s3: Ports['s3']): Ledger {
  const bucket = ledgerBucketOf(scope)
  // Whoever took the name before us in another account must get nothing, and be believed nothing.
  const ours = { Bucket: bucket, ExpectedBucketOwner: scope.account }
  const at = (key: string) => ({ ...ours, Key: `${scope.environment}/${key}` })
  const put = (key: string, value: unknown, condition: { IfNoneMatch: '*' } | { IfMatch: string }) =>
    unlessOutrun(
      s3.putObject({
        ...at(key),
        ...condition,
        Body: JSON.stringify(value, undefined, 2),
        ContentType: 'application/json',
      }),
    ).then(answer => answer?.ETag)

  return {
    bucket,
    async read<T>(key: string) {
      const object = await unlessMissing(s3.getObject(at(key)))
      const text = await object?.Body?.transformToString()
      if (text === undefined) return undefined
      return { value: parse<T>(text, key), etag: object!.ETag! }
    },
    create: (key, value) => put(key, value, { IfNoneMatch: '*' }).catch(noBucket),
    replace: (key, value, etag) => unlessMissing(put(key, value, { IfMatch: etag })),
    async remove(key, etag) {
      await unlessOutrun(unlessMissing(s3.deleteObject({ ...at(key), IfMatch: etag })))
    },
    async list(prefix) {
      const start = `${scope.environment}/`
      const listing = pages(s3.listObjectsV2, { ...ours, Prefix: start + prefix }, page => page.Contents)
      const objects = (await unlessMissing(listing)) ?? []
      return objects.map(({ Key }) => Key!.slice(start.length))
    },
  }
}

/** A condition that did not hold is an answer, not a failure. */
async function unlessOutrun<T>(call: Promise<T>): Promise<T | undefined> {
  return call.catch(error => {
    if (awsReason(error) === 'precondition') return undefined
    throw error
  })
}

function noBucket(error: unknown): never {
  if (awsReason(error) !== 'missing') throw error
  throw new DeployctlError('ledger.missing', {
    message: 'This environment has no ledger bucket.',
    cause: error,
  })
}

function parse<T>(text: string, key: string): T {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DeployctlError('ledger.unreadable', { message: `The ledger's ${key} is not JSON.`, cause })
  }
}
