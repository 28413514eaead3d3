import type { State } from '@aws-sdk/client-ec2'
import type { Call, EventHandler } from '../../service.ts'
import { timings } from '../../timings.ts'
import { checkEndpoint, serviceOf } from './endpoint-checks.ts'
import { addPrefixRoutes, addSubnets, removePrefixRoutes, removeSubnets } from './endpoint-connections.ts'
import { deleteInterface } from './network-interfaces.ts'
import { describe, find, notFound } from './records.ts'
import { defaultGroupOf } from './security-groups.ts'
import { type Ec2Operations, type VpcEndpointRecord, vpcEndpoints } from './tables.ts'
import { tagsFor } from './tags.ts'

const fullAccess = JSON.stringify({
  Statement: [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }],
})

/** AWS answers these in lower case, where its documentation and so the SDK's type has them capitalised. */
const states = { pending: 'pending', available: 'available', deleting: 'deleting' } as unknown as Record<
  'pending' | 'available' | 'deleting',
  State
>

export const vpcEndpointOperations = {
  CreateVpcEndpoint(input, call) {
    const { VpcId, VpcEndpointType = 'Gateway', SubnetIds = [], RouteTableIds = [], ClientToken } = input
    const repeated =
      ClientToken && call.table(vpcEndpoints).find(({ clientToken }) => clientToken === ClientToken)
    if (repeated) return { VpcEndpoint: repeated, ClientToken }
    const ServiceName = serviceOf(input.ServiceName, VpcEndpointType, call)
    const isInterface = VpcEndpointType === 'Interface'
    const groups = isInterface ? (input.SecurityGroupIds ?? [defaultGroupOf(VpcId, call).GroupId]) : []
    // The API's default is private DNS for an interface endpoint.
    const PrivateDnsEnabled = isInterface && (input.PrivateDnsEnabled ?? true)
    const VpcEndpointId = call.id('vpce-')
    checkEndpoint({ VpcEndpointId, VpcId, ServiceName, PrivateDnsEnabled, SubnetIds, Groups: groups }, call)
    call.table(vpcEndpoints).put(VpcEndpointId, {
      VpcEndpointId,
      VpcEndpointType,
      VpcId,
      ServiceName,
      State: isInterface ? states.pending : states.available,
      PolicyDocument: input.PolicyDocument ?? fullAccess,
      RouteTableIds: [],
      SubnetIds: [],
      Groups: groups.map(GroupId => ({ GroupId })),
      NetworkInterfaceIds: [],
      PrivateDnsEnabled,
      RequesterManaged: false,
      CreationTimestamp: call.date,
      OwnerId: call.account,
      DnsEntries: isInterface
        ? [{ DnsName: `${VpcEndpointId}-${call.id('', 8)}.${ServiceName.split('.').reverse().join('.')}` }]
        : [],
      Tags: tagsFor('vpc-endpoint', input.TagSpecifications),
      clientToken: ClientToken,
    })
    addSubnets(VpcEndpointId, SubnetIds, call)
    addPrefixRoutes(VpcEndpointId, RouteTableIds, call)
    if (isInterface)
      call.schedule(timings.vpcEndpointAvailable, 'ec2.vpc-endpoint-available', { VpcEndpointId })
    return { VpcEndpoint: find(call, vpcEndpoints, VpcEndpointId), ClientToken }
  },

  DescribeVpcEndpoints({ VpcEndpointIds, Filters, ...paging }, call) {
    const question = { ids: VpcEndpointIds, filters: Filters, fields, paging }
    const { items, next } = describe(call, vpcEndpoints, question)
    return { VpcEndpoints: items, NextToken: next }
  },

  ModifyVpcEndpoint(input, call) {
    const { VpcEndpointId } = input
    const endpoint = find(call, vpcEndpoints, VpcEndpointId)
    const kept = endpoint.Groups?.flatMap(({ GroupId }) => GroupId ?? []) ?? []
    const groups = [
      ...kept.filter(id => !input.RemoveSecurityGroupIds?.includes(id)),
      ...(input.AddSecurityGroupIds?.filter(id => !kept.includes(id)) ?? []),
    ]
    const PrivateDnsEnabled = input.PrivateDnsEnabled ?? endpoint.PrivateDnsEnabled
    checkEndpoint(
      { ...endpoint, PrivateDnsEnabled, SubnetIds: input.AddSubnetIds ?? [], Groups: groups },
      call,
    )
    call.table(vpcEndpoints).update(VpcEndpointId, draft => {
      draft.Groups = groups.map(GroupId => ({ GroupId }))
      draft.PrivateDnsEnabled = PrivateDnsEnabled
      draft.PolicyDocument = input.ResetPolicy ? fullAccess : (input.PolicyDocument ?? draft.PolicyDocument)
    })
    removeSubnets(VpcEndpointId, input.RemoveSubnetIds ?? [], call)
    addSubnets(VpcEndpointId, input.AddSubnetIds ?? [], call)
    removePrefixRoutes(VpcEndpointId, input.RemoveRouteTableIds ?? [], call)
    addPrefixRoutes(VpcEndpointId, input.AddRouteTableIds ?? [], call)
    return { Return: true }
  },

  DeleteVpcEndpoints({ VpcEndpointIds }, call) {
    const Unsuccessful = VpcEndpointIds.flatMap(ResourceId => {
      const endpoint = call.table(vpcEndpoints).get(ResourceId)
      if (endpoint) return remove(endpoint, call)
      const { code: Code, message: Message } = notFound(vpcEndpoints, ResourceId)
      return [{ ResourceId, Error: { Code, Message } }]
    })
    return { Unsuccessful }
  },
} satisfies Ec2Operations

