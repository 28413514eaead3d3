import type { MountTargetDescription } from '@aws-sdk/client-efs'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { createInterface, deleteInterface } from '../ec2/network-interfaces.ts'
import { defaultGroupOf } from '../ec2/security-groups.ts'
import { networkInterfaces, securityGroups, subnets } from '../ec2/tables.ts'
import { page } from '../paging.ts'
import {
  accessPoints,
  type EfsOperations,
  efsError,
  findAvailable,
  findFileSystem,
  lifeOf,
  type MountTargetRecord,
  mountTargets,
} from './tables.ts'

export const mountTargetOperations = {
  CreateMountTarget({ FileSystemId, SubnetId, SecurityGroups: given }, call) {
    const { id: fileSystemId } = findAvailable(call, FileSystemId)
    const subnet = call.table(subnets).get(SubnetId)
    if (!subnet) throw efsError('SubnetNotFound', `The subnet ID '${SubnetId}' does not exist`)
    const SecurityGroups = given ?? [defaultGroupOf(subnet.VpcId, call).GroupId]
    requireGroups(call, SecurityGroups)
    const others = call.table(mountTargets).filter(one => one.fileSystemId === fileSystemId)
    if (others.some(one => one.vpcId !== subnet.VpcId)) {
      throw efsError(
        'MountTargetConflict',
        'requested subnet for new mount target is not in the same VPC as existing mount targets',
      )
    }
    if (others.some(one => one.zone === subnet.AvailabilityZone))
      throw efsError('MountTargetConflict', 'mount target already exists in this AZ')
    const id = call.id('fsmt-')
    const { NetworkInterfaceId, PrivateIpAddress } = createInterface(call, {
      subnetId: SubnetId,
      groups: SecurityGroups,
      description: `EFS mount target for ${fileSystemId} (${id})`,
      type: 'efs',
      requester: 'amazon-elasticfilesystem',
    })
    const made = call.table(mountTargets).put(id, {
      id,
      fileSystemId,
      subnetId: SubnetId,
      vpcId: subnet.VpcId,
      zone: subnet.AvailabilityZone,
      ip: PrivateIpAddress,
      interfaceId: NetworkInterfaceId,
      availableAt: call.now + timings.mountTargetAvailable,
      isDeleting: false,
      securityGroupIds: SecurityGroups,
    })
    return described(made, call)
  },

  DescribeMountTargets({ FileSystemId, MountTargetId, AccessPointId, Marker, MaxItems = 100 }, call) {
    const asked = [FileSystemId, MountTargetId, AccessPointId].filter(id => id !== undefined)
    if (asked.length !== 1) {
      throw efsError(
        'BadRequest',
        'Exactly one of FileSystemId, MountTargetId and AccessPointId must be specified.',
      )
    }
    const ofPoint = AccessPointId && call.table(accessPoints).get(AccessPointId)?.fileSystemId
    const all = MountTargetId
      ? [find(call, MountTargetId)]
      : ofFileSystem(call, findFileSystem(call, FileSystemId ?? ofPoint ?? '').id)
    const { items, next } = page(all, Marker, MaxItems)
    return { MountTargets: items.map(one => described(one, call)), Marker, NextMarker: next }
  },

  DeleteMountTarget({ MountTargetId }, call) {
    const { id, isDeleting } = find(call, MountTargetId)
    if (isDeleting) return {}
    call.table(mountTargets).update(id, draft => {
      draft.isDeleting = true
    })
    call.schedule(timings.mountTargetDeleted, 'efs.mount-target-deleted', { id })
    return {}
  },

  DescribeMountTargetSecurityGroups: ({ MountTargetId }, call) => ({
    SecurityGroups: [...find(call, MountTargetId).securityGroupIds],
  }),

  ModifyMountTargetSecurityGroups({ MountTargetId, SecurityGroups = [] }, call) {
    const target = find(call, MountTargetId)
    if (lifeOf(target, call) !== 'available')
      throw efsError(
        'IncorrectMountTargetState',
        `Mount target '${target.id}' is not in the available state.`,
      )
    requireGroups(call, SecurityGroups)
    call.table(mountTargets).update(target.id, draft => {
      draft.securityGroupIds = SecurityGroups
    })
    call.table(networkInterfaces).update(target.interfaceId, draft => {
      draft.Groups = SecurityGroups.map(GroupId => ({
        GroupId,
        GroupName: call.table(securityGroups).get(GroupId)?.GroupName,
      }))
    })
    return {}
  },
} satisfies EfsOperations

/** The end of a mount target, and of its network interface. */
export function dropMountTarget({ id }: { readonly id: string }, call: Call): void {
  deleteInterface(call, find(call, id).interfaceId)
  call.table(mountTargets).delete(id)
}

export function ofFileSystem(call: Call, fileSystemId: string): MountTargetRecord[] {
  return call.table(mountTargets).filter(one => one.fileSystemId === fileSystemId)
}

function find(call: Call, id: string): MountTargetRecord {
  const found = call.table(mountTargets).get(id)
  if (!found) throw efsError('MountTargetNotFound', `Mount target '${id}' does not exist.`)
  return found
}

function requireGroups(call: Call, ids: readonly string[]): void {
  if (ids.length > 5)
    throw efsError(
      'SecurityGroupLimitExceeded',
      'The maximum number of security groups per interface has been reached.',
    )
  const missing = ids.find(id => !call.table(securityGroups).has(id))
  if (missing) throw efsError('SecurityGroupNotFound', `The SecurityGroup ID '${missing}' does not exist`)
}

function described(one: MountTargetRecord, call: Call): MountTargetDescription {
  return {
    OwnerId: call.account,
    MountTargetId: one.id,
    FileSystemId: one.fileSystemId,
    SubnetId: one.subnetId,
    VpcId: one.vpcId,
    LifeCycleState: lifeOf(one, call),
    IpAddress: one.ip,
    NetworkInterfaceId: one.interfaceId,
    AvailabilityZoneName: one.zone,
  }
}
