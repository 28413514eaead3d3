import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { type Bucket, bucketOf, buckets, objects } from './tables.ts'

interface BucketInput {
  readonly Bucket: string
}

interface CreateBucketInput extends BucketInput {
  readonly CreateBucketConfiguration?:
    | { LocationConstraint?: string | undefined; Tags?: unknown[] | undefined }
    | undefined
  readonly ObjectOwnership?: string | undefined
}

interface ListBucketsInput {
  readonly Prefix?: string | undefined
  readonly BucketRegion?: string | undefined
}

export const bucketOperations = {
  CreateBucket(input: CreateBucketInput, call: Call) {
    const { Bucket: name, CreateBucketConfiguration: configuration, ObjectOwnership } = input
    checkName(name)
    const region = regionFor(configuration?.LocationConstraint, call)
    const existing = call.table(buckets).get(name)
    // us-east-1 alone answers a repeated create with success, as it always has.
    if (existing?.account === call.account && call.region === 'us-east-1') return { Location: `/${name}` }
    if (existing) throw alreadyThere(existing, call)
    const tags = configuration?.Tags && { tagging: configuration.Tags }
    const ownership = { Rules: [{ ObjectOwnership: ObjectOwnership ?? 'BucketOwnerEnforced' }] }
    const configurations = { ...newBucketDefaults, ownership, ...tags }
    call
      .table(buckets)
      .put(name, { name, account: call.account, region, createdAt: call.date, configurations })
    return { Location: `/${name}` }
  },

  HeadBucket({ Bucket }: BucketInput, call: Call) {
    return { BucketRegion: bucketOf(call, Bucket).region }
  },

  GetBucketLocation({ Bucket }: BucketInput, call: Call) {
    const { region } = bucketOf(call, Bucket)
    return { LocationConstraint: region === 'us-east-1' ? undefined : (region as 'eu-west-1') }
  },

  ListBuckets({ Prefix = '', BucketRegion }: ListBucketsInput, call: Call) {
    const own = call
      .table(buckets)
      .filter(({ account, name }) => account === call.account && name.startsWith(Prefix))
      .filter(({ region }) => BucketRegion === undefined || region === BucketRegion)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    return {
      Buckets: own.map(({ name, createdAt, region }) => ({
        Name: name,
        CreationDate: createdAt,
        BucketRegion: region,
        BucketArn: `arn:aws:s3:::${name}`,
      })),
      Owner: { ID: call.account },
    }
  },

  DeleteBucket({ Bucket: name }: BucketInput, call: Call) {
    bucketOf(call, name)
    if (call.table(objects).find(object => object.bucket === name)) {
      const message =
        'The bucket you tried to delete is not empty. You must delete all versions in the bucket.'
      throw awsError('BucketNotEmpty', message, 409, { BucketName: name })
    }
    call.table(buckets).delete(name)
    return {}
  },
}

/** What AWS gives every bucket since April 2023. */
const newBucketDefaults = {
  publicAccessBlock: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
  encryption: {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
  },
}

function checkName(name: string): void {
  const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..')
  if (wellFormed && !/^\d+\.\d+\.\d+\.\d+$/.test(name)) return
  throw awsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name })
}

function regionFor(constraint: string | undefined, call: Call): string {
  if (constraint === 'us-east-1') {
    throw awsError('InvalidLocationConstraint', 'The specified location-constraint is not valid', 400)
  }
  if (call.region === 'us-east-1' || constraint === call.region) return constraint ?? call.region
  const which = constraint === undefined ? 'unspecified' : constraint
  throw awsError(
    'IllegalLocationConstraintException',
    `The ${which} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    400,
  )
}

function alreadyThere(existing: Bucket, call: Call) {
  return existing.account === call.account
    ? awsError('BucketAlreadyOwnedByYou', 'Your previous request to create the named bucket succeeded.', 409)
    : awsError('BucketAlreadyExists', 'The requested bucket name is not available.', 409)
}
