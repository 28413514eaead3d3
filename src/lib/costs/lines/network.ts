import type { Manifest } from '../../manifest/schema/manifest.ts'
import { hasHttpApi } from '../../resources/api-targets.ts'
import { namespacesOf } from '../../resources/discovery.ts'
import { hasIngress } from '../../resources/ingress.ts'
import { natGateway } from '../../resources/nat-gateway.ts'
import { vpcEndpoint } from '../../resources/vpc-endpoint.ts'
import { hoursPerMonth, type Lines } from '../item.ts'

const million = 1_000_000

/** NAT gateways, their addresses, and what goes through them. */
export const natGateways: Lines = (manifest, { usage }) => {
  const count = Object.keys(natGateway.desired(manifest)).length
  if (count === 0) return []
  const about = { section: 'network', subject: 'network.nat' } as const
  const hours = count * hoursPerMonth
  return [
    {
      ...about,
      what: `NAT gateways, ${count}`,
      parts: [{ price: 'vpc.nat-gateway-hour', quantity: hours }],
    },
    {
      ...about,
      what: 'Public IPv4 addresses of NAT gateways',
      parts: [{ price: 'vpc.public-ipv4-hour', quantity: hours }],
    },
    {
      ...about,
      what: 'Data through NAT gateways',
      parts: [{ price: 'vpc.nat-gb', quantity: usage.natGb }],
      assumes: ['natGb'],
    },
  ]
}

/** Interface endpoints, each in every zone; gateway endpoints cost nothing. */
export const vpcEndpoints: Lines = (manifest, { usage }) => {
  const interfaces = Object.values(vpcEndpoint.desired(manifest)).filter(spec => spec?.type === 'Interface')
  if (interfaces.length === 0) return []
  const zones = zonesOf(manifest, 'privateSubnets')
  return [
    {
      section: 'network',
      subject: 'network.nat',
      what: `VPC endpoints, ${interfaces.length} in ${zones} zones`,
      parts: [
        { price: 'vpc.endpoint-hour', quantity: interfaces.length * zones * hoursPerMonth },
        { price: 'vpc.endpoint-gb', quantity: usage.endpointGb },
      ],
      assumes: ['endpointGb'],
    },
  ]
}

/** New connections a second, and GB an hour, that one load balancer capacity unit holds. */
const perUnit = { connections: 25, gb: 1 }

/** A load balancer, its address in every zone, and its capacity units, as if each request opened a connection. */
export const loadBalancers: Lines = (manifest, { usage }) => {
  if (!hasIngress(manifest) || manifest.loadBalancer.existing) return []
  const about = { section: 'network', subject: 'loadBalancer' } as const
  const zones = zonesOf(manifest, 'publicSubnets')
  const units = Math.max(usage.requests / (perUnit.connections * 3600), usage.transferGb / perUnit.gb)
  return [
    {
      ...about,
      what: 'Application load balancer',
      parts: [{ price: 'alb.hour', quantity: hoursPerMonth }],
    },
    {
      ...about,
      what: 'Load balancer capacity units',
      parts: [{ price: 'alb.lcu-hour', quantity: units }],
      assumes: ['requests', 'transferGb'],
    },
    {
      ...about,
      what: `Public IPv4 addresses of the load balancer, ${zones}`,
      parts: [{ price: 'vpc.public-ipv4-hour', quantity: zones * hoursPerMonth }],
    },
  ]
}

/** Requests, of up to half a megabyte each. The VPC link to the services costs nothing. */
export const httpApis: Lines = (manifest, { usage }) => {
  if (!hasHttpApi(manifest)) return []
  return [
    {
      section: 'network',
      subject: 'httpApi',
      what: 'HTTP API, requests',
      parts: [{ price: 'http-api.million-requests', quantity: usage.requests / million }],
      assumes: ['requests'],
    },
  ]
}

/** What leaves AWS for the internet; what comes in is free. */
export const transfer: Lines = (manifest, { usage }) =>
  Object.keys(manifest.services).length + Object.keys(manifest.functions).length === 0
    ? []
    : [
        {
          section: 'network',
          subject: 'services',
          what: 'Data sent to the internet',
          parts: [{ price: 'transfer.out-gb', quantity: usage.transferGb }],
          assumes: ['transferGb'],
        },
      ]

/** The domain's zone, which stands before deployctl comes and is paid for all the same, and that of private names. */
export const hostedZones: Lines = manifest => {
  const parts = [{ price: 'route53.zone', quantity: 1 }] as const
  const zone = (subject: string, what: string) => ({ section: 'network', subject, what, parts }) as const
  return [
    ...(manifest.domain?.hostedZone ? [zone('domain', 'Route 53 hosted zone')] : []),
    ...('dns' in namespacesOf(manifest) ? [zone('discovery', 'Route 53 zone of private names')] : []),
  ]
}

function zonesOf({ network }: Manifest, tier: 'publicSubnets' | 'privateSubnets'): number {
  return network.existing?.[tier].length ?? network[tier]?.length ?? network.zones
}
