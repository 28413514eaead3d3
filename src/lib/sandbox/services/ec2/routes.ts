import type { Route } from '@aws-sdk/client-ec2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { formatCidr, parseCidr } from './cidr.ts'
import { internetGatewayOf } from './internet-gateways.ts'
import { find, invalidValue, missingParameter } from './records.ts'
import {
  type Ec2Operations,
  internetGateways,
  natGateways,
  type RouteTableRecord,
  routeTables,
} from './tables.ts'

interface RouteRequest {
  readonly RouteTableId: string
  readonly DestinationCidrBlock?: string | undefined
  readonly GatewayId?: string | undefined
  readonly NatGatewayId?: string | undefined
}

export const routeOperations = {
  CreateRoute(input, call) {
    const table = find(call, routeTables, input.RouteTableId)
    const route = routeOf(input, table, call)
    const existing = table.Routes.find(
      ({ DestinationCidrBlock }) => DestinationCidrBlock === route.DestinationCidrBlock,
    )
    if (existing && !leadsAlike(existing, route)) {
      throw awsError(
        'RouteAlreadyExists',
        `The route identified by ${route.DestinationCidrBlock} already exists.`,
      )
    }
    if (!existing) {
      call.table(routeTables).update(table.RouteTableId, ({ Routes }) => {
        Routes.push(route)
      })
    }
    return { Return: true }
  },

  ReplaceRoute(input, call) {
    const table = find(call, routeTables, input.RouteTableId)
    const route = routeOf(input, table, call)
    const index = table.Routes.findIndex(one => one.DestinationCidrBlock === route.DestinationCidrBlock)
    if (index < 0) {
      throw invalidValue(
        `There is no route defined for '${route.DestinationCidrBlock}' in the route table. Use CreateRoute instead.`,
      )
    }
    call.table(routeTables).update(table.RouteTableId, ({ Routes }) => {
      Routes[index] = route
    })
    return {}
  },

  DeleteRoute({ RouteTableId, DestinationCidrBlock }, call) {
    const { Routes } = find(call, routeTables, RouteTableId)
    const destination = destinationOf(DestinationCidrBlock)
    const route = Routes.find(one => one.DestinationCidrBlock === destination)
    if (!route) {
      throw awsError(
        'InvalidRoute.NotFound',
        `no route with destination-cidr-block ${destination} in route table ${RouteTableId}`,
      )
    }
    if (route.GatewayId === 'local') {
      throw invalidValue(`cannot remove local route ${destination} in route table ${RouteTableId}`)
    }
    call.table(routeTables).update(RouteTableId, draft => {
      draft.Routes = draft.Routes.filter(one => one.DestinationCidrBlock !== destination)
    })
    return {}
  },
} satisfies Ec2Operations

/** A route as it is described: one whose target is gone leads into a black hole. */
export function shownRoute(route: Route, vpcId: string, call: Call): Route {
  return { ...route, State: isAlive(route, vpcId, call) ? 'active' : 'blackhole' }
}

function isAlive({ GatewayId, NatGatewayId }: Route, vpcId: string, call: Call): boolean {
  if (NatGatewayId) {
    const state = call.table(natGateways).get(NatGatewayId)?.State
    return state === 'available' || state === 'pending'
  }
  return !GatewayId?.startsWith('igw-') || internetGatewayOf(vpcId, call)?.InternetGatewayId === GatewayId
}

function routeOf(request: RouteRequest, table: RouteTableRecord, call: Call): Route {
  const { GatewayId, NatGatewayId } = request
  const DestinationCidrBlock = destinationOf(request.DestinationCidrBlock)
  if ((GatewayId === undefined) === (NatGatewayId === undefined)) {
    throw awsError(
      'InvalidParameterCombination',
      'The request must contain exactly one of gatewayId, natGatewayId',
    )
  }
  checkTarget(request, table, call)
  return { DestinationCidrBlock, GatewayId, NatGatewayId, Origin: 'CreateRoute', State: 'active' }
}

function checkTarget(
  { GatewayId, NatGatewayId }: RouteRequest,
  { RouteTableId, VpcId }: RouteTableRecord,
  call: Call,
) {
  if (GatewayId !== undefined) {
    find(call, internetGateways, GatewayId)
    if (internetGatewayOf(VpcId, call)?.InternetGatewayId !== GatewayId) {
      throw invalidValue(
        `route table ${RouteTableId} and network gateway ${GatewayId} belong to different networks`,
      )
    }
    return
  }
  const gateway = call.table(natGateways).get(NatGatewayId!)
  if (!gateway || gateway.State === 'deleted') {
    throw awsError('InvalidNatGatewayID.NotFound', `The natGateway ID '${NatGatewayId}' does not exist`)
  }
  if (gateway.VpcId !== VpcId) {
    throw invalidValue(
      `route table ${RouteTableId} and NAT gateway ${NatGatewayId} belong to different networks`,
    )
  }
}

function destinationOf(text: string | undefined): string {
  if (text === undefined) throw missingParameter('destinationCidrBlock')
  const cidr = parseCidr(text)
  if (!cidr) {
    throw invalidValue(
      `Value (${text}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`,
    )
  }
  return formatCidr(cidr)
}

function leadsAlike(a: Route, b: Route): boolean {
  return a.GatewayId === b.GatewayId && a.NatGatewayId === b.NatGatewayId
}
