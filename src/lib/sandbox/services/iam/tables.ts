import type { Tag } from '@aws-sdk/client-iam'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of IAM's operations. */
export type IamOperations = Operations<typeof import('@aws-sdk/client-iam')>

export interface RoleRecord {
  RoleName: string
  RoleId: string
  Arn: string
  Path: string
  CreateDate: Date
  Description?: string | undefined
  MaxSessionDuration: number
  PermissionsBoundary?: string | undefined
  /** JSON, as it was given; AWS answers it URL-encoded. */
  AssumeRolePolicyDocument: string
  /** Inline policies' documents by name. */
  policies: Record<string, string>
  /** ARNs of attached managed policies. */
  attached: string[]
  Tags: Tag[]
}

export interface PolicyRecord {
  PolicyName: string
  PolicyId: string
  Arn: string
  Path: string
  CreateDate: Date
  Description?: string | undefined
  document: string
  Tags: Tag[]
}

/** By name. */
export const roles = defineTable<RoleRecord>('iam.roles', 'account')

/** Managed policies of the account's own, by ARN. */
export const policies = defineTable<PolicyRecord>('iam.policies', 'account')

export interface OidcProviderRecord {
  arn: string
  /** Without `https://`. */
  url: string
  clients: string[]
  thumbprints: string[]
  createdAt: Date
  Tags: Tag[]
}

/** Identity providers, by ARN. */
export const oidcProviders = defineTable<OidcProviderRecord>('iam.oidcProviders', 'account')
