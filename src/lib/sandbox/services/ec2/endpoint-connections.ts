import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { createInterface, deleteInterface } from './network-interfaces.ts'
import { find } from './records.ts'
import { networkInterfaces, routeTables, vpcEndpoints } from './tables.ts'

/** Gives an interface endpoint an interface in each of the subnets. */
export function addSubnets(endpointId: string, subnetIds: readonly string[], call: Call): void {
  const { Groups = [] } = find(call, vpcEndpoints, endpointId)
  const made = subnetIds.map(subnetId =>
    createInterface(call, {
      subnetId,
      groups: Groups.flatMap(({ GroupId }) => GroupId ?? []),
      description: `VPC Endpoint Interface ${endpointId}`,
      type: 'vpc_endpoint',
      requester: 'amazon-aws',
    }),
  )
  call.table(vpcEndpoints).update(endpointId, draft => {
    draft.SubnetIds = [...(draft.SubnetIds ?? []), ...subnetIds]
    draft.NetworkInterfaceIds = [
      ...(draft.NetworkInterfaceIds ?? []),
      ...made.map(one => one.NetworkInterfaceId),
    ]
  })
}

export function removeSubnets(endpointId: string, subnetIds: readonly string[], call: Call): void {
  const { NetworkInterfaceIds = [] } = find(call, vpcEndpoints, endpointId)
  const gone = NetworkInterfaceIds.filter(id =>
    subnetIds.includes(call.table(networkInterfaces).get(id)?.SubnetId ?? ''),
  )
  for (const id of gone) deleteInterface(call, id)
  call.table(vpcEndpoints).update(endpointId, draft => {
    draft.SubnetIds = draft.SubnetIds?.filter(id => !subnetIds.includes(id))
    draft.NetworkInterfaceIds = NetworkInterfaceIds.filter(id => !gone.includes(id))
  })
}

/** Leads the service's addresses to a gateway endpoint in each of the route tables. */
export function addPrefixRoutes(endpointId: string, routeTableIds: readonly string[], call: Call): void {
  const { ServiceName } = find(call, vpcEndpoints, endpointId)
  const DestinationPrefixListId = prefixListOf(ServiceName)
  for (const id of routeTableIds) {
    const { Routes } = find(call, routeTables, id)
    if (Routes.some(route => route.DestinationPrefixListId === DestinationPrefixListId)) {
      throw awsError(
        'RouteAlreadyExists',
        `route table ${id} already has a route with destination-prefix-list-id ${DestinationPrefixListId}`,
      )
    }
    call.table(routeTables).update(id, table => {
      table.Routes.push({
        DestinationPrefixListId,
        GatewayId: endpointId,
        Origin: 'CreateRoute',
        State: 'active',
      })
    })
  }
  call.table(vpcEndpoints).update(endpointId, draft => {
    draft.RouteTableIds = [...(draft.RouteTableIds ?? []), ...routeTableIds]
  })
}

export function removePrefixRoutes(endpointId: string, routeTableIds: readonly string[], call: Call): void {
  for (const id of routeTableIds) {
    find(call, routeTables, id)
    call.table(routeTables).update(id, table => {
      table.Routes = table.Routes.filter(({ GatewayId }) => GatewayId !== endpointId)
    })
  }
  call.table(vpcEndpoints).update(endpointId, draft => {
    draft.RouteTableIds = draft.RouteTableIds?.filter(id => !routeTableIds.includes(id))
  })
}

/** AWS's prefix lists have fixed ids in each region; the sandbox has the same ones everywhere. */
function prefixListOf(serviceName: string): string {
  return serviceName.endsWith('.s3') ? 'pl-6da54004' : 'pl-02cd2c6b'
}
