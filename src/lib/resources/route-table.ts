import type { Route, RouteTable } from '@aws-sdk/client-ec2'
import { unlessMissing } from '../aws/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { ec2TagSpecification, ours, withId } from './ec2-tags.ts'
import { internetGateway } from './internet-gateway.ts'
import { natGateway } from './nat-gateway.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'
import { subnet } from './subnet.ts'
import { planSubnets } from './subnet-plan.ts'
import { vpc } from './vpc.ts'

export interface RouteTableSpec {
  /** Logical ids of the subnets that it routes for. */
  readonly subnets: readonly string[]
  /** Where everything outside the VPC goes. */
  readonly wayOut: 'internet-gateway' | { readonly natGateway: string } | undefined
}

export interface RouteTableState {
  readonly routeTableId: string
  /** AWS's id of the gateway that 0.0.0.0/0 goes to. */
  readonly wayOut: string | undefined
  /** The gateway is gone, and packets with it. */
  readonly blackhole: boolean
  /** Association ids, by AWS's id of the subnet. */
  readonly associations: Readonly<Record<string, string>>
}

const deps = { vpc, subnet, internetGateway, natGateway }
type Deps = typeof deps
const anywhere = '0.0.0.0/0'

export const routeTable = defineResource<RouteTableSpec, RouteTableState, Deps>({
  kind: 'route-table',
  stage: 'bootstrap',
  deps,

  desired(manifest) {
    if (manifest.network.existing) return {}
    const ids = Object.keys(planSubnets(manifest))
    const publicOnes = ids.filter(id => id.startsWith('public-'))
    const privateOnes = ids.filter(id => id.startsWith('private-'))
    return {
      public: { subnets: publicOnes, wayOut: 'internet-gateway' },
      ...Object.fromEntries(privateOnes.map(id => [id, { subnets: [id], wayOut: natFor(id, manifest) }])),
    }
  },

  async inspect(scope, ports) {
    const { RouteTables = [] } = await ports.ec2.describeRouteTables({ Filters: ours(scope) })
    return Object.fromEntries(withId(RouteTables, scope).map(([id, table]) => [id, stateOf(table)]))
  },

  diff: (want, have, deps) => [
    ...changed('wayOut', have.blackhole ? `${have.wayOut} (gone)` : have.wayOut, gatewayId(want, deps)),
    ...changed('subnets', Object.keys(have.associations).toSorted(), wantedSubnets(want, deps).toSorted()),
  ],

  async ensure(want, have, deps, run) {
    const table = have ?? (await create(deps.vpc.of('main').vpcId, run))
    await routeOut(table, gatewayId(want, deps), want, run)
    const subnets = wantedSubnets(want, deps)
    await Promise.all(
      Object.entries(table.associations)
        .filter(([subnetId]) => !subnets.includes(subnetId))
        .map(([, AssociationId]) => unlessMissing(run.ports.ec2.disassociateRouteTable({ AssociationId }))),
    )
    await Promise.all(
      subnets.filter(id => !(id in table.associations)).map(id => associate(table.routeTableId, id, run)),
    )
    const { RouteTables } = await run.ports.ec2.describeRouteTables({ RouteTableIds: [table.routeTableId] })
    return stateOf(RouteTables![0]!)
  },

  async remove({ routeTableId, associations }, { ports }) {
    await Promise.all(
      Object.values(associations).map(AssociationId =>
        unlessMissing(ports.ec2.disassociateRouteTable({ AssociationId })),
      ),
    )
    await unlessMissing(ports.ec2.deleteRouteTable({ RouteTableId: routeTableId }))
  },

  identify: ({ routeTableId }) => routeTableId,
})

function natFor(privateSubnet: string, { network }: Manifest): RouteTableSpec['wayOut'] {
  if (network.nat === 'none') return undefined
  return { natGateway: network.nat === 'single' ? 'a' : privateSubnet.replace('private-', '') }
}

function gatewayId({ wayOut }: RouteTableSpec, deps: Standing<Deps>): string | undefined {
  if (wayOut === 'internet-gateway') return deps.internetGateway.get('main')?.gatewayId
  return wayOut && deps.natGateway.get(wayOut.natGateway)?.gatewayId
}

/** A subnet that does not stand yet appears by its logical id, so that a plan can show it. */
function wantedSubnets({ subnets }: RouteTableSpec, deps: Standing<Deps>): string[] {
  return subnets.map(id => deps.subnet.get(id)?.subnetId ?? id)
}

function stateOf({ RouteTableId, Routes = [], Associations = [] }: RouteTable): RouteTableState {
  const out = Routes.find(route => route.DestinationCidrBlock === anywhere)
  const explicit = Associations.filter(({ SubnetId }) => SubnetId)
  return {
    routeTableId: RouteTableId!,
    wayOut: out && targetOf(out),
    blackhole: out?.State === 'blackhole',
    associations: Object.fromEntries(
      explicit.map(({ SubnetId, RouteTableAssociationId }) => [SubnetId!, RouteTableAssociationId!]),
    ),
  }
}

function targetOf({ GatewayId, NatGatewayId, NetworkInterfaceId }: Route): string | undefined {
  return GatewayId ?? NatGatewayId ?? NetworkInterfaceId
}

async function create(vpcId: string, run: Run): Promise<RouteTableState> {
  const { RouteTable } = await run.ports.ec2.createRouteTable({
    VpcId: vpcId,
    TagSpecifications: ec2TagSpecification('route-table', run),
  })
  return stateOf(RouteTable!)
}

async function routeOut(
  table: RouteTableState,
  target: string | undefined,
  { wayOut }: RouteTableSpec,
  { ports }: Run,
): Promise<void> {
  if (table.wayOut === target && !table.blackhole) return
  const route = { RouteTableId: table.routeTableId, DestinationCidrBlock: anywhere }
  const to = wayOut === 'internet-gateway' ? { GatewayId: target } : { NatGatewayId: target }
  if (!target) await unlessMissing(ports.ec2.deleteRoute(route))
  else if (table.wayOut) await ports.ec2.replaceRoute({ ...route, ...to })
  else await ports.ec2.createRoute({ ...route, ...to })
}

/** A subnet has one table only: one that somebody tied elsewhere is moved, without a moment in between. */
async function associate(routeTableId: string, subnetId: string, { ports }: Run): Promise<void> {
  const Filters = [{ Name: 'association.subnet-id', Values: [subnetId] }]
  const { RouteTables = [] } = await ports.ec2.describeRouteTables({ Filters })
  const elsewhere = RouteTables.flatMap(({ Associations = [] }) => Associations).find(
    association => association.SubnetId === subnetId,
  )
  const AssociationId = elsewhere?.RouteTableAssociationId
  if (AssociationId)
    await ports.ec2.replaceRouteTableAssociation({ AssociationId, RouteTableId: routeTableId })
  else await ports.ec2.associateRouteTable({ RouteTableId: routeTableId, SubnetId: subnetId })
}
