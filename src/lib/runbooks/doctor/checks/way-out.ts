import { type About, defineCheck, type Finding } from '../check.ts'
import { admits } from '../reach.ts'
import type { Home, Network, SubnetReading } from '../readers/network.ts'
import { counted } from '../telling.ts'

/** Whether tasks reach AWS and, where they should, the internet: a task without a way out cannot even pull its image. */
export const wayOut = defineCheck({
  name: 'way-out',
  title: 'Tasks reach AWS from their subnets',
  area: 'network',
  needs: ['network', 'taskDefinitions'],
  examine({ network, taskDefinitions }, about) {
    if (network.homes.size === 0) return { skipped: 'no service stands' }
    const byPlace = Map.groupBy([...network.homes], ([, home]) =>
      JSON.stringify([home.subnets, home.publicAddress]),
    )
    const secretsOf = (service: string) =>
      (taskDefinitions.get(service)?.containerDefinitions ?? []).flatMap(({ secrets = [] }) => secrets)
    const findings = [...byPlace.values()].flatMap(alike => {
      const services = alike.map(([service]) => service)
      const secrets = services.flatMap(secretsOf).map(({ valueFrom = '' }) => valueFrom)
      const tenants = { services, home: alike[0]![1], secrets }
      return tenants.home.subnets.flatMap(id => closed(id, tenants, network, about))
    })
    const subnets = new Set([...network.homes.values()].flatMap(home => home.subnets))
    return { looked: counted(subnets.size, 'subnet'), findings }
  },
})

/** Services whose tasks live in the same subnets. */
interface Tenants {
  readonly services: readonly string[]
  readonly home: Home
  /** What their task definitions name. */
  readonly secrets: readonly string[]
}

function closed(id: string, tenants: Tenants, network: Network, { scope }: About): Finding[] {
  const { services, home } = tenants
  const subnet = network.subnets.get(id)
  if (!subnet) {
    return [problem(`Subnet ${id}, where ${services.join(', ')} should run, is gone.`, [], scope.environment)]
  }
  const evidence = subnet.wayOut
    ? [...blocked(subnet.wayOut, home, network), ...shutIn(home, network)]
    : unconnected(subnet, tenants, network)
  if (evidence.length === 0) return []
  const message = `Tasks of ${services.join(', ')} have no way out of subnet ${id} (${subnet.zone}).`
  return [problem(message, evidence, scope.environment)]
}

function problem(message: string, evidence: readonly string[], environment: string): Finding {
  return { level: 'problem', message, evidence, next: `deployctl bootstrap ${environment}` }
}

function blocked(
  { target, blackhole }: NonNullable<SubnetReading['wayOut']>,
  home: Home,
  network: Network,
): string[] {
  const route = `0.0.0.0/0 goes to ${target}`
  if (blackhole) return [`${route}, which is gone.`]
  if (target.startsWith('igw-') && !home.publicAddress) {
    return [`${route}, and the tasks have no public addresses.`]
  }
  const state = network.natGateways.get(target)
  return state === undefined || state === 'available' ? [] : [`${route}, which is ${state}.`]
}

/** Groups that let nothing out on port 443, which AWS and nearly everything else answers on. */
function shutIn({ groups }: Home, network: Network): string[] {
  const known = groups.flatMap(id => network.groups.get(id) ?? [])
  const rules = known.flatMap(({ outbound }) => outbound)
  if (known.length === 0 || admits(rules, 443, { groups: [], cidrs: [] })) return []
  return known.map(({ name, outbound }) => {
    const lets = outbound.map(({ text }) => text).join(', ') || 'nothing'
    return `The security group ${name} lets out: ${lets}.`
  })
}

/** Without a route out, each of AWS's services that Fargate needs has to have an endpoint in the VPC. */
function unconnected(
  { routeTable }: SubnetReading,
  { home: { groups }, secrets }: Tenants,
  network: Network,
): string[] {
  const fromSecrets = secrets.some(from => from.includes(':secretsmanager:')) ? ['secretsmanager'] : []
  const fromParameters = secrets.some(from => !from.includes(':secretsmanager:')) ? ['ssm'] : []
  const needed = ['ecr.api', 'ecr.dkr', 'logs', 's3', ...fromSecrets, ...fromParameters]
  return needed.flatMap(service => {
    const found = network.endpoints.filter(one => one.service === service)
    const standing = found.find(({ status }) => status === 'available')
    if (!standing)
      return [
        `There is no route for 0.0.0.0/0, and ${found[0] ? `the endpoint of ${service} is ${found[0].status}` : `no endpoint of ${service}`}.`,
      ]
    if (standing.gateway) {
      const routed = standing.routeTables.includes(routeTable ?? '')
      return routed ? [] : [`The endpoint of ${service} is not in the subnet's route table ${routeTable}.`]
    }
    const rules = standing.groups.flatMap(group => network.groups.get(group)?.inbound ?? [])
    return admits(rules, 443, { groups, cidrs: [] })
      ? []
      : [`The endpoint of ${service} does not let the tasks in on port 443.`]
  })
}
