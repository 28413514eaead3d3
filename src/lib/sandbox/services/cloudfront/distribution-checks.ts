import type { DistributionConfig, Origin } from '@aws-sdk/client-cloudfront'
import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { certificates } from '../acm/tables.ts'
import {
  accessControls,
  accessIdentities,
  cachePolicies,
  distributions,
  responseHeadersPolicies,
} from './tables.ts'
import { checkQuantities, invalidArgument } from './versions.ts'

/**
 * @param own the distribution that is updated
 * @throws AwsError as CloudFront refuses a configuration
 */
export function checkDistribution(config: DistributionConfig, own: string | undefined, call: Call): void {
  checkQuantities(config)
  const { Origins, DefaultCacheBehavior, DefaultRootObject = '', Comment = '' } = config
  const origins = Origins?.Items ?? []
  if (origins.length === 0) throw invalidArgument('The parameter Origins is required.')
  for (const origin of origins) checkOrigin(origin, call)
  if (!origins.some(({ Id }) => Id === DefaultCacheBehavior?.TargetOriginId)) {
    throw awsError('NoSuchOrigin', 'One or more of your origins or origin groups do not exist.', 404)
  }
  if (DefaultRootObject.startsWith('/')) {
    throw awsError(
      'InvalidDefaultRootObject',
      'The default root object file name is too big or contains an invalid character.',
    )
  }
  if (Comment.length > 128) throw invalidArgument('The comment cannot be longer than 128 characters.')
  checkBehaviour(DefaultCacheBehavior, call)
  checkErrors(config)
  checkAliases(config, own, call)
}

function checkOrigin({ DomainName, S3OriginConfig, OriginAccessControlId }: Origin, call: Call): void {
  const identity = S3OriginConfig?.OriginAccessIdentity ?? ''
  if (!/^[a-z0-9.-]+$/i.test(DomainName ?? '') || !DomainName!.includes('.')) {
    throw invalidArgument('The parameter Origin DomainName does not refer to a valid S3 bucket.')
  }
  if (identity !== '' && OriginAccessControlId) {
    throw awsError(
      'IllegalOriginAccessConfiguration',
      'An origin cannot contain both an origin access control (OAC) and an origin access identity (OAI).',
      400,
    )
  }
  if (OriginAccessControlId && !call.table(accessControls).get(OriginAccessControlId)) {
    throw awsError('InvalidOriginAccessControl', 'The origin access control is not valid.', 400)
  }
  const [, id] = /^origin-access-identity\/cloudfront\/(.+)$/.exec(identity) ?? []
  if (identity !== '' && (id === undefined || !call.table(accessIdentities).get(id))) {
    throw awsError(
      'InvalidOriginAccessIdentity',
      'The specified origin access identity does not exist or is not valid.',
      400,
    )
  }
}

function checkBehaviour(behaviour: DistributionConfig['DefaultCacheBehavior'], call: Call): void {
  const { CachePolicyId, ResponseHeadersPolicyId, ForwardedValues, AllowedMethods } = behaviour ?? {}
  if (!CachePolicyId && !ForwardedValues) throw invalidArgument('The parameter ForwardedValues is required.')
  if (CachePolicyId && !isManaged(CachePolicyId) && !call.table(cachePolicies).get(CachePolicyId)) {
    throw awsError('NoSuchCachePolicy', 'The cache policy does not exist.', 404)
  }
  const headers = ResponseHeadersPolicyId
  if (headers && !isManaged(headers) && !call.table(responseHeadersPolicies).get(headers)) {
    throw awsError('NoSuchResponseHeadersPolicy', 'The response headers policy does not exist.', 404)
  }
  const methods = [...(AllowedMethods?.Items ?? ['GET', 'HEAD'])].sort().join()
  if (!allowedSets.includes(methods))
    throw invalidArgument('The parameter AllowedMethods contains an illegal set of methods.')
}

/** Methods come in three sets (AllowedMethods, in the API reference). */
const allowedSets = ['GET,HEAD', 'GET,HEAD,OPTIONS', 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT']

/** Identifiers of the policies that AWS brings along; the same in every account. */
const managed = [
  '658327ea-f89d-4fab-a63d-7439e55dcb67',
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  '67f7725c-6f97-4210-82d7-5512b31e9d03',
  '60669652-455b-4ae9-85a4-c4c02393f86c',
]

function isManaged(id: string): boolean {
  return managed.includes(id)
}

function checkErrors({ CustomErrorResponses }: DistributionConfig): void {
  for (const { ErrorCode, ResponsePagePath, ResponseCode } of CustomErrorResponses?.Items ?? []) {
    if (![400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504].includes(ErrorCode ?? 0))
      throw awsError('InvalidErrorCode', 'An invalid error code was specified.', 400)
    if ((ResponsePagePath === undefined) !== (ResponseCode === undefined))
      throw invalidArgument('ResponsePagePath and ResponseCode must be given together.')
    if (ResponsePagePath !== undefined && !ResponsePagePath.startsWith('/'))
      throw invalidArgument('The parameter ResponsePagePath must begin with a /.')
  }
}

function checkAliases(
  { Aliases, ViewerCertificate }: DistributionConfig,
  own: string | undefined,
  call: Call,
) {
  const aliases = Aliases?.Items ?? []
  const arn = ViewerCertificate?.ACMCertificateArn
  if (arn !== undefined && ViewerCertificate?.CloudFrontDefaultCertificate)
    throw invalidCertificate('The parameter ViewerCertificate names more than one kind of certificate.')
  const certificate = arn === undefined ? undefined : call.table(certificates).get(arn)
  const isUsable = certificate?.status === 'ISSUED' && arn?.split(':')[3] === 'us-east-1'
  if (arn !== undefined && !isUsable) {
    throw invalidCertificate(
      'The specified SSL certificate doesn’t exist, isn’t in us-east-1 region, isn’t valid, or doesn’t include a valid certificate chain.',
    )
  }
  if (aliases.length > 0 && !certificate) {
    throw invalidCertificate(
      'To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that validates your authorization to use the domain name.',
    )
  }
  const taken = call
    .table(distributions)
    .find(({ id, config }) => id !== own && (config.Aliases?.Items ?? []).some(one => aliases.includes(one)))
  if (taken) {
    throw awsError(
      'CNAMEAlreadyExists',
      'One or more of the CNAMEs you provided are already associated with a different resource.',
      409,
    )
  }
}

function invalidCertificate(message: string): AwsError {
  return awsError('InvalidViewerCertificate', message, 400)
}
