import type { Finding } from '../problems.ts'
import { across, type Rule } from './rule.ts'

/** ACM puts the name into the certificate's common name (ACM user guide, "Request a public certificate"). */
const longestCertified = 64

export const domainRecords: Rule = across(['domain'], ({ domain }) => {
  if (!domain) return []
  if (!domain.hostedZone && !domain.external) {
    const message = `Nothing says where the DNS records of ${domain.name} are kept.`
    const remedy = 'Write `hostedZone: Z…` for Route 53, or `external: true` to create them yourself.'
    return [{ path: ['domain'], message, remedy }]
  }
  if (!domain.hostedZone || !domain.external) return []
  const message = 'The records are kept in the hosted zone or elsewhere, not both.'
  return [{ path: ['domain', 'external'], message, remedy: 'Remove `external` or `hostedZone`.' }]
})

/** AWS answers in lower case and without a final dot, so that any other spelling would never look settled. */
export const domainName: Rule = across(['domain', 'loadBalancer'], ({ domain, loadBalancer }) => {
  if (!domain) return []
  const path = ['domain', 'name']
  const findings: Finding[] = []
  const plain = domain.name.toLowerCase().replace(/\.$/, '')
  if (plain !== domain.name)
    findings.push({
      path,
      message: 'A name is written in lower case, without a final dot.',
      remedy: `Write ${plain}.`,
    })
  if (plain.length > longestCertified && !domain.certificate && !loadBalancer.existing) {
    const message = `ACM certifies names of ${longestCertified} characters at most; this one has ${plain.length}.`
    findings.push({ path, message, remedy: 'Choose a shorter name, or bring a `certificate`.' })
  }
  return findings
})

/** A name that leads nowhere is a slip: the routes are forgotten. */
export const domainLeadsSomewhere: Rule = across(
  ['domain', 'ingress', 'services'],
  ({ domain, ingress, services }, { sections }) => {
    const listening = Object.values(services).filter(({ port }) => port !== undefined)
    if (!domain || ingress === 'none' || listening.length < 2) return []
    const functions = Object.values(sections.functions ?? {})
    if ([...listening, ...functions].some(({ routes }) => routes?.length)) return []
    const message =
      'Several services listen and none has `routes`, so that nothing would answer at this name.'
    return [{ path: ['domain'], message, remedy: 'Write `routes: [/*]` for one of them.' }]
  },
)
