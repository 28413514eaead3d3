import type { CertificateDetail } from '@aws-sdk/client-acm'
import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { domains } from '../apigatewayv2/tables.ts'
import { listeners } from '../elb/tables.ts'
import { uuid } from '../identifiers.ts'
import { page } from '../paging.ts'
import { withoutTags, withTags } from '../tags.ts'
import { type AcmOperations, type CertificateRecord, certificates } from './tables.ts'
import { validationOf } from './validation.ts'

/** The records to publish are not known at once. */
const recordsKnownAfter = 5_000
const repeatedWithin = 60 * 60_000
const expiresAfter = 72 * 60 * 60_000
const validity = 395 * 24 * 60 * 60_000

export const certificateOperations = {
  RequestCertificate(input, call) {
    const { DomainName, SubjectAlternativeNames = [], ValidationMethod = 'EMAIL', IdempotencyToken } = input
    const domains = [...new Set([DomainName, ...SubjectAlternativeNames])]
    domains.forEach(checkDomain)
    checkTags(input.Tags ?? [])
    const repeated = inRegion(call).find(
      one =>
        IdempotencyToken !== undefined &&
        one.idempotencyToken === IdempotencyToken &&
        one.domain === DomainName &&
        call.now - one.createdAt.getTime() < repeatedWithin,
    )
    if (repeated) return { CertificateArn: repeated.arn }
    const arn = call.arn(`certificate/${uuid(call)}`)
    call.table(certificates).put(arn, {
      arn,
      domain: DomainName,
      domains: domains.map(domain => validationOf(domain, call)),
      status: 'PENDING_VALIDATION',
      validationMethod: ValidationMethod === 'DNS' ? 'DNS' : 'EMAIL',
      keyAlgorithm: input.KeyAlgorithm ?? 'RSA_2048',
      idempotencyToken: IdempotencyToken,
      createdAt: call.date,
      Tags: withTags([], input.Tags),
    })
    // The records may stand there already, from an earlier certificate of the same domains.
    call.schedule(timings.certificateIssued, 'acm.look-for-records')
    call.schedule(expiresAfter, 'acm.expired', { arn })
    return { CertificateArn: arn }
  },

  DescribeCertificate: ({ CertificateArn }, call) => ({
    Certificate: detail(find(CertificateArn, call), call),
  }),

  ListCertificates({ CertificateStatuses, Includes, MaxItems = 1000, NextToken }, call) {
    // Without a filter of its own, AWS lists only the two oldest kinds of keys.
    const keyTypes = Includes?.keyTypes ?? ['RSA_1024', 'RSA_2048']
    const found = inRegion(call).filter(
      one => (CertificateStatuses?.includes(one.status) ?? true) && keyTypes.includes(one.keyAlgorithm),
    )
    const { items, next } = page(found, NextToken, MaxItems)
    const CertificateSummaryList = items.map(one => {
      const {
        DomainValidationOptions: _options,
        InUseBy,
        SubjectAlternativeNames,
        ...summary
      } = detail(one, call)
      return {
        ...summary,
        InUse: InUseBy!.length > 0,
        SubjectAlternativeNameSummaries: SubjectAlternativeNames,
        HasAdditionalSubjectAlternativeNames: false,
        KeyUsages: undefined,
        ExtendedKeyUsages: undefined,
      }
    })
    return { CertificateSummaryList, NextToken: next }
  },

  DeleteCertificate({ CertificateArn }, call) {
    if (usersOf(find(CertificateArn, call).arn, call).length > 0) {
      throw awsError(
        'ResourceInUseException',
        `Certificate ${CertificateArn} in account ${call.account} is in use.`,
      )
    }
    call.table(certificates).delete(CertificateArn)
    return {}
  },

  AddTagsToCertificate({ CertificateArn, Tags }, call) {
    find(CertificateArn, call)
    checkTags(Tags)
    call.table(certificates).update(CertificateArn, draft => {
      draft.Tags = withTags(draft.Tags, Tags)
    })
    return {}
  },

  RemoveTagsFromCertificate({ CertificateArn, Tags }, call) {
    find(CertificateArn, call)
    call.table(certificates).update(CertificateArn, draft => {
      draft.Tags = withoutTags(
        draft.Tags,
        Tags.map(({ Key }) => Key),
      )
    })
    return {}
  },

  ListTagsForCertificate: ({ CertificateArn }, call) => ({ Tags: find(CertificateArn, call).Tags }),
} satisfies AcmOperations

function find(arn: string, call: Call): CertificateRecord {
  const certificate = inRegion(call).find(one => one.arn === arn)
  if (!certificate)
    throw awsError(
      'ResourceNotFoundException',
      `Could not find certificate ${arn} in account ${call.account}.`,
    )
  return certificate
}

function inRegion(call: Call): CertificateRecord[] {
  return call.table(certificates).filter(({ arn }) => arn.startsWith(call.arn('certificate/')))
}

/** The load balancers whose listeners have the certificate, and the domains of APIs. */
function usersOf(arn: string, call: Call): string[] {
  const using = call
    .table(listeners)
    .filter(one => one.Certificates.some(({ CertificateArn }) => CertificateArn === arn))
  const served = call.table(domains).filter(({ certificateArn }) => certificateArn === arn)
  return [
    ...new Set(using.map(({ LoadBalancerArn }) => LoadBalancerArn)),
    ...served.map(({ name }) => `arn:aws:apigateway:${call.region}::/domainnames/${name}`),
  ]
}

function detail(record: CertificateRecord, call: Call): CertificateDetail {
  const { arn, domain, domains, status, keyAlgorithm, createdAt, issuedAt, validationMethod } = record
  const areRecordsKnown = validationMethod === 'DNS' && call.now - createdAt.getTime() >= recordsKnownAfter
  return {
    CertificateArn: arn,
    DomainName: domain,
    SubjectAlternativeNames: domains.map(one => one.domain),
    DomainValidationOptions: domains.map(one => ({
      DomainName: one.domain,
      ValidationDomain: one.domain,
      ValidationStatus: one.status,
      ValidationMethod: validationMethod,
      ResourceRecord: areRecordsKnown ? { Name: one.name, Type: 'CNAME', Value: one.value } : undefined,
    })),
    Status: status,
    Type: 'AMAZON_ISSUED',
    KeyAlgorithm: keyAlgorithm,
    CreatedAt: createdAt,
    InUseBy: usersOf(arn, call),
    RenewalEligibility: issuedAt ? 'ELIGIBLE' : 'INELIGIBLE',
    ...(issuedAt && {
      IssuedAt: issuedAt,
      NotBefore: issuedAt,
      NotAfter: new Date(issuedAt.getTime() + validity),
      Issuer: 'Amazon',
    }),
  }
}

const domainPattern = /^(\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])$/

function checkDomain(domain: string): void {
  if (domain.length <= 253 && domainPattern.test(domain)) return
  throw invalid(
    `1 validation error detected: Value '${domain}' at 'domainName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${domainPattern.source}`,
  )
}

function checkTags(tags: readonly { Key: string }[]): void {
  if (tags.some(({ Key }) => Key.startsWith('aws:'))) {
    throw awsError('InvalidTagException', 'The tag key cannot begin with aws:')
  }
}

function invalid(message: string): AwsError {
  return awsError('ValidationException', message)
}
