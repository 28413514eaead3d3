import type { DistributionConfig, DistributionSummary } from '@aws-sdk/client-cloudfront'
import { awsName, type Ports, unlessMissing, until } from '../../aws/index.ts'
import { bucket } from '../bucket.ts'
import { bucketPrefixOf } from '../bucket-name.ts'
import { idIn, type Scope, tagList } from '../names.ts'
import type { Exported } from '../outputs.ts'
import { changed, defineResource, type Run, type Standing } from '../resource.ts'
import { cachePolicy } from './cache-policy.ts'
import { eachDelivery } from './delivery.ts'
import { type DistributionSpec, distributionConfig } from './distribution-config.ts'
import { merged } from './likeness.ts'
import { listDistributions } from './lists.ts'
import { originAccessControl } from './origin-access-control.ts'
import { originAccessIdentity } from './origin-access-identity.ts'
import { diffPart } from './part.ts'
import { responseHeadersPolicy } from './response-headers-policy.ts'
import { idInComment, signed } from './signed.ts'

export interface DistributionState extends Exported {
  readonly awsId: string
  readonly arn: string
  /** CloudFront's own name of it. */
  readonly host: string
  /** `Deployed` once all edges know the configuration. */
  readonly status: string
  readonly config: DistributionConfig
}

const deps = {
  bucket,
  cachePolicy,
  originAccessControl,
  originAccessIdentity,
  responseHeadersPolicy,
}
type Deps = typeof deps

/** Seconds; four minutes are usual. */
const patience = 30 * 60

/** CloudFront in front of a bucket. */
export const distribution = defineResource<DistributionSpec, DistributionState, Deps>({
  kind: 'distribution',
  stage: 'bootstrap',
  deps,

  desired: manifest => eachDelivery(manifest, (delivery, id) => ({ ...delivery, id })),

  async inspect(scope, ports) {
    const candidates = (await listDistributions(ports)).filter(one => maybeOurs(one, scope))
    const found = await Promise.all(candidates.map(one => readTagged(one, scope, ports)))
    return Object.fromEntries(found.flat())
  },

  diff: (want, have, standing) => [
    ...diffPart(wanted(want, standing), have.config),
    ...changed('status', have.status, 'Deployed'),
  ],

  async ensure(want, have, standing, run) {
    const config = wanted(want, standing)
    const awsId = have?.awsId ?? (await find(run)) ?? (await create(config, run))
    const { config: now } = (await read(awsId, run.ports))!
    if (diffPart(config, now).length > 0) await update(awsId, config, run)
    return (await untilDeployed(awsId, run))!
  },

  async remove({ awsId }, run) {
    const current = await read(awsId, run.ports)
    if (!current) return
    // CloudFront deletes only what it has taken from every edge.
    if (current.config.Enabled) await update(awsId, { Enabled: false }, run)
    await untilDeployed(awsId, run)
    await unlessMissing(deleteIt(awsId, run))
  },

  identify: ({ awsId }) => awsId,
})

function wanted(want: DistributionSpec, standing: Standing<Deps>) {
  const { id } = want
  return distributionConfig(want, {
    origin: standing.bucket.get(id)?.outputs.domain,
    accessControl: standing.originAccessControl.get(id)?.awsId,
    accessIdentity: standing.originAccessIdentity.get(id)?.awsId,
    cachePolicy: standing.cachePolicy.get(id)?.awsId,
    responseHeadersPolicy: standing.responseHeadersPolicy.get(id)?.awsId,
  })
}

/** A list has no tags; whose a distribution may be shows in its comment, and in the bucket behind it, where it is told. */
function maybeOurs({ Comment, Origins }: DistributionSummary, scope: Scope): boolean {
  const prefix = bucketPrefixOf(scope)
  return (
    (Comment === undefined && Origins === undefined) ||
    idInComment(Comment, scope) !== undefined ||
    (Origins?.Items ?? []).some(({ DomainName }) => DomainName?.startsWith(prefix))
  )
}

async function readTagged(
  { Id, ARN }: DistributionSummary,
  scope: Scope,
  ports: Ports,
): Promise<[string, DistributionState][]> {
  const [tagged, state] = await Promise.all([
    unlessMissing(ports.cloudfront.listTagsForResource({ Resource: ARN })),
    read(Id!, ports),
  ])
  const id = idIn(tagged?.Tags?.Items, scope)
  return id === undefined || !state ? [] : [[id, state]]
}

async function read(Id: string, ports: Ports): Promise<DistributionState | undefined> {
  const answer = await unlessMissing(ports.cloudfront.getDistribution({ Id }))
  const { ARN, Status, DomainName, DistributionConfig: config } = answer?.Distribution ?? {}
  if (!config) return undefined
  const cdnDomain = config.Aliases?.Items?.[0] ?? DomainName!
  const outputs = { cdnDomain, cdnUrl: `https://${cdnDomain}` }
  return { awsId: Id, arn: ARN!, host: DomainName!, status: Status!, config, outputs }
}

/** One that a crashed run has made. */
async function find({ scope, id, ports }: Run): Promise<string | undefined> {
  const comment = signed(id, scope)
  return (await listDistributions(ports)).find(({ Comment }) => Comment === comment)?.Id
}

async function create(config: ReturnType<typeof wanted>, run: Run): Promise<string> {
  const { scope, id, clock, ports } = run
  const DistributionConfig = {
    ...config,
    // CloudFront remembers a reference for longer than the distribution that it made.
    CallerReference: `${signed(id, scope)} ${new Date(clock.now()).toISOString()}`,
    Comment: signed(id, scope),
  }
  try {
    const made = await ports.cloudfront.createDistributionWithTags({
      DistributionConfigWithTags: { DistributionConfig, Tags: { Items: tagList(scope, id) } },
    })
    return made.Distribution!.Id!
  } catch (error) {
    // The answer to an earlier try was lost.
    if (awsName(error) !== 'DistributionAlreadyExists') throw error
    const what = `the distribution of ${id} to be listed`
    return await until({ ...run, what, within: 60 }, () => find(run))
  }
}

async function update(
  Id: string,
  change: Partial<DistributionConfig>,
  { ports: { cloudfront } }: Run,
): Promise<void> {
  const { Distribution, ETag } = await cloudfront.getDistribution({ Id })
  const { ViewerCertificate } = change
  const DistributionConfig = {
    ...merged(Distribution!.DistributionConfig!, change),
    // Two kinds of certificate at once are refused, so that nothing of the one before may stay.
    ...(ViewerCertificate && { ViewerCertificate }),
  }
  await cloudfront.updateDistribution({ Id, IfMatch: ETag, DistributionConfig })
}

/** Undefined where it is gone meanwhile. */
async function untilDeployed(awsId: string, run: Run): Promise<DistributionState | undefined> {
  const what = `distribution ${awsId} to be deployed`
  run.waiting(`for ${awsId} to reach all edges; about four minutes`)
  return until({ ...run, what, within: patience }, async () => {
    const state = await read(awsId, run.ports)
    return state && state.status !== 'Deployed' ? undefined : { state }
  }).then(({ state }) => state)
}

async function deleteIt(Id: string, { ports: { cloudfront } }: Run): Promise<void> {
  const { ETag } = await cloudfront.getDistribution({ Id })
  await cloudfront.deleteDistribution({ Id, IfMatch: ETag })
}
