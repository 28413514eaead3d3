import { linkedServices } from '../../../resources/api-targets.ts'
import type { LoadBalancerState } from '../../../resources/load-balancer.ts'
import type { VpcLinkState } from '../../../resources/vpc-link.ts'
import { type About, defineCheck, type Finding } from '../check.ts'
import { type End, obstacles } from '../reach.ts'
import type { Home, Network } from '../readers/network.ts'
import { type Standing, standingOf } from '../readers/standing.ts'
import { storeNeeds } from '../store-needs.ts'
import { counted } from '../telling.ts'

/** A TCP connection that the system needs. */
export interface Need {
  /** `the load balancer → api:8080`. */
  readonly what: string
  readonly from: End
  readonly to: End
  readonly port: number
}

/** Whether the security groups of those who talk to one another let them. */
export const securityGroups = defineCheck({
  name: 'security-groups',
  title: 'Security groups let through what must talk',
  area: 'network',
  needs: ['network', 'standing', 'live'],
  examine({ network, standing, live }, about) {
    if (network.homes.size === 0) return { skipped: 'no service stands' }
    const behind = [...live].filter(([, { targetGroup }]) => targetGroup).map(([service]) => service)
    const needs = [
      ...fromLoadBalancer(behind, network, standing, about),
      ...fromGateway(network, standing, about),
      ...betweenTasks(network, about),
      ...storeNeeds(tasksEnd(network), standing, about),
    ]
    const findings = needs.flatMap(need => findingsOf(need, network, about))
    return { looked: counted(needs.length, 'connection'), findings }
  },
})

function findingsOf({ what, from, to, port }: Need, network: Network, { scope }: About): Finding[] {
  const evidence = obstacles(from, to, port, network)
  if (evidence.length === 0) return []
  const foreign = [...from.groups, ...to.groups].filter(id => !network.groups.get(id)?.ours)
  const next =
    foreign.length > 0 && foreign.length === from.groups.length + to.groups.length
      ? `open port ${port} in ${to.groups.join(', ')}`
      : `deployctl bootstrap ${scope.environment}`
  return [{ level: 'problem', message: `Security groups do not let through ${what}.`, evidence, next }]
}

function fromLoadBalancer(
  behind: readonly string[],
  network: Network,
  standing: Standing,
  { manifest }: About,
): Need[] {
  const [balancer] = standingOf<LoadBalancerState>(standing, 'load-balancer').map(([, state]) => state)
  if (!balancer) return []
  // Its own subnets may lie in none of the tasks', so that only its groups can let it in.
  const from = { groups: balancer.securityGroups, cidrs: [] }
  return behind.flatMap(service => {
    const home = network.homes.get(service)
    const { port } = manifest.services[service]!
    if (!home || port === undefined) return []
    return [{ what: `the load balancer → ${service}:${port}`, from, to: endOf(home, network), port }]
  })
}

function fromGateway(network: Network, standing: Standing, { manifest }: About): Need[] {
  const links = standingOf<VpcLinkState>(standing, 'vpc-link')
  return links.flatMap(([, { securityGroups }]) =>
    Object.entries(linkedServices(manifest)).flatMap(([service, { port }]) => {
      const home = network.homes.get(service)
      if (!home || port === undefined) return []
      const from = { groups: securityGroups, cidrs: [] }
      return [{ what: `the API Gateway → ${service}:${port}`, from, to: endOf(home, network), port }]
    }),
  )
}

/** Services find one another by name, on their own ports. */
function betweenTasks(network: Network, { manifest }: About): Need[] {
  const homes = [...network.homes]
  return homes.flatMap(([service, home]) => {
    const port = manifest.services[service]?.port
    const others = homes.filter(([other]) => other !== service)
    if (port === undefined || others.length === 0) return []
    const [caller, from] = others[0]!
    const what = `${others.length === 1 ? caller : 'other services'} → ${service}:${port}`
    return [{ what, from: endOf(from, network), to: endOf(home, network), port }]
  })
}

/** Tasks of all services share their groups and subnets, but for what a service asks for itself. */
function tasksEnd(network: Network): End {
  const homes = [...network.homes.values()]
  return endOf({ ...homes[0]!, subnets: [...new Set(homes.flatMap(({ subnets }) => subnets))] }, network)
}

function endOf({ groups, subnets }: Home, network: Network): End {
  return { groups, cidrs: subnets.flatMap(id => network.subnets.get(id)?.cidr ?? []) }
}
