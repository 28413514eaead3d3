import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { dependencyViolation, describe, find, invalidValue } from './records.ts'
import {
  type Ec2Operations,
  type InternetGatewayRecord,
  internetGateways,
  networkInterfaces,
  vpcs,
} from './tables.ts'
import { tagsFor } from './tags.ts'

export const internetGatewayOperations = {
  CreateInternetGateway({ TagSpecifications }, call) {
    const InternetGatewayId = call.id('igw-')
    const Tags = tagsFor('internet-gateway', TagSpecifications)
    const record = { InternetGatewayId, OwnerId: call.account, Attachments: [], Tags }
    return { InternetGateway: call.table(internetGateways).put(InternetGatewayId, record) }
  },

  DescribeInternetGateways({ InternetGatewayIds, Filters, ...paging }, call) {
    const question = { ids: InternetGatewayIds, filters: Filters, fields, paging }
    const { items, next } = describe(call, internetGateways, question)
    return { InternetGateways: items, NextToken: next }
  },

  AttachInternetGateway({ InternetGatewayId, VpcId }, call) {
    const attached = attachedVpc(find(call, internetGateways, InternetGatewayId))
    find(call, vpcs, VpcId)
    if (attached) {
      throw awsError(
        'Resource.AlreadyAssociated',
        `resource ${InternetGatewayId} is already attached to network ${attached}`,
      )
    }
    if (internetGatewayOf(VpcId, call)) {
      throw invalidValue(`Network ${VpcId} already has an internet gateway attached`)
    }
    call.table(internetGateways).update(InternetGatewayId, gateway => {
      // AWS says `available` here, where its documentation has `attached`.
      gateway.Attachments = [{ VpcId, State: 'available' as 'attached' }]
    })
    return {}
  },

  DetachInternetGateway({ InternetGatewayId, VpcId }, call) {
    const gateway = find(call, internetGateways, InternetGatewayId)
    find(call, vpcs, VpcId)
    if (attachedVpc(gateway) !== VpcId) {
      throw awsError(
        'Gateway.NotAttached',
        `resource ${InternetGatewayId} is not attached to network ${VpcId}`,
      )
    }
    if (
      call
        .table(networkInterfaces)
        .find(one => one.VpcId === VpcId && one.Association?.PublicIp !== undefined)
    ) {
      throw awsError(
        'DependencyViolation',
        `Network ${VpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
      )
    }
    call.table(internetGateways).update(InternetGatewayId, draft => {
      draft.Attachments = []
    })
    return {}
  },

  DeleteInternetGateway({ InternetGatewayId }, call) {
    const gateway = find(call, internetGateways, InternetGatewayId)
    if (attachedVpc(gateway)) throw dependencyViolation('internetGateway', InternetGatewayId)
    call.table(internetGateways).delete(InternetGatewayId)
    return {}
  },
} satisfies Ec2Operations

/** The gateway that is attached to a VPC; there can be one. */
export function internetGatewayOf(vpcId: string, call: Call): InternetGatewayRecord | undefined {
  return call.table(internetGateways).find(gateway => attachedVpc(gateway) === vpcId)
}

function attachedVpc({ Attachments }: InternetGatewayRecord): string | undefined {
  return Attachments?.[0]?.VpcId
}

const fields = {
  'internet-gateway-id': (gateway: InternetGatewayRecord) => gateway.InternetGatewayId,
  'attachment.vpc-id': attachedVpc,
  'attachment.state': (gateway: InternetGatewayRecord) => gateway.Attachments?.[0]?.State,
  'owner-id': (gateway: InternetGatewayRecord) => gateway.OwnerId,
}
