import type { BucketLocationConstraint, CreateBucketCommandInput } from '@aws-sdk/client-s3'
import { awsReason, type Ports, unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { bucketArn } from './arn.ts'
import { ourBuckets, tagsOf } from './bucket-lookup.ts'
import { bucketNameOf, hostsOf } from './bucket-name.ts'
import { bucketSettings, holdsIn, holdsTag } from './bucket-settings.ts'
import { type BucketSettings, type BucketSpec, bucketSpec } from './bucket-spec.ts'
import { emptyBucket } from './empty-bucket.ts'
import { refuseForeign } from './foreign.ts'
import { type AnyTag, idIn, tagList } from './names.ts'
import type { Exported } from './outputs.ts'
import { changed, defineResource, type Run } from './resource.ts'

export interface BucketState extends Exported {
  readonly name: string
  readonly region: string
  readonly settings: BucketSettings
}

type S3 = Ports['s3']
const settingNames = Object.keys(bucketSettings) as (keyof typeof bucketSettings)[]

/** An S3 bucket and its settings, all but its policy. */
export const bucket = defineResource<BucketSpec, BucketState>({
  kind: 'bucket',
  stage: 'bootstrap',
  deps: {},
  holdsData: ({ settings }) => settings.holds === 'data',
  dispensable: ({ settings }) =>
    settings.holds === 'site' ? 'emptied first: a site can be published again' : undefined,

  desired: ({ buckets }) =>
    Object.fromEntries(Object.entries(buckets).map(([id, section]) => [id, bucketSpec(section)])),

  async inspect(scope, ports) {
    const found = await ourBuckets(scope, ports.s3)
    const states = found.map(
      async ({ id, name, tags }) => [id, await read(name, scope.region, tags, ports.s3)] as const,
    )
    return Object.fromEntries(await Promise.all(states))
  },

  async adopt({ existing, settings }, ports) {
    if (existing === undefined) return undefined
    const found = await unlessMissing(ports.s3.headBucket({ Bucket: existing }))
    if (found) return stateOf(existing, found.BucketRegion ?? '', settings)
    throw new DeployctlError('preflight.existing-missing', {
      message: `buckets.existing names ${existing}, which does not exist.`,
    })
  },

  diff: ({ settings: want }, { settings: have }) =>
    [...settingNames, 'holds' as const].flatMap(name => changed(name, have[name], want[name])),

  async ensure({ settings: want }, have, _deps, run) {
    const { scope, id } = run
    const { s3 } = run.ports
    const name = have?.name ?? (await create(want, run))
    const tags = await tagsOf(name, s3)
    const { settings } = await read(name, scope.region, tags, s3)
    // One after the other: S3 refuses a change of a bucket while another one is under way.
    if (holdsIn(tags) !== want.holds || idIn(tags, scope) !== id)
      await s3.putBucketTagging({ Bucket: name, Tagging: { TagSet: tagSet(want, run) } })
    for (const one of settingNames) {
      if (changed(one, settings[one], want[one]).length > 0)
        await bucketSettings[one].write(name, want[one] as never, s3)
    }
    return stateOf(name, scope.region, want)
  },

  async remove({ name }, { ports, signal, waiting }) {
    const removal = async () => {
      const progress = (deleted: number) => waiting(`${deleted} objects and versions deleted`)
      await emptyBucket({ bucket: name, signal, progress }, ports.s3)
      await ports.s3.deleteBucket({ Bucket: name })
    }
    await unlessMissing(removal())
  },

  identify: ({ name }) => name,
})

async function read(name: string, region: string, tags: readonly AnyTag[], s3: S3): Promise<BucketState> {
  const values = await Promise.all(
    settingNames.map(async one => [one, await bucketSettings[one].read(name, s3)] as const),
  )
  const settings = { ...Object.fromEntries(values), holds: holdsIn(tags) } as unknown as BucketSettings
  return stateOf(name, region, settings)
}

function stateOf(name: string, region: string, settings: BucketSettings): BucketState {
  const hosts = hostsOf(name, region)
  const url = settings.website ? `http://${hosts.website}` : `https://${hosts.api}`
  const outputs = { name, arn: bucketArn({ region }, name), domain: hosts.api, url }
  return { name, region, settings, outputs }
}

/** @returns its name; one that a crashed run made is taken up, one of somebody else never */
async function create(want: BucketSettings, run: Run): Promise<string> {
  const { scope, id, ports } = run
  const Bucket = bucketNameOf(scope, scope.account, id)
  // In us-east-1, S3 answers a create with success where the account has the bucket already.
  if (await standsAlready(Bucket, ports.s3)) await refuseOthers(Bucket, run)
  else await ports.s3.createBucket(creation(Bucket, want, run)).catch(error => taken(error, Bucket, run))
  return Bucket
}

/** One in another account counts as absent: `CreateBucket` says best what is wrong. */
async function standsAlready(Bucket: string, s3: S3): Promise<boolean> {
  return s3.headBucket({ Bucket }).then(
    () => true,
    error => {
      const reason = awsReason(error)
      if (reason === 'missing' || reason === 'denied') return false
      throw error
    },
  )
}

function creation(Bucket: string, want: BucketSettings, run: Run): CreateBucketCommandInput {
  const { region } = run.scope
  const LocationConstraint = region as BucketLocationConstraint
  return {
    Bucket,
    ObjectOwnership: 'BucketOwnerEnforced',
    CreateBucketConfiguration: {
      // S3 refuses a constraint of us-east-1: it is the default.
      ...(region === 'us-east-1' ? {} : { LocationConstraint }),
      Tags: tagSet(want, run),
    },
  }
}

async function taken(error: unknown, Bucket: string, run: Run): Promise<void> {
  if (awsReason(error) !== 'exists') throw error
  await refuseOthers(Bucket, run)
}

async function refuseOthers(Bucket: string, { scope, ports }: Run): Promise<void> {
  const tags = await tagsOf(Bucket, ports.s3).catch(() => [])
  refuseForeign(tags, scope, `S3 bucket ${Bucket}`)
}

function tagSet({ holds }: BucketSettings, { scope, id }: Run) {
  return [...tagList(scope, id), ...(holds === 'site' ? [{ Key: holdsTag, Value: 'site' }] : [])]
}
