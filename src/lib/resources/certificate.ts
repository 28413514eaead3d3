import { randomUUID } from 'node:crypto'
import type { CertificateDetail } from '@aws-sdk/client-acm'
import { type Ports, pages, unlessMissing, until } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { securedDomain } from './ingress.ts'
import { idIn, type Scope, tagList } from './names.ts'
import { changed, defineResource, type Run } from './resource.ts'

export interface CertificateSpec {
  readonly domain: string
  /** ARN of one that somebody else made. */
  readonly existing?: string | undefined
}

/** The DNS record by which ACM sees that the domain is ours. */
export interface ValidationRecord {
  readonly name: string
  readonly type: string
  readonly value: string
}

export interface CertificateState {
  readonly arn: string
  readonly domain: string
  /** AWS's word: `PENDING_VALIDATION`, `ISSUED`, `FAILED`. */
  readonly status: string
  readonly failure?: string | undefined
  readonly validation?: ValidationRecord | undefined
  /** Hosted zone where deployctl made the validation record. */
  readonly recordedIn?: string | undefined
}

/** Its logical id is its domain: a new domain is served by a new certificate before the old one goes. */
export const certificate = defineResource<CertificateSpec, CertificateState>({
  kind: 'certificate',
  stage: 'bootstrap',
  deps: {},

  desired(manifest) {
    const domain = securedDomain(manifest)
    return domain ? { [domain.name]: { domain: domain.name, existing: domain.certificate?.existing } } : {}
  },

  async inspect(scope, ports) {
    const all = await pages(ports.acm.listCertificates, {}, page => page.CertificateSummaryList)
    const found = await Promise.all(all.map(({ CertificateArn }) => readOurs(CertificateArn!, scope, ports)))
    return Object.fromEntries(found.filter(entry => entry !== undefined))
  },

  async adopt({ existing }, ports) {
    if (!existing) return undefined
    const found = await readCertificate(existing, ports)
    if (found?.status === 'ISSUED') return found
    throw new DeployctlError('preflight.existing-missing', {
      message: found
        ? `domain.certificate.existing names ${existing}, which is not issued: ${found.status}.`
        : `domain.certificate.existing names ${existing}, which is not in this account and region.`,
    })
  },

  diff: (want, have) => [
    ...changed('domain', have.domain, want.domain, true),
    ...(isLost(have) ? changed('status', have.status, 'ISSUED') : []),
  ],

  async ensure({ domain }, have, _deps, run) {
    const isUsable = have && !isLost(have)
    if (have && !isUsable) await discard(have.arn, run.ports)
    const arn = isUsable ? have.arn : await request(domain, run)
    return until({ ...run, what: `ACM to name the record that proves ${domain}`, within: 120 }, async () => {
      const found = await readCertificate(arn, run.ports)
      return found && (found.validation || isLost(found)) ? found : undefined
    })
  },

  remove: ({ arn }, { ports }) => discard(arn, ports),

  identify: ({ domain }) => domain,
})

/** Tag under which a certificate carries the hosted zone of its record: Route 53's records carry no tags. */
export const recordedInTag = 'deployctl:recorded-in'

/** Whether it will never be issued any more; such a one was never attached to a listener either. */
export function isLost({ status }: Pick<CertificateState, 'status'>): boolean {
  return status === 'FAILED' || status === 'VALIDATION_TIMED_OUT'
}

async function discard(CertificateArn: string, { acm }: Ports): Promise<void> {
  await unlessMissing(acm.deleteCertificate({ CertificateArn }))
}

async function request(domain: string, { scope, id, ports }: Run): Promise<string> {
  const { CertificateArn } = await ports.acm.requestCertificate({
    DomainName: domain,
    ValidationMethod: 'DNS',
    // A request whose answer was lost is sent again by the SDK, and must not make a second certificate.
    IdempotencyToken: randomUUID().replaceAll('-', ''),
    Tags: tagList(scope, id),
  })
  return CertificateArn!
}

async function readOurs(arn: string, scope: Scope, ports: Ports) {
  const answer = await unlessMissing(ports.acm.listTagsForCertificate({ CertificateArn: arn }))
  const id = idIn(answer?.Tags, scope)
  if (id === undefined) return undefined
  const found = await readCertificate(arn, ports)
  const recordedIn = answer?.Tags?.find(({ Key }) => Key === recordedInTag)?.Value
  return found && ([id, { ...found, recordedIn }] as const)
}

export async function readCertificate(arn: string, { acm }: Ports): Promise<CertificateState | undefined> {
  const answer = await unlessMissing(acm.describeCertificate({ CertificateArn: arn }))
  return answer?.Certificate && stateOf(answer.Certificate)
}

function stateOf(detail: CertificateDetail): CertificateState {
  const record = detail.DomainValidationOptions?.[0]?.ResourceRecord
  return {
    arn: detail.CertificateArn!,
    domain: detail.DomainName!,
    status: detail.Status!,
    failure: detail.FailureReason,
    validation: record && { name: record.Name!, type: record.Type!, value: record.Value! },
  }
}
