import type { CertificateDetail } from '@aws-sdk/client-acm'
import { type Ports, unlessMissing } from '../../../aws/index.ts'
import type { CertificateState, ValidationRecord } from '../../../resources/certificate.ts'
import { recordsOf } from '../../../resources/dns-change.ts'
import { readHostedZone } from '../../../resources/hosted-zone.ts'
import { securedDomain } from '../../../resources/ingress.ts'
import type { Reader } from '../evidence.ts'
import { standingOf } from './standing.ts'

/** The certificate of the domain, and what proves the domain. Times in milliseconds since the epoch. */
export interface CertificateReading {
  readonly domain: string
  /** AWS's word, or `MISSING`. */
  readonly status: string
  readonly failure?: string | undefined
  readonly requestedAt?: number | undefined
  readonly expiresAt?: number | undefined
  /** Why AWS did not renew it by itself; undefined where nothing stands in the way. */
  readonly renewal?: string | undefined
  /** The DNS record by which ACM knows the domain to be ours. */
  readonly record?: ValidationRecord | undefined
  /** The Route 53 zone of the manifest; undefined where DNS is kept elsewhere. */
  readonly zone?: ZoneReading | undefined
}

export interface ZoneReading {
  readonly id: string
  /** Gone, or in another account. */
  readonly missing: boolean
  readonly recordStands: boolean
  readonly nameServers: readonly string[]
}

export const certificate: Reader<'certificate'> = async ({ manifest, ports }, read) => {
  const domain = securedDomain(manifest)
  if (!domain) return undefined
  const { name } = domain
  // The record of one that somebody else made may lie anywhere.
  const hostedZone = domain.certificate ? undefined : domain.hostedZone
  const arn = domain.certificate?.existing ?? (await ownArn(name, await read('standing')))
  const answer = arn && (await unlessMissing(ports.acm.describeCertificate({ CertificateArn: arn })))
  if (!answer) return { domain: name, status: 'MISSING' }
  const found = readingOf(name, answer.Certificate!)
  const zone = hostedZone && found.record && (await readZone(hostedZone, found.record, ports))
  return { ...found, zone: zone || undefined }
}

function ownArn(domain: string, standing: Parameters<typeof standingOf>[0]): string | undefined {
  const all = new Map(standingOf<CertificateState>(standing, 'certificate'))
  return all.get(domain)?.arn
}

function readingOf(domain: string, detail: CertificateDetail): CertificateReading {
  const record = detail.DomainValidationOptions?.[0]?.ResourceRecord
  const renewal = detail.RenewalSummary
  const stuck = renewal?.RenewalStatus === 'FAILED' || renewal?.RenewalStatus === 'PENDING_VALIDATION'
  return {
    domain,
    status: detail.Status!,
    failure: detail.FailureReason,
    requestedAt: detail.CreatedAt?.getTime(),
    expiresAt: detail.NotAfter?.getTime(),
    renewal: stuck ? (renewal.RenewalStatusReason ?? renewal.RenewalStatus) : undefined,
    record: record && { name: record.Name!, type: record.Type!, value: record.Value! },
  }
}

async function readZone(id: string, record: ValidationRecord, ports: Ports): Promise<ZoneReading> {
  const zone = await readHostedZone(id, ports)
  if (!zone) return { id, missing: true, recordStands: false, nameServers: [] }
  const records = await recordsOf(id, record.name, ports)
  return {
    id,
    missing: false,
    recordStands: records.some(one => one.Type === record.type),
    nameServers: zone.nameServers,
  }
}
