import type {
  CachePolicyConfig,
  CloudFrontOriginAccessIdentityConfig,
  DistributionConfig,
  OriginAccessControlConfig,
  ResponseHeadersPolicyConfig,
} from '@aws-sdk/client-cloudfront'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'
import type { TagRecord } from '../tags.ts'

/** Some of CloudFront's operations. */
export type CloudFrontOperations = Operations<typeof import('@aws-sdk/client-cloudfront')>

/** What every update and deletion has to name the last version of. */
export interface Versioned {
  /** Changes with each change. */
  etag: string
}

export interface DistributionRecord extends Versioned {
  readonly id: string
  readonly arn: string
  /** Of the account. */
  readonly account: string
  /** What its edge is asked for. */
  readonly hostName: string
  config: DistributionConfig
  changedAt: Date
  /** When all edges know the last change. */
  deployedAt: number
  Tags: TagRecord[]
}

export interface InvalidationRecord {
  readonly id: string
  readonly distribution: string
  readonly callerReference: string
  readonly paths: readonly string[]
  readonly createdAt: Date
  readonly completedAt: number
}

export interface AccessControlRecord extends Versioned {
  readonly id: string
  config: OriginAccessControlConfig
}

export interface AccessIdentityRecord extends Versioned {
  readonly id: string
  readonly account: string
  readonly canonicalUser: string
  config: CloudFrontOriginAccessIdentityConfig
}

export interface PolicyRecord<Config> extends Versioned {
  readonly id: string
  config: Config
  changedAt: Date
}

/** By identifier; of all accounts, since domain names lead to them from outside. */
export const distributions = defineTable<DistributionRecord>('cloudfront.distributions', 'global')
/** By `DISTRIBUTION/ID`. */
export const invalidations = defineTable<InvalidationRecord>('cloudfront.invalidations', 'account')
export const accessControls = defineTable<AccessControlRecord>('cloudfront.access-controls', 'account')
/** By identifier; of all accounts, since any bucket's policy may name one. */
export const accessIdentities = defineTable<AccessIdentityRecord>('cloudfront.identities', 'global')
export const cachePolicies = defineTable<PolicyRecord<CachePolicyConfig>>(
  'cloudfront.cache-policies',
  'account',
)
export const responseHeadersPolicies = defineTable<PolicyRecord<ResponseHeadersPolicyConfig>>(
  'cloudfront.response-headers-policies',
  'account',
)

/** What an edge keeps of an origin's answer. */
export interface CachedRecord {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Virtual ms. */
  readonly storedAt: number
  readonly freshUntil: number
}

/** By `DISTRIBUTION/PATH`; one edge stands for all. */
export const cached = defineTable<CachedRecord>('cloudfront.cache', 'global')
