import type { NatGateway } from '@aws-sdk/client-ec2'
import { awsError } from '../../aws-error.ts'
import type { Call, EventHandler } from '../../service.ts'
import { timings } from '../../timings.ts'
import { internetGatewayOf } from './internet-gateways.ts'
import { createInterface, deleteInterface } from './network-interfaces.ts'
import { describe, find, missingParameter } from './records.ts'
import { addresses, type Ec2Operations, type NatGatewayRecord, natGateways, subnets } from './tables.ts'
import { tagsFor } from './tags.ts'

/** A deleted gateway is still described, as `deleted`, for about an hour. */
const forgottenAfter = 60 * 60_000

export const natGatewayOperations = {
  CreateNatGateway(input, call) {
    const { SubnetId, ConnectivityType = 'public', ClientToken, TagSpecifications } = input
    const repeated =
      ClientToken && call.table(natGateways).find(({ clientToken }) => clientToken === ClientToken)
    if (repeated) return { NatGateway: repeated, ClientToken }
    if (SubnetId === undefined) throw missingParameter('subnetId')
    const { VpcId } = find(call, subnets, SubnetId)
    const AllocationId = ConnectivityType === 'public' ? freeAllocation(input.AllocationId, call) : undefined
    const NatGatewayId = call.id('nat-')
    const NatGateway = call.table(natGateways).put(NatGatewayId, {
      NatGatewayId,
      SubnetId,
      VpcId,
      State: 'pending',
      ConnectivityType,
      CreateTime: call.date,
      NatGatewayAddresses: [connect(NatGatewayId, SubnetId, AllocationId, call)],
      Tags: tagsFor('natgateway', TagSpecifications),
      clientToken: ClientToken,
    })
    call.schedule(timings.natGatewayAvailable, 'ec2.nat-gateway-settled', { NatGatewayId })
    return { NatGateway, ClientToken }
  },

  DescribeNatGateways({ NatGatewayIds, Filter, ...paging }, call) {
    const { items, next } = describe(call, natGateways, {
      ids: NatGatewayIds,
      filters: Filter,
      fields,
      paging,
    })
    return { NatGateways: items, NextToken: next }
  },

  DeleteNatGateway({ NatGatewayId }, call) {
    const { State } = find(call, natGateways, NatGatewayId)
    if (State !== 'deleting' && State !== 'deleted') {
      call.table(natGateways).update(NatGatewayId, gateway => {
        gateway.State = 'deleting'
        gateway.DeleteTime = call.date
      })
      call.schedule(timings.natGatewayDeleted, 'ec2.nat-gateway-deleted', { NatGatewayId })
    }
    return { NatGatewayId }
  },
} satisfies Ec2Operations

interface Subject {
  readonly NatGatewayId: string
}

export const natGatewayEvents: Readonly<Record<string, EventHandler>> = {
  'ec2.nat-gateway-settled'({ NatGatewayId }: Subject, call) {
    const gateway = call.table(natGateways).get(NatGatewayId)
    if (gateway?.State !== 'pending') return
    const isReachable = gateway.ConnectivityType === 'private' || internetGatewayOf(gateway.VpcId, call)
    call.table(natGateways).update(NatGatewayId, draft => {
      draft.State = isReachable ? 'available' : 'failed'
      if (isReachable) return
      draft.FailureCode = 'Gateway.NotAttached'
      draft.FailureMessage = `Network ${gateway.VpcId} has no Internet gateway attached`
    })
    if (!isReachable) disconnect(gateway, call)
  },

  'ec2.nat-gateway-deleted'({ NatGatewayId }: Subject, call) {
    const gateway = call.table(natGateways).get(NatGatewayId)
    if (!gateway) return
    disconnect(gateway, call)
    call.table(natGateways).update(NatGatewayId, draft => {
      draft.State = 'deleted'
    })
    call.schedule(forgottenAfter, 'ec2.nat-gateway-forgotten', { NatGatewayId })
  },

  'ec2.nat-gateway-forgotten'({ NatGatewayId }: Subject, call) {
    call.table(natGateways).delete(NatGatewayId)
  },
}

const fields = {
  'nat-gateway-id': (gateway: NatGateway) => gateway.NatGatewayId,
  'subnet-id': (gateway: NatGateway) => gateway.SubnetId,
  'vpc-id': (gateway: NatGateway) => gateway.VpcId,
  state: (gateway: NatGateway) => gateway.State,
}

function freeAllocation(allocationId: string | undefined, call: Call): string {
  if (allocationId === undefined) {
    throw awsError(
      'MissingParameter',
      'The request must include the AllocationId parameter. Add the required parameter and retry the request.',
    )
  }
  if (find(call, addresses, allocationId).AssociationId) {
    throw awsError('Resource.AlreadyAssociated', `Elastic IP address [${allocationId}] is already associated`)
  }
  return allocationId
}

/** Gives the gateway its interface, and the elastic address to that. */
function connect(natGatewayId: string, subnetId: string, allocationId: string | undefined, call: Call) {
  const elastic = allocationId === undefined ? undefined : find(call, addresses, allocationId)
  const { NetworkInterfaceId, PrivateIpAddress } = createInterface(call, {
    subnetId,
    description: `Interface for NAT Gateway ${natGatewayId}`,
    type: 'nat_gateway',
    requester: 'amazon-aws',
    publicIp: elastic?.PublicIp,
  })
  const shape = {
    NetworkInterfaceId,
    PrivateIp: PrivateIpAddress,
    IsPrimary: true,
    Status: 'succeeded' as const,
  }
  if (!elastic) return shape
  const AssociationId = call.id('eipassoc-')
  call.table(addresses).update(elastic.AllocationId, draft => {
    Object.assign(draft, {
      AssociationId,
      NetworkInterfaceId,
      PrivateIpAddress,
      NetworkInterfaceOwnerId: call.account,
    })
  })
  return { ...shape, AllocationId: elastic.AllocationId, PublicIp: elastic.PublicIp, AssociationId }
}

function disconnect({ NatGatewayAddresses = [] }: NatGatewayRecord, call: Call): void {
  for (const { AllocationId, NetworkInterfaceId } of NatGatewayAddresses) {
    if (NetworkInterfaceId) deleteInterface(call, NetworkInterfaceId)
    if (AllocationId && call.table(addresses).has(AllocationId)) {
      call.table(addresses).update(AllocationId, draft => {
        delete draft.AssociationId
        delete draft.NetworkInterfaceId
        delete draft.PrivateIpAddress
        delete draft.NetworkInterfaceOwnerId
      })
    }
  }
}
