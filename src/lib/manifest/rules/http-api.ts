import type { Finding } from '../problems.ts'
import { routeKeys } from '../route-keys.ts'
import { across, type Rule } from './rule.ts'

const otherwise = 'or write `ingress: load-balancer`.'

/** What an HTTP API can tell apart: whole paths, and what lies below one. */
export const apiRoutes: Rule = across(['ingress'], ({ ingress }, { sections, services }) => {
  if (ingress !== 'http-api') return []
  const routed = [
    ...Object.entries(services).map(([name, { routes }]) => ({ path: ['services', name], routes })),
    ...Object.entries(sections.functions ?? {}).map(([name, { routes = [] }]) => ({
      path: ['functions', name],
      routes,
    })),
  ]
  return routed.flatMap(({ path, routes }) =>
    routes.flatMap((route, index) => {
      if (routeKeys(route)) return []
      const message = 'An HTTP API cannot match this path.'
      const remedy = `Write a path such as /health, or /v1/* with the \`*\` as its last part, ${otherwise}`
      return [{ path: [...path, 'routes', index], message, remedy }]
    }),
  )
})

/** What needs a load balancer, and would be lost without a word. */
export const withoutBalancer: Rule = across(
  ['ingress', 'loadBalancer', 'alarms'],
  ({ ingress, loadBalancer, alarms }, { services }) => {
    if (ingress !== 'http-api') return []
    const findings: Finding[] = Object.entries(services).flatMap(([name, { sticky, smoke }]) => [
      ...(sticky
        ? [
            {
              path: ['services', name, 'sticky'],
              message: 'An HTTP API does not keep a client at one task.',
              remedy: `Remove it, ${otherwise}`,
            },
          ]
        : []),
      ...smoke.flatMap((test, index) =>
        'websocket' in test
          ? [
              {
                path: ['services', name, 'smoke', index],
                message: 'A WebSocket does not pass an HTTP API.',
                remedy: `Test by \`http\`, ${otherwise}`,
              },
            ]
          : [],
      ),
    ])
    if (loadBalancer.existing) {
      const message = 'Nothing comes in by a load balancer with `ingress: http-api`.'
      findings.push({ path: ['loadBalancer', 'existing'], message, remedy: `Remove it, ${otherwise}` })
    }
    if (alarms?.unhealthyHosts !== undefined) {
      const message = 'An HTTP API has no targets that it could find unhealthy.'
      findings.push({ path: ['alarms', 'unhealthyHosts'], message, remedy: `Remove it, ${otherwise}` })
    }
    return findings
  },
)
