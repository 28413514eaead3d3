import type { RouteTableAssociation, Tag } from '@aws-sdk/client-ec2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { dependencyViolation, describe, find, invalidValue, missingParameter } from './records.ts'
import { shownRoute } from './routes.ts'
import {
  type Ec2Operations,
  type RouteTableRecord,
  routeTables,
  subnets,
  type VpcRecord,
  vpcEndpoints,
  vpcs,
} from './tables.ts'
import { tagsFor } from './tags.ts'

/** Makes a route table with the local route; the main one is associated with its VPC. */
export function createRouteTable(
  call: Call,
  { VpcId, CidrBlock }: VpcRecord,
  { main = false, tags }: { main?: boolean; tags: Tag[] },
): RouteTableRecord {
  const RouteTableId = call.id('rtb-')
  return call.table(routeTables).put(RouteTableId, {
    RouteTableId,
    VpcId,
    OwnerId: call.account,
    Routes: [
      { DestinationCidrBlock: CidrBlock, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
    ],
    Associations: main ? [associationWith({ RouteTableId, Main: true }, call)] : [],
    PropagatingVgws: [],
    Tags: tags,
  })
}

export const routeTableOperations = {
  CreateRouteTable({ VpcId, TagSpecifications }, call) {
    const tags = tagsFor('route-table', TagSpecifications)
    return { RouteTable: createRouteTable(call, find(call, vpcs, VpcId), { tags }) }
  },

  DescribeRouteTables({ RouteTableIds, Filters, ...paging }, call) {
    const question = { ids: RouteTableIds, filters: Filters, fields, paging }
    const { items, next } = describe(call, routeTables, question)
    const RouteTables = items.map(table => ({
      ...table,
      Routes: table.Routes.map(route => shownRoute(route, table.VpcId, call)),
    }))
    return { RouteTables, NextToken: next }
  },

  AssociateRouteTable({ RouteTableId, SubnetId }, call) {
    const table = find(call, routeTables, RouteTableId)
    if (SubnetId === undefined) throw missingParameter('subnetId')
    if (find(call, subnets, SubnetId).VpcId !== table.VpcId) {
      throw invalidValue(`route table ${RouteTableId} and subnet ${SubnetId} belong to different networks`)
    }
    const [associated] = tableAndAssociation(({ SubnetId: other }) => other === SubnetId, call) ?? []
    if (associated) {
      throw awsError(
        'Resource.AlreadyAssociated',
        `the specified association for route table ${RouteTableId} conflicts with an existing association`,
      )
    }
    return associate(RouteTableId, { SubnetId }, call)
  },

  ReplaceRouteTableAssociation({ AssociationId, RouteTableId }, call) {
    find(call, routeTables, RouteTableId)
    const { SubnetId, Main } = remove(AssociationId, call)
    const { AssociationId: NewAssociationId, AssociationState } = associate(
      RouteTableId,
      { SubnetId, Main },
      call,
    )
    return { NewAssociationId, AssociationState }
  },

  DisassociateRouteTable({ AssociationId }, call) {
    if (remove(AssociationId, call).Main) {
      throw invalidValue(`cannot disassociate the main route table association ${AssociationId}`)
    }
    return {}
  },

  DeleteRouteTable({ RouteTableId }, call) {
    const { Associations = [] } = find(call, routeTables, RouteTableId)
    if (Associations.length > 0) throw dependencyViolation('routeTable', RouteTableId)
    for (const { VpcEndpointId } of call
      .table(vpcEndpoints)
      .filter(one => one.RouteTableIds?.includes(RouteTableId) ?? false)) {
      call.table(vpcEndpoints).update(VpcEndpointId, endpoint => {
        endpoint.RouteTableIds = endpoint.RouteTableIds?.filter(id => id !== RouteTableId)
      })
    }
    call.table(routeTables).delete(RouteTableId)
    return {}
  },
} satisfies Ec2Operations

const fields = {
  'association.main': (table: RouteTableRecord) => table.Associations?.map(({ Main }) => Main ?? false) ?? [],
  'association.route-table-association-id': (table: RouteTableRecord) =>
    table.Associations?.map(one => one.RouteTableAssociationId) ?? [],
  'association.subnet-id': (table: RouteTableRecord) =>
    table.Associations?.map(({ SubnetId }) => SubnetId) ?? [],
  'owner-id': (table: RouteTableRecord) => table.OwnerId,
  'route.destination-cidr-block': (table: RouteTableRecord) =>
    table.Routes.map(one => one.DestinationCidrBlock),
  'route.gateway-id': (table: RouteTableRecord) => table.Routes.map(({ GatewayId }) => GatewayId),
  'route.nat-gateway-id': (table: RouteTableRecord) => table.Routes.map(({ NatGatewayId }) => NatGatewayId),
  'route-table-id': (table: RouteTableRecord) => table.RouteTableId,
  'vpc-id': (table: RouteTableRecord) => table.VpcId,
}

function associate(RouteTableId: string, to: Pick<RouteTableAssociation, 'SubnetId' | 'Main'>, call: Call) {
  const association = associationWith({ RouteTableId, ...to }, call)
  call.table(routeTables).update(RouteTableId, draft => {
    draft.Associations = [...(draft.Associations ?? []), association]
  })
  return {
    AssociationId: association.RouteTableAssociationId,
    AssociationState: association.AssociationState,
  }
}

function associationWith(shape: RouteTableAssociation, call: Call) {
  return {
    Main: false,
    ...shape,
    RouteTableAssociationId: call.id('rtbassoc-'),
    AssociationState: { State: 'associated' as const },
  }
}

function tableAndAssociation(matches: (association: RouteTableAssociation) => boolean, call: Call) {
  for (const table of call.table(routeTables).values()) {
    const association = table.Associations?.find(matches)
    if (association) return [table, association] as const
  }
  return undefined
}

/** Takes an association out of its table. */
function remove(id: string, call: Call): RouteTableAssociation {
  const found = tableAndAssociation(one => one.RouteTableAssociationId === id, call)
  if (!found) throw awsError('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`)
  const [{ RouteTableId }, association] = found
  call.table(routeTables).update(RouteTableId, draft => {
    draft.Associations = draft.Associations?.filter(one => one.RouteTableAssociationId !== id)
  })
  return association
}
