import { type About, defineCheck, type Finding } from '../check.ts'
import type { CertificateReading } from '../readers/certificate.ts'
import { lasting } from '../telling.ts'

const day = 86_400_000
/** ACM renews 60 days before the end; what is left then was not renewed. */
const soon = 30 * day
const urgent = 7 * day
/** Minutes after which an issue is late where the record stands in a delegated zone. */
const late = 10

/** Whether the certificate is issued, and what is missing where it is not. */
export const certificate = defineCheck({
  name: 'certificate',
  title: 'The certificate is issued',
  area: 'front',
  needs: ['certificate'],
  examine({ certificate }, about) {
    if (!certificate) return { skipped: 'the manifest has no domain that deployctl secures' }
    const { domain, status } = certificate
    return { looked: `${domain}, ${status}`, findings: findingsOf(certificate, about) }
  },
})

function findingsOf(found: CertificateReading, about: About): Finding[] {
  if (found.status === 'ISSUED') return ageing(found, about)
  if (found.status === 'PENDING_VALIDATION') return [pending(found, about)]
  const { domain, status, failure } = found
  return [
    {
      level: 'problem',
      message:
        status === 'MISSING'
          ? `There is no certificate for ${domain}.`
          : `The certificate of ${domain} is ${status}.`,
      evidence: failure ? [`ACM says: ${failure}`] : [],
      next: `deployctl bootstrap ${about.scope.environment}`,
    },
  ]
}

function pending({ domain, record, zone, requestedAt }: CertificateReading, { scope, now }: About): Finding {
  const age = requestedAt === undefined ? '' : ` for ${lasting(now - requestedAt)}`
  const told = { level: 'problem', message: `The certificate of ${domain} is pending${age}.` } as const
  const bootstrap = `deployctl bootstrap ${scope.environment}`
  if (!record) return { ...told, evidence: ['ACM has not yet named its record.'], next: bootstrap }
  const wanted = `ACM looks for ${record.name} ${record.type} ${record.value}`
  if (!zone) {
    return {
      ...told,
      evidence: [wanted],
      next: `create, where DNS is kept: ${record.name} ${record.type} ${record.value}`,
    }
  }
  if (zone.missing) {
    const evidence = [wanted, `Hosted zone ${zone.id} does not stand in this account.`]
    return { ...told, evidence, next: 'set domain.hostedZone to the zone of the domain' }
  }
  if (!zone.recordStands) {
    return { ...told, evidence: [wanted, `Hosted zone ${zone.id} has no such record.`], next: bootstrap }
  }
  const servers = zone.nameServers.join(', ')
  const isLate = requestedAt !== undefined && now - requestedAt > late * 60_000
  return {
    ...told,
    evidence: [
      wanted,
      `The record stands in hosted zone ${zone.id}${isLate ? ', which seems not delegated' : ''}.`,
    ],
    next: isLate ? `at the registrar, let ${domain} point to ${servers}` : bootstrap,
  }
}

/** One that nears its end was not renewed: its record is gone, or nothing uses it. */
function ageing(
  { domain, expiresAt, renewal, record, zone }: CertificateReading,
  { scope, now }: About,
): Finding[] {
  const unproven = zone !== undefined && !zone.recordStands
  const left = (expiresAt ?? Number.POSITIVE_INFINITY) - now
  const next = record
    ? `let ${record.name} ${record.type} ${record.value} stand: deployctl bootstrap ${scope.environment}`
    : `deployctl bootstrap ${scope.environment}`
  if (left > soon && !renewal && !unproven) return []
  const evidence = [
    ...(expiresAt === undefined ? [] : [`It ends ${new Date(expiresAt).toISOString()}.`]),
    ...(renewal ? [`ACM says of its renewal: ${renewal}`] : []),
    ...(unproven ? [`${record!.name} is not in hosted zone ${zone.id}.`] : []),
  ]
  const message =
    left > soon
      ? `The certificate of ${domain} cannot be renewed.`
      : `The certificate of ${domain} ends in ${lasting(Math.max(0, left))}.`
  return [{ level: left < urgent ? 'problem' : 'warning', message, evidence, next }]
}
