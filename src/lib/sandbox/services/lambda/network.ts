import type { VpcConfig } from '@aws-sdk/client-lambda'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { createInterface, deleteInterface, requireOneVpc } from '../ec2/network-interfaces.ts'
import { networkInterfaces, subnets } from '../ec2/tables.ts'
import { checkNetworkRights } from './checks.ts'
import type { VersionRecord } from './tables.ts'

/** What a function is described as on the interfaces that Lambda makes for it, one a subnet. */
function descriptionOf(name: string): string {
  return `AWS Lambda VPC ENI-${name}`
}

/**
 * Puts a function into a network, or takes it out.
 *
 * @throws AwsError where subnet or group is not there, they lie in different networks, or the role may make no interfaces
 */
export function joinNetwork(
  call: Call,
  { name, role }: Pick<VersionRecord, 'name' | 'role'>,
  wanted: VpcConfig | undefined,
): VersionRecord['vpc'] {
  const SubnetIds = wanted?.SubnetIds ?? []
  const SecurityGroupIds = wanted?.SecurityGroupIds ?? []
  if (SubnetIds.length === 0) {
    leaveNetwork(call, name)
    return undefined
  }
  checkNetworkRights(call, role)
  requireOneVpc(call, SubnetIds, SecurityGroupIds)
  const standing = interfacesOf(call, name)
  const isSame =
    standing
      .map(({ SubnetId }) => SubnetId)
      .sort()
      .join() === SubnetIds.toSorted().join() &&
    standing.every(
      ({ Groups = [] }) =>
        Groups.map(({ GroupId }) => GroupId)
          .sort()
          .join() === SecurityGroupIds.toSorted().join(),
    )
  if (!isSame) {
    leaveNetwork(call, name)
    for (const subnetId of SubnetIds) {
      createInterface(call, {
        subnetId,
        groups: SecurityGroupIds,
        description: descriptionOf(name),
        type: 'lambda',
        requester: 'amazon-lambda',
      })
    }
  }
  const VpcId = call.table(subnets).get(SubnetIds[0]!)!.VpcId
  return { SubnetIds, SecurityGroupIds, VpcId, Ipv6AllowedForDualStack: false }
}

/** The interfaces of what is gone linger, and with them the subnets and groups that they are in. */
export function leaveNetwork(call: Call, name: string): void {
  const ids = interfacesOf(call, name).map(({ NetworkInterfaceId }) => NetworkInterfaceId)
  if (ids.length === 0) return
  for (const id of ids) {
    call.table(networkInterfaces).update(id, draft => {
      draft.Description = `${descriptionOf(name)} (leaving)`
    })
  }
  call.schedule(timings.networkInterfaceReleased, 'lambda.interfaces-released', { ids })
}

function interfacesOf(call: Call, name: string) {
  return call.table(networkInterfaces).filter(({ Description }) => Description === descriptionOf(name))
}

export const networkEvents = {
  'lambda.interfaces-released'({ ids }: { ids: readonly string[] }, call: Call) {
    for (const id of ids) deleteInterface(call, id)
  },
}
