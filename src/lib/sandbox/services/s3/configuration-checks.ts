import type { CORSConfiguration, LifecycleRule, WebsiteConfiguration } from '@aws-sdk/client-s3'
import { awsError } from '../../aws-error.ts'

const corsMethods = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD']

/** @throws AwsError as S3 refuses rules (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSRule.html) */
export function checkCors({ CORSRules = [] }: CORSConfiguration): void {
  if (CORSRules.length > 100) throw invalid('The number of CORS rules should not exceed allowed limit of 100')
  for (const { AllowedMethods = [], AllowedOrigins = [], AllowedHeaders = [] } of CORSRules) {
    const method = AllowedMethods.find(one => !corsMethods.includes(one))
    if (method !== undefined) {
      throw invalid(`Found unsupported HTTP method in CORS config. Unsupported method is ${method}`)
    }
    checkWildcards('AllowedOrigin', AllowedOrigins)
    checkWildcards('AllowedHeader', AllowedHeaders)
  }
}

/** @throws AwsError as S3 refuses index and error documents */
export function checkWebsite({ IndexDocument, ErrorDocument, RedirectAllRequestsTo }: WebsiteConfiguration) {
  if (!IndexDocument && !RedirectAllRequestsTo)
    throw argument('A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty')
  const suffix = IndexDocument?.Suffix ?? 'index.html'
  if (suffix === '' || suffix.includes('/')) throw argument('The IndexDocument Suffix is not well formed')
  if (ErrorDocument?.Key === '') throw argument('The ErrorDocument Key is not well formed')
}

/** @throws AwsError as S3 refuses lifecycle rules */
export function checkLifecycle(rules: readonly LifecycleRule[]): void {
  const ids = rules.map(({ ID }) => ID).filter(id => id !== undefined)
  if (new Set(ids).size < ids.length)
    throw argument('Rule ID must be unique. Found same ID for more than one rule')
  for (const rule of rules) {
    const { NoncurrentVersionExpiration, AbortIncompleteMultipartUpload, Expiration, Transitions } = rule
    if (!NoncurrentVersionExpiration && !AbortIncompleteMultipartUpload && !Expiration && !Transitions)
      throw invalid('At least one action needs to be specified in a rule')
    const days = [
      NoncurrentVersionExpiration?.NoncurrentDays,
      AbortIncompleteMultipartUpload?.DaysAfterInitiation,
      Expiration?.Days,
    ]
    if (days.some(value => value !== undefined && (value < 1 || !Number.isInteger(value))))
      throw argument("'Days' for Expiration action must be a positive integer")
  }
}

function checkWildcards(what: string, values: readonly string[]): void {
  const wrong = values.find(value => value.split('*').length > 2)
  if (wrong !== undefined) throw invalid(`${what} "${wrong}" can not have more than one wildcard.`)
}

function invalid(message: string) {
  return awsError('InvalidRequest', message, 400)
}

function argument(message: string) {
  return awsError('InvalidArgument', message, 400)
}
