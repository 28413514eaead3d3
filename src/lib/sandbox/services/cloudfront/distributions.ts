import type { DistributionConfig } from '@aws-sdk/client-cloudfront'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { page } from '../paging.ts'
import { withTags } from '../tags.ts'
import { withDefaults } from './defaults.ts'
import { checkDistribution } from './distribution-checks.ts'
import { type CloudFrontOperations, type DistributionRecord, distributions, invalidations } from './tables.ts'
import { capitalId, checkMatch, quantified } from './versions.ts'

export const distributionOperations = {
  CreateDistribution: ({ DistributionConfig }, call) => create(DistributionConfig, [], call),

  CreateDistributionWithTags({ DistributionConfigWithTags: { DistributionConfig, Tags } }, call) {
    return create(DistributionConfig, Tags.Items ?? [], call)
  },

  GetDistribution: ({ Id }, call) => shown(findDistribution(Id, call), call),

  GetDistributionConfig({ Id }, call) {
    const { config, etag } = findDistribution(Id, call)
    return { DistributionConfig: config, ETag: etag }
  },

  UpdateDistribution({ Id, IfMatch, DistributionConfig: config }, call) {
    const record = findDistribution(Id, call)
    checkMatch(IfMatch, record)
    if (config.CallerReference !== record.config.CallerReference)
      throw awsError('IllegalUpdate', 'The update contains modifications that are not allowed.', 400)
    checkDistribution(config, Id, call)
    const updated = call.table(distributions).update(Id, draft => {
      draft.config = withDefaults(config)
      draft.etag = capitalId(call)
      draft.changedAt = call.date
      draft.deployedAt = call.now + timings.distributionDeployed
    })
    return shown(updated, call)
  },

  DeleteDistribution({ Id, IfMatch }, call) {
    const record = findDistribution(Id, call)
    checkMatch(IfMatch, record)
    if (record.config.Enabled || statusOf(record, call) !== 'Deployed') {
      const message = 'The distribution you are trying to delete has not been disabled.'
      throw awsError('DistributionNotDisabled', message, 409)
    }
    call.table(distributions).delete(Id)
    return {}
  },

  ListDistributions({ Marker, MaxItems = 100 }, call) {
    const own = call.table(distributions).filter(({ account }) => account === call.account)
    const { items, next } = page(own, Marker, Number(MaxItems))
    return {
      DistributionList: {
        Marker: Marker ?? '',
        NextMarker: next,
        MaxItems: Number(MaxItems),
        IsTruncated: next !== undefined,
        ...quantified(items.map(record => summary(record, call))),
      },
    }
  },
} satisfies CloudFrontOperations

export function findDistribution(id: string, call: Call): DistributionRecord {
  const record = call.table(distributions).get(id)
  if (record?.account === call.account) return record
  throw awsError('NoSuchDistribution', 'The specified distribution does not exist.', 404)
}

function create(config: DistributionConfig, tags: readonly object[], call: Call) {
  const earlier = call
    .table(distributions)
    .find(one => one.account === call.account && one.config.CallerReference === config.CallerReference)
  if (earlier) {
    const message =
      'The caller reference that you are using to create a distribution is associated with another distribution.'
    throw awsError('DistributionAlreadyExists', `${message} Already exists: ${earlier.id}`, 409)
  }
  checkDistribution(config, undefined, call)
  const id = capitalId(call)
  const record = call.table(distributions).put(id, {
    id,
    arn: `arn:aws:cloudfront::${call.account}:distribution/${id}`,
    account: call.account,
    hostName: `d${call.id('', 13)}.cloudfront.localhost`,
    etag: capitalId(call),
    config: withDefaults(config),
    changedAt: call.date,
    deployedAt: call.now + timings.distributionDeployed,
    Tags: withTags([], tags),
  })
  return { ...shown(record, call), Location: `${call.endpoint}/2020-05-31/distribution/${id}` }
}

function statusOf({ deployedAt }: DistributionRecord, { now }: Call): string {
  return now < deployedAt ? 'InProgress' : 'Deployed'
}

/** With the sandbox's own port, so that a browser of this machine finds it. */
function domainNameOf({ hostName }: DistributionRecord, { endpoint }: Call): string {
  return `${hostName}:${new URL(endpoint).port}`
}

function shown(record: DistributionRecord, call: Call) {
  const { id, arn, config, changedAt, etag } = record
  const open = call
    .table(invalidations)
    .filter(({ distribution, completedAt }) => distribution === id && call.now < completedAt)
  return {
    Distribution: {
      Id: id,
      ARN: arn,
      Status: statusOf(record, call),
      LastModifiedTime: changedAt,
      InProgressInvalidationBatches: open.length,
      DomainName: domainNameOf(record, call),
      ActiveTrustedSigners: { Enabled: false, Quantity: 0 },
      ActiveTrustedKeyGroups: { Enabled: false, Quantity: 0 },
      DistributionConfig: config,
    },
    ETag: etag,
  }
}

function summary(record: DistributionRecord, call: Call) {
  const { id, arn, config, changedAt, etag } = record
  const { Aliases, Origins, OriginGroups, DefaultCacheBehavior, CacheBehaviors } = config
  const { CustomErrorResponses, Comment, PriceClass, Enabled, ViewerCertificate } = config
  const { Restrictions, WebACLId, HttpVersion, IsIPV6Enabled, Staging } = config
  return {
    Id: id,
    ARN: arn,
    ETag: etag,
    Status: statusOf(record, call),
    LastModifiedTime: changedAt,
    DomainName: domainNameOf(record, call),
    Aliases,
    Origins,
    OriginGroups,
    DefaultCacheBehavior,
    CacheBehaviors,
    CustomErrorResponses,
    Comment,
    PriceClass,
    Enabled,
    ViewerCertificate,
    Restrictions,
    WebACLId,
    HttpVersion,
    IsIPV6Enabled,
    Staging,
  }
}
