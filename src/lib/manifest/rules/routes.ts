import type { Path } from '../path.ts'
import type { Finding } from '../problems.ts'
import { across, type Rule } from './rule.ts'

/** "Quotas for your Application Load Balancers": condition values and wildcards per rule. */
const valuesPerRule = 5
const wildcardsPerRule = 6

/** "Path conditions": up to 128 of these characters. */
const pathPattern = /^\/[A-Za-z0-9_\-.$/~"'@:+&*?]{0,127}$/

/** The same pattern twice: whichever rule comes first takes every request of the other. */
export const shadowedRoutes: Rule = ({ sections, services }) => {
  const owners = new Map<string, string>()
  const findings: Finding[] = []
  const routed = { services, functions: sections.functions ?? {} }
  for (const [section, things] of Object.entries(routed))
    for (const [name, { routes = [] }] of Object.entries(things))
      for (const [index, route] of routes.entries()) {
        const here = `${section}.${name}`
        const owner = owners.get(route)
        owners.set(route, owner ?? here)
        if (owner === undefined) continue
        const whose = owner === here ? `this ${section.slice(0, -1)}` : `\`${owner.split('.')[1]}\``
        const message = `\`${route}\` already goes to ${whose}.`
        findings.push({ path: [section, name, 'routes', index], message, remedy: 'Keep it in one place.' })
      }
  return findings
}

export const routeLimits: Rule = across(['ingress'], ({ ingress }, { services }) =>
  ingress === 'http-api'
    ? []
    : Object.entries(services).flatMap(([name, { routes }]) =>
        limitsOf(routes, ['services', name, 'routes']),
      ),
)

function limitsOf(routes: readonly string[], place: Path): Finding[] {
  const findings: Finding[] = routes.flatMap((route, index) => {
    if (pathPattern.test(route)) return []
    const message = 'A load balancer cannot match this path.'
    const remedy = 'Use up to 128 letters, digits and _ - . $ / ~ " \' @ : + & with * and ? as wildcards.'
    return [{ path: [...place, index], message, remedy }]
  })
  const wildcards = routes.join('').replace(/[^*?]/g, '').length
  if (routes.length > valuesPerRule) {
    const message = `${routes.length} routes do not fit into one rule of a load balancer.`
    findings.push({ path: place, message, remedy: `Write ${valuesPerRule} or fewer, with wider patterns.` })
  } else if (wildcards > wildcardsPerRule) {
    const message = `${wildcards} wildcards do not fit into one rule of a load balancer.`
    findings.push({ path: place, message, remedy: `Write ${wildcardsPerRule} or fewer.` })
  }
  return findings
}
