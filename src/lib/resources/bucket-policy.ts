import { unlessMissing, until } from '../aws/index.ts'
import { bucketArn } from './arn.ts'
import { bucket } from './bucket.ts'
import { ourBuckets } from './bucket-lookup.ts'
import { bucketPolicyDocument } from './bucket-policy-document.ts'
import { openingOf } from './bucket-spec.ts'
import { canonicalJson, canonicalText } from './canonical-json.ts'
import { distribution } from './cloudfront/distribution.ts'
import { originAccessIdentity } from './cloudfront/origin-access-identity.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'

export interface BucketPolicySpec {
  readonly id: string
  /** Objects that anybody may read: below a prefix, or all where it is empty. */
  readonly publicPrefix: string | undefined
  readonly delivered: 'oac' | 'oai' | undefined
  readonly tlsOnly: boolean
}

export interface BucketPolicyState {
  /** Name. */
  readonly bucket: string
  /** In its canonical form. */
  readonly policy: string
}

const deps = { bucket, distribution, originAccessIdentity }
type Deps = typeof deps

/** Who may do what with a bucket beside its owner: the public with what is public, CloudFront with all, nobody without TLS. */
export const bucketPolicy = defineResource<BucketPolicySpec, BucketPolicyState, Deps>({
  kind: 'bucket-policy',
  stage: 'bootstrap',
  deps,
  traitOf: bucket,

  desired({ buckets }) {
    const ours = Object.entries(buckets).filter(([, { existing }]) => existing === undefined)
    return Object.fromEntries(ours.map(([id, section]) => [id, specOf(id, section)]))
  },

  async inspect(scope, { s3 }) {
    const states = (await ourBuckets(scope, s3)).map(async ({ id, name }) => {
      const answer = await unlessMissing(s3.getBucketPolicy({ Bucket: name }))
      const policy = canonicalText(answer?.Policy)
      return policy === undefined ? [] : [[id, { bucket: name, policy }] as const]
    })
    return Object.fromEntries((await Promise.all(states)).flat())
  },

  diff: (want, { policy }, standing) => changed('policy', policy, canonicalJson(document(want, standing))),

  async ensure(want, _have, standing, run) {
    const { name } = standing.bucket.of(want.id)
    const wanted = document(want, standing)
    await put(name, JSON.stringify(wanted), run)
    return { bucket: name, policy: canonicalJson(wanted) }
  },

  async remove({ bucket }, { ports }) {
    await unlessMissing(ports.s3.deleteBucketPolicy({ Bucket: bucket }))
  },

  identify: ({ bucket }) => bucket,
})

/** Seconds until what was changed a moment ago is known everywhere in S3. */
const patience = 30

/**
 * S3 learns some seconds late of a new origin access identity, and calls it an invalid principal until then; and of a
 * block on public policies that was lifted. What it still refuses after that, it means.
 */
async function put(Bucket: string, Policy: string, run: Run): Promise<void> {
  const started = run.clock.now()
  await until({ ...run, what: `the policy of ${Bucket} to be taken`, within: 2 * patience }, async () => {
    try {
      return await run.ports.s3.putBucketPolicy({ Bucket, Policy })
    } catch (error) {
      const isLate = /invalid principal|BlockPublicPolicy/i.test(String(error))
      if (isLate && run.clock.now() - started < patience * 1000) return undefined
      throw error
    }
  })
}

type Section = Parameters<typeof openingOf>[0]

function specOf(id: string, section: Section): BucketPolicySpec {
  const opening = openingOf(section)
  const { cdn, publicPrefix } = section
  return {
    id,
    publicPrefix: opening === 'website' ? '' : publicPrefix,
    delivered: cdn ? (cdn === true ? 'oac' : cdn.identity) : undefined,
    // S3 serves websites by HTTP alone.
    tlsOnly: opening !== 'website',
  }
}

function document({ id, publicPrefix, delivered, tlsOnly }: BucketPolicySpec, standing: Standing<Deps>) {
  const { name, region } = standing.bucket.get(id) ?? { name: id, region: '' }
  return bucketPolicyDocument({
    bucket: bucketArn({ region }, name),
    publicPrefix,
    distribution: delivered === 'oac' ? (standing.distribution.get(id)?.arn ?? 'not yet') : undefined,
    accessIdentity:
      delivered === 'oai' ? (standing.originAccessIdentity.get(id)?.awsId ?? 'not yet') : undefined,
    tlsOnly,
  })
}
