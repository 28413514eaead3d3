import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { createInterface, deleteInterface } from '../ec2/network-interfaces.ts'
import { securityGroups, subnets } from '../ec2/tables.ts'
import { page } from '../paging.ts'
import { badRequest, findLink, shortId } from './lookup.ts'
import { type ApiOperations, integrations, type VpcLinkRecord, vpcLinks } from './tables.ts'

const day = 24 * 3600 * 1000
/** Without a request for so long, it loses its interfaces ("Set up VPC links V2 in API Gateway"). */
const idleAfter = 60 * day
/** Zones without links, of those that the sandbox has (the same page). */
const zonesWithout = ['use1-az3', 'euw3-az2', 'cac1-az3', 'apne1-az3']

export const vpcLinkOperations = {
  CreateVpcLink({ Name, SubnetIds, SecurityGroupIds = [], Tags = {} }, call) {
    check(call, SubnetIds, SecurityGroupIds)
    const id = shortId(call).slice(0, 6)
    const interfaces = SubnetIds.map(subnetId =>
      createInterface(call, {
        subnetId,
        groups: SecurityGroupIds,
        description: `VPC Link Interface for ${id}`,
        type: 'api_gateway_managed',
        requester: 'amazon-apigateway',
      }),
    )
    const link = call.table(vpcLinks).put(id, {
      id,
      name: Name,
      subnetIds: SubnetIds,
      groupIds: SecurityGroupIds,
      networkInterfaceIds: interfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId),
      createdAt: call.date,
      availableAt: call.now + timings.vpcLinkAvailable,
      usedAt: call.now,
      deleting: false,
      tags: Tags,
    })
    return shown(link, call)
  },

  GetVpcLink: ({ VpcLinkId }, call) => shown(findLink(call, VpcLinkId), call),

  GetVpcLinks({ MaxResults, NextToken }, call) {
    const { items, next } = page(call.table(vpcLinks).values(), NextToken, Number(MaxResults ?? 100))
    return { Items: items.map(link => shown(link, call)), NextToken: next }
  },

  DeleteVpcLink({ VpcLinkId }, call) {
    const { deleting } = findLink(call, VpcLinkId)
    const used = call.table(integrations).find(({ connectionId }) => connectionId === VpcLinkId)
    if (used)
      throw badRequest(
        `Cannot delete vpc link. Vpc link '${VpcLinkId}', is referenced in [${used.apiId}:${used.id}]`,
      )
    if (!deleting) call.schedule(timings.vpcLinkDeleted, 'apigateway.link-deleted', VpcLinkId)
    call.table(vpcLinks).update(VpcLinkId, draft => {
      draft.deleting = true
    })
    return {}
  },
} satisfies ApiOperations

/** The link is gone, and its interfaces linger. */
export function linkDeleted(id: string, call: Call): void {
  const link = call.table(vpcLinks).get(id)
  if (!link) return
  call.table(vpcLinks).delete(id)
  call.schedule(timings.networkInterfaceReleased, 'apigateway.release', link.networkInterfaceIds)
}

export function releaseInterfaces(ids: readonly string[], call: Call): void {
  for (const id of ids) deleteInterface(call, id)
}

/** Whether a request gets through now. One that comes to a link long unused wakes it, for those that follow. */
export function passes(link: VpcLinkRecord, call: Call): boolean {
  const isIdle = statusOf(link, call) === 'INACTIVE'
  call.table(vpcLinks).update(link.id, draft => {
    draft.usedAt = call.now
    if (isIdle) draft.availableAt = call.now + timings.vpcLinkAvailable
  })
  return !isIdle && call.now >= link.availableAt && !link.deleting
}

function check(call: Call, subnetIds: readonly string[], groupIds: readonly string[]): void {
  if (subnetIds.length === 0) throw badRequest('At least one subnet is required')
  const found = subnetIds.map(id => {
    const subnet = call.table(subnets).get(id)
    if (!subnet) throw badRequest(`The subnet ID '${id}' does not exist`)
    const zone = subnet.AvailabilityZoneId!
    if (zonesWithout.includes(zone))
      throw badRequest(`Subnet '${id}' is in Availability Zone '${zone}' where service is not available`)
    return subnet
  })
  const vpcIds = new Set(found.map(({ VpcId }) => VpcId))
  if (vpcIds.size > 1) throw badRequest('All subnets must belong to the same VPC')
  for (const id of groupIds) {
    const group = call.table(securityGroups).get(id)
    if (!group || !vpcIds.has(group.VpcId)) throw badRequest(`The security group '${id}' does not exist`)
  }
}

function statusOf(link: VpcLinkRecord, call: Call) {
  if (link.deleting) return 'DELETING' as const
  if (call.now < link.availableAt) return 'PENDING' as const
  return call.now - link.usedAt > idleAfter ? ('INACTIVE' as const) : ('AVAILABLE' as const)
}

function shown(link: VpcLinkRecord, call: Call) {
  return {
    VpcLinkId: link.id,
    Name: link.name,
    SubnetIds: link.subnetIds,
    SecurityGroupIds: link.groupIds,
    VpcLinkStatus: statusOf(link, call),
    VpcLinkVersion: 'V2' as const,
    CreatedDate: link.createdAt,
    Tags: link.tags,
  }
}
