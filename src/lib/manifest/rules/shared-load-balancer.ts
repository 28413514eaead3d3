import { across, type Rule } from './rule.ts'

/** Target groups and security groups reach no further than one VPC. */
export const sharedNetwork: Rule = across(['network', 'loadBalancer'], ({ network, loadBalancer }) => {
  if (!loadBalancer.existing || network.existing) return []
  const message = 'The load balancer of somebody else cannot reach tasks in a network made here.'
  const remedy = 'Write `network.existing` with the VPC that the load balancer is in.'
  return [{ path: ['loadBalancer', 'existing'], message, remedy }]
})

/** Without a host name to tell them by, every request that the others have no rule for would come here. */
export const othersRequests: Rule = across(
  ['domain', 'ingress', 'loadBalancer'],
  ({ domain, ingress, loadBalancer }, { services }) => {
    if (!loadBalancer.existing || domain || ingress !== 'load-balancer') return []
    const listening = Object.entries(services).filter(([, { port }]) => port !== undefined)
    const onlyOne = listening.length === 1
    const message = 'On the load balancer of somebody else this takes their requests, too.'
    const remedy = 'Write the `domain` whose requests are meant, or narrower `routes`.'
    return listening.flatMap(([name, { routes }]) => {
      const path = ['services', name]
      if (routes.length === 0) return onlyOne ? [{ path, message, remedy }] : []
      return routes.flatMap((route, index) =>
        route === '/*' ? [{ path: [...path, 'routes', index], message, remedy }] : [],
      )
    })
  },
)
