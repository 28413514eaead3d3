import type { CertificateStatus, DomainStatus, KeyAlgorithm, Tag } from '@aws-sdk/client-acm'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of ACM's operations. */
export type AcmOperations = Operations<typeof import('@aws-sdk/client-acm')>

/** Where the records point that prove a domain's ownership. */
export const acmValidationDomain = '.acm-validations.aws.'

export interface DomainRecord {
  domain: string
  status: DomainStatus
  /** The CNAME that proves ownership. */
  name: string
  value: string
}

export interface CertificateRecord {
  arn: string
  domain: string
  /** The certificate's own domain among them, first. */
  domains: DomainRecord[]
  status: CertificateStatus
  validationMethod: 'DNS' | 'EMAIL'
  keyAlgorithm: KeyAlgorithm
  idempotencyToken?: string | undefined
  createdAt: Date
  issuedAt?: Date | undefined
  Tags: Tag[]
}

/** By ARN. Of all regions in one table, as Route 53, which validates them, has no region. */
export const certificates = defineTable<CertificateRecord>('acm.certificates', 'account')
