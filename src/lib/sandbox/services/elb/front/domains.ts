import type { Call } from '../../../service.ts'
import { certificates } from '../../acm/tables.ts'
import { type HostRecord, hosts, listeners } from '../tables.ts'

/** Whose load balancer a host name means: its own DNS name, or a domain whose certificate one of its listeners holds. */
export function ownerOf(call: Call, name: string): HostRecord | undefined {
  const all = call.table(hosts)
  return all.get(name) ?? all.find(owner => holdsCertificateFor(call, owner, name))
}

function holdsCertificateFor(call: Call, owner: HostRecord, name: string): boolean {
  const there = call.as(owner)
  const held = there
    .table(listeners)
    .filter(({ LoadBalancerArn }) => LoadBalancerArn === owner.loadBalancerArn)
    .flatMap(({ Certificates }) => Certificates.map(({ CertificateArn }) => CertificateArn))
  return there
    .table(certificates)
    .filter(({ arn, status }) => status === 'ISSUED' && held.includes(arn))
    .some(({ domains }) => domains.some(({ domain }) => covers(domain, name)))
}

/** A wildcard stands for one label. */
function covers(domain: string, name: string): boolean {
  return (
    domain === name || (domain.startsWith('*.') && name.split('.').slice(1).join('.') === domain.slice(2))
  )
}
