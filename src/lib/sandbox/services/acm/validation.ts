import { createHash } from 'node:crypto'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { canonicalName } from '../route53/names.ts'
import { recordSets, zones } from '../route53/tables.ts'
import { acmValidationDomain, type CertificateRecord, certificates, type DomainRecord } from './tables.ts'

/** What a domain's owner has to publish: the same record every time for one account, and for a domain's wildcard. */
export function validationOf(domain: string, call: Call): DomainRecord {
  const bare = domain.replace(/^\*\./, '').toLowerCase()
  const hash = createHash('sha256').update(`${call.account} ${bare}`).digest('hex')
  return {
    domain,
    status: 'PENDING_VALIDATION',
    name: `_${hash.slice(0, 32)}.${bare}.`,
    value: `_${hash.slice(32)}.${hash.slice(0, 10)}${acmValidationDomain}`,
  }
}

/** Issues every certificate whose records have stood in a public zone for long enough. */
export function issueValidated(_payload: unknown, call: Call): void {
  for (const { arn, domains } of call
    .table(certificates)
    .filter(({ status }) => status === 'PENDING_VALIDATION')) {
    const isPublished = domains.map(domain => hasRecord(domain, call))
    call.table(certificates).update(arn, draft => {
      for (const [index, domain] of draft.domains.entries()) if (isPublished[index]) domain.status = 'SUCCESS'
      if (!isPublished.every(Boolean)) return
      draft.status = 'ISSUED'
      draft.issuedAt = call.date
    })
  }
}

/** Gives up on a certificate that nobody validated. */
export function expire({ arn }: Pick<CertificateRecord, 'arn'>, call: Call): void {
  if (call.table(certificates).get(arn)?.status !== 'PENDING_VALIDATION') return
  call.table(certificates).update(arn, draft => {
    draft.status = 'VALIDATION_TIMED_OUT'
    for (const domain of draft.domains) if (domain.status !== 'SUCCESS') domain.status = 'FAILED'
  })
}

function hasRecord({ name, value }: DomainRecord, call: Call): boolean {
  const found = call
    .table(recordSets)
    .filter(
      ({ Name, Type, zoneId }) =>
        Name === name && Type === 'CNAME' && !call.table(zones).get(zoneId)?.isPrivate,
    )
  return found.some(
    ({ ResourceRecords, since }) =>
      call.now - since >= timings.certificateIssued &&
      ResourceRecords?.some(({ Value }) => canonicalName(Value ?? '') === value),
  )
}
