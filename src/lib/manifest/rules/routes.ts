import type { Finding } from '../problems.ts'
import { eachService, type Rule } from './rule.ts'

/** "Quotas for your Application Load Balancers": condition values and wildcards per rule. */
const valuesPerRule = 5
const wildcardsPerRule = 6

/** "Path conditions": up to 128 of these characters. */
const pathPattern = /^\/[A-Za-z0-9_\-.$/~"'@:+&*?]{0,127}$/

/** The same pattern twice: whichever rule comes first takes every request of the other. */
export const shadowedRoutes: Rule = ({ services }) => {
  const owners = new Map<string, string>()
  const findings: Finding[] = []
  for (const [name, { routes }] of Object.entries(services))
    for (const [index, route] of routes.entries()) {
      const owner = owners.get(route)
      if (owner === undefined) owners.set(route, name)
      else {
        const message = `\`${route}\` already goes to ${owner === name ? 'this service' : `\`${owner}\``}.`
        findings.push({ path: ['services', name, 'routes', index], message, remedy: 'Keep it in one place.' })
      }
    }
  return findings
}

export const routeLimits: Rule = eachService(({ routes }, { path }) => {
  const place = [...path, 'routes']
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
})