interface Subject {
  readonly VpcEndpointId: string
}

export const vpcEndpointEvents: Readonly<Record<string, EventHandler>> = {
  'ec2.vpc-endpoint-available'({ VpcEndpointId }: Subject, call) {
    if (call.table(vpcEndpoints).get(VpcEndpointId)?.State !== states.pending) return
    call.table(vpcEndpoints).update(VpcEndpointId, endpoint => {
      endpoint.State = states.available
    })
  },

  'ec2.vpc-endpoint-deleted'({ VpcEndpointId }: Subject, call) {
    const { NetworkInterfaceIds = [] } = call.table(vpcEndpoints).get(VpcEndpointId) ?? {}
    for (const id of NetworkInterfaceIds) deleteInterface(call, id)
    call.table(vpcEndpoints).delete(VpcEndpointId)
  },
}

const fields = {
  'service-name': (endpoint: VpcEndpointRecord) => endpoint.ServiceName,
  'vpc-endpoint-id': (endpoint: VpcEndpointRecord) => endpoint.VpcEndpointId,
  'vpc-endpoint-state': (endpoint: VpcEndpointRecord) => endpoint.State,
  'vpc-endpoint-type': (endpoint: VpcEndpointRecord) => endpoint.VpcEndpointType,
  'vpc-id': (endpoint: VpcEndpointRecord) => endpoint.VpcId,
}

/** A gateway endpoint goes at once with its routes; an interface endpoint takes its time, as do its interfaces. */
function remove(
  { VpcEndpointId, VpcEndpointType, RouteTableIds = [], State }: VpcEndpointRecord,
  call: Call,
): [] {
  if (VpcEndpointType === 'Gateway') {
    removePrefixRoutes(VpcEndpointId, RouteTableIds, call)
    call.table(vpcEndpoints).delete(VpcEndpointId)
  } else if (State !== states.deleting) {
    call.table(vpcEndpoints).update(VpcEndpointId, endpoint => {
      endpoint.State = states.deleting
    })
    call.schedule(timings.vpcEndpointAvailable, 'ec2.vpc-endpoint-deleted', { VpcEndpointId })
  }
  return []
}
