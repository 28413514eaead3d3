import type { RouteTable, SecurityGroup, VpcEndpoint } from '@aws-sdk/client-ec2'
import { type Ports, pages } from '../../../aws/index.ts'
import type { SecurityGroupState } from '../../../resources/security-group.ts'
import { type Permission, unfold } from '../../../resources/security-group-permissions.ts'
import type { ServiceState } from '../../../resources/service-lookup.ts'
import type { Reader } from '../evidence.ts'
import { type Standing, standingOf } from './standing.ts'

/** Where the tasks of a service live. */
export interface Home {
  readonly subnets: readonly string[]
  readonly groups: readonly string[]
  /** Whether each task has an address of its own on the internet. */
  readonly publicAddress: boolean
}

export interface SubnetReading {
  readonly cidr: string
  readonly zone: string
  /** What 0.0.0.0/0 goes to; undefined where there is no such route. */
  readonly wayOut?: { readonly target: string; readonly blackhole: boolean } | undefined
  readonly routeTable: string | undefined
}

export interface GroupReading {
  readonly name: string
  /** Made by deployctl, so that `bootstrap` mends it. */
  readonly ours: boolean
  readonly inbound: readonly Permission[]
  readonly outbound: readonly Permission[]
}

export interface EndpointReading {
  readonly id: string
  /** The end of the service's name: `ecr.api`. */
  readonly service: string
  /** AWS's word, in small letters. */
  readonly status: string
  readonly gateway: boolean
  readonly groups: readonly string[]
  readonly routeTables: readonly string[]
}

/** The networks that tasks live in, as AWS routes and filters them; all by AWS's ids. */
export interface Network {
  /** By service. */
  readonly homes: ReadonlyMap<string, Home>
  readonly subnets: ReadonlyMap<string, SubnetReading>
  readonly groups: ReadonlyMap<string, GroupReading>
  /** AWS's word for the state of each NAT gateway. */
  readonly natGateways: ReadonlyMap<string, string>
  readonly endpoints: readonly EndpointReading[]
}

export const network: Reader<'network'> = async ({ ports }, read) => {
  const standing = await read('standing')
  const homes = homesOf(standing)
  const ids = [...new Set([...homes.values()].flatMap(({ subnets }) => subnets))]
  const subnets = ids.length > 0 ? await readSubnets(ids, ports) : []
  const vpcs = [...new Set(subnets.map(({ VpcId }) => VpcId!))]
  if (vpcs.length === 0) return nothing(homes)
  const Filters = [{ Name: 'vpc-id', Values: vpcs }]
  const { ec2 } = ports
  const [tables, groups, gateways, endpoints] = await Promise.all([
    pages(ec2.describeRouteTables, { Filters }, page => page.RouteTables),
    pages(ec2.describeSecurityGroups, { Filters }, page => page.SecurityGroups),
    pages(ec2.describeNatGateways, { Filter: Filters }, page => page.NatGateways),
    pages(ec2.describeVpcEndpoints, { Filters }, page => page.VpcEndpoints),
  ])
  const own = ownGroups(standing)
  const readings = subnets.map(({ SubnetId, CidrBlock, AvailabilityZone, VpcId }) => {
    const table = tableOf(SubnetId!, VpcId!, tables)
    const routeTable = table?.RouteTableId
    return [
      SubnetId!,
      { cidr: CidrBlock!, zone: AvailabilityZone!, wayOut: wayOutOf(table), routeTable },
    ] as const
  })
  return {
    homes,
    subnets: new Map(readings),
    groups: new Map(groups.map(group => [group.GroupId!, groupReading(group, own.has(group.GroupId!))])),
    natGateways: new Map(gateways.map(({ NatGatewayId, State }) => [NatGatewayId!, State!])),
    endpoints: endpoints.map(endpointReading),
  }
}

function homesOf(standing: Standing): ReadonlyMap<string, Home> {
  const services = standingOf<ServiceState>(standing, 'service')
  return new Map(
    services.map(([service, { settings }]) => {
      const {
        subnets = [],
        securityGroups = [],
        assignPublicIp,
      } = settings.networkConfiguration.awsvpcConfiguration ?? {}
      return [service, { subnets, groups: securityGroups, publicAddress: assignPublicIp === 'ENABLED' }]
    }),
  )
}

function ownGroups({ world }: Standing): ReadonlySet<string> {
  const own = [...world.of('security-group').values()].filter(({ external }) => !external)
  return new Set(own.map(({ state }) => (state as SecurityGroupState).groupId))
}

function nothing(homes: Network['homes']): Network {
  return { homes, subnets: new Map(), groups: new Map(), natGateways: new Map(), endpoints: [] }
}

async function readSubnets(ids: readonly string[], { ec2 }: Ports) {
  const Filters = [{ Name: 'subnet-id', Values: [...ids] }]
  return pages(ec2.describeSubnets, { Filters }, page => page.Subnets)
}

/** A subnet that no table names goes by the main table of its VPC. */
function tableOf(subnet: string, vpc: string, tables: readonly RouteTable[]): RouteTable | undefined {
  const named = tables.find(({ Associations = [] }) =>
    Associations.some(({ SubnetId }) => SubnetId === subnet),
  )
  const isMain = ({ VpcId, Associations = [] }: RouteTable) =>
    VpcId === vpc && Associations.some(({ Main }) => Main)
  return named ?? tables.find(isMain)
}

function wayOutOf(table: RouteTable | undefined): SubnetReading['wayOut'] {
  const route = table?.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === '0.0.0.0/0')
  if (!route) return undefined
  const target = route.NatGatewayId ?? route.GatewayId ?? route.TransitGatewayId ?? route.NetworkInterfaceId
  return { target: target ?? 'something else', blackhole: route.State === 'blackhole' }
}

function groupReading(
  { GroupName, IpPermissions = [], IpPermissionsEgress = [] }: SecurityGroup,
  ours: boolean,
) {
  return { name: GroupName!, ours, inbound: unfold(IpPermissions), outbound: unfold(IpPermissionsEgress) }
}

function endpointReading(endpoint: VpcEndpoint): EndpointReading {
  const {
    VpcEndpointId,
    ServiceName = '',
    State = '',
    VpcEndpointType,
    Groups = [],
    RouteTableIds = [],
  } = endpoint
  return {
    id: VpcEndpointId!,
    service: ServiceName.replace(/^com\.amazonaws\.[^.]+\./, ''),
    status: State.toLowerCase(),
    gateway: VpcEndpointType === 'Gateway',
    groups: Groups.map(({ GroupId }) => GroupId!),
    routeTables: RouteTableIds,
  }
}
