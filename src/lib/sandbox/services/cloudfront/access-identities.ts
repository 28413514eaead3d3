import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import {
  type AccessIdentityRecord,
  accessIdentities,
  type CloudFrontOperations,
  distributions,
} from './tables.ts'
import { capitalId, checkMatch } from './versions.ts'

export const accessIdentityOperations = {
  CreateCloudFrontOriginAccessIdentity({ CloudFrontOriginAccessIdentityConfig: config }, call) {
    const earlier = own(call).find(one => one.config.CallerReference === config.CallerReference)
    if (earlier && earlier.config.Comment !== config.Comment) {
      throw awsError(
        'CloudFrontOriginAccessIdentityAlreadyExists',
        'The caller reference you are using to create the CloudFront origin access identity is associated with another identity.',
        409,
      )
    }
    const record = earlier ?? {
      id: capitalId(call),
      etag: capitalId(call),
      account: call.account,
      canonicalUser: call.id('', 96),
      config,
    }
    if (!earlier) call.table(accessIdentities).put(record.id, record)
    const Location = `${call.endpoint}/2020-05-31/origin-access-identity/cloudfront/${record.id}`
    return { ...shown(record), Location }
  },

  GetCloudFrontOriginAccessIdentity: ({ Id }, call) => shown(find(Id, call)),

  GetCloudFrontOriginAccessIdentityConfig({ Id }, call) {
    const { config, etag } = find(Id, call)
    return { CloudFrontOriginAccessIdentityConfig: config, ETag: etag }
  },

  DeleteCloudFrontOriginAccessIdentity({ Id, IfMatch }, call) {
    checkMatch(IfMatch, find(Id, call))
    const path = `origin-access-identity/cloudfront/${Id}`
    const inUse = call
      .table(distributions)
      .find(({ config }) =>
        config.Origins!.Items!.some(({ S3OriginConfig }) => S3OriginConfig?.OriginAccessIdentity === path),
      )
    if (inUse) {
      throw awsError(
        'CloudFrontOriginAccessIdentityInUse',
        'The CloudFront origin access identity is still being used.',
        409,
      )
    }
    call.table(accessIdentities).delete(Id)
    return {}
  },

  ListCloudFrontOriginAccessIdentities({ Marker, MaxItems = 100 }, call) {
    const { items, next } = page(own(call), Marker, Number(MaxItems))
    return {
      CloudFrontOriginAccessIdentityList: {
        Marker: Marker ?? '',
        NextMarker: next,
        MaxItems: Number(MaxItems),
        IsTruncated: next !== undefined,
        Quantity: items.length,
        Items: items.map(({ id, canonicalUser, config }) => ({
          Id: id,
          S3CanonicalUserId: canonicalUser,
          Comment: config.Comment,
        })),
      },
    }
  },
} satisfies CloudFrontOperations

function own(call: Call): AccessIdentityRecord[] {
  return call.table(accessIdentities).filter(({ account }) => account === call.account)
}

function find(id: string, call: Call): AccessIdentityRecord {
  const record = call.table(accessIdentities).get(id)
  if (record?.account === call.account) return record
  throw awsError(
    'NoSuchCloudFrontOriginAccessIdentity',
    'The specified origin access identity does not exist.',
    404,
  )
}

function shown({ id, canonicalUser, config, etag }: AccessIdentityRecord) {
  return {
    CloudFrontOriginAccessIdentity: {
      Id: id,
      S3CanonicalUserId: canonicalUser,
      CloudFrontOriginAccessIdentityConfig: config,
    },
    ETag: etag,
  }
}
