import type { NetworkInterfaceType } from '@aws-sdk/client-ec2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { formatAddress, parseCidr, sizeOf } from './cidr.ts'
import { describe, find, invalidValue } from './records.ts'
import {
  type Ec2Operations,
  type NetworkInterfaceRecord,
  networkInterfaces,
  type SubnetRecord,
  securityGroups,
  subnets,
} from './tables.ts'
import { tagsFor } from './tags.ts'

export interface InterfaceRequest {
  readonly subnetId: string
  readonly groups?: readonly string[]
  readonly description: string
  /** In AWS's own spelling, such as `nat_gateway`, which the SDK's type does not know. */
  readonly type?: string
  /** The AWS service that made it, such as `amazon-elb`; absent where a user did. */
  readonly requester?: string
  readonly publicIp?: string | undefined
}

/**
 * Makes a network interface, as a task, load balancer, NAT gateway or endpoint does. Subnet and groups cannot be
 * deleted while it exists.
 *
 * @throws AwsError where the subnet or a group does not exist, or the subnet is full
 */
export function createInterface(call: Call, request: InterfaceRequest): NetworkInterfaceRecord {
  const { subnetId, groups = [], description, type = 'interface', requester, publicIp } = request
  const subnet = find(call, subnets, subnetId)
  const NetworkInterfaceId = call.id('eni-')
  return call.table(networkInterfaces).put(NetworkInterfaceId, {
    NetworkInterfaceId,
    SubnetId: subnetId,
    VpcId: subnet.VpcId,
    AvailabilityZone: subnet.AvailabilityZone,
    Description: description,
    InterfaceType: type as NetworkInterfaceType,
    OwnerId: call.account,
    RequesterId: requester,
    RequesterManaged: requester !== undefined,
    MacAddress: `06:${call.id('', 10).match(/../g)!.join(':')}`,
    PrivateIpAddress: freeAddress(subnet, call),
    Groups: groups.map(GroupId => ({ GroupId, GroupName: find(call, securityGroups, GroupId).GroupName })),
    SourceDestCheck: true,
    Status: requester === undefined ? 'available' : 'in-use',
    ...(requester && {
      Attachment: {
        AttachmentId: call.id('eni-attach-'),
        AttachTime: call.date,
        DeleteOnTermination: true,
        InstanceOwnerId: requester,
        Status: 'attached',
      },
    }),
    ...(publicIp && { Association: { PublicIp: publicIp, IpOwnerId: call.account } }),
    TagSet: [],
  })
}

/** Removes an interface; already gone is fine. */
export function deleteInterface(call: Call, networkInterfaceId: string): void {
  call.table(networkInterfaces).delete(networkInterfaceId)
}

export const networkInterfaceOperations = {
  CreateNetworkInterface(
    { SubnetId, Groups, Description = '', InterfaceType = 'interface', TagSpecifications },
    call,
  ) {
    const made = createInterface(call, {
      subnetId: SubnetId,
      groups: Groups ?? [],
      description: Description,
      type: InterfaceType,
    })
    const Tags = tagsFor('network-interface', TagSpecifications)
    const tagged = call.table(networkInterfaces).put(made.NetworkInterfaceId, { ...made, Tags })
    return { NetworkInterface: shown(tagged) }
  },

  DescribeNetworkInterfaces({ NetworkInterfaceIds, Filters, ...paging }, call) {
    const question = { ids: NetworkInterfaceIds, filters: Filters, fields, paging }
    const { items, next } = describe(call, networkInterfaces, question)
    return { NetworkInterfaces: items.map(shown), NextToken: next }
  },

  DeleteNetworkInterface({ NetworkInterfaceId }, call) {
    const { Status } = find(call, networkInterfaces, NetworkInterfaceId)
    if (Status === 'in-use') {
      throw awsError(
        'InvalidParameterValue',
        `Network interface '${NetworkInterfaceId}' is currently in use.`,
      )
    }
    deleteInterface(call, NetworkInterfaceId)
    return {}
  },
} satisfies Ec2Operations

/** Network interfaces alone call their tags `TagSet`. */
function shown(record: NetworkInterfaceRecord): NetworkInterfaceRecord {
  const { PrivateIpAddress, Association, Tags } = record
  return {
    ...record,
    TagSet: Tags ?? [],
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress, Association }],
  }
}

const fields = {
  'addresses.private-ip-address': (one: NetworkInterfaceRecord) => one.PrivateIpAddress,
  'association.public-ip': (one: NetworkInterfaceRecord) => one.Association?.PublicIp,
  'attachment.attachment-id': (one: NetworkInterfaceRecord) => one.Attachment?.AttachmentId,
  'attachment.status': (one: NetworkInterfaceRecord) => one.Attachment?.Status,
  'availability-zone': (one: NetworkInterfaceRecord) => one.AvailabilityZone,
  description: (one: NetworkInterfaceRecord) => one.Description,
  'group-id': (one: NetworkInterfaceRecord) => one.Groups?.map(({ GroupId }) => GroupId) ?? [],
  'group-name': (one: NetworkInterfaceRecord) => one.Groups?.map(({ GroupName }) => GroupName) ?? [],
  'interface-type': (one: NetworkInterfaceRecord) => one.InterfaceType,
  'network-interface-id': (one: NetworkInterfaceRecord) => one.NetworkInterfaceId,
  'private-ip-address': (one: NetworkInterfaceRecord) => one.PrivateIpAddress,
  'requester-id': (one: NetworkInterfaceRecord) => one.RequesterId,
  'requester-managed': (one: NetworkInterfaceRecord) => one.RequesterManaged,
  status: (one: NetworkInterfaceRecord) => one.Status,
  'subnet-id': (one: NetworkInterfaceRecord) => one.SubnetId,
  'vpc-id': (one: NetworkInterfaceRecord) => one.VpcId,
}

/** The first address that nobody has, behind the four that AWS keeps. */
function freeAddress({ SubnetId, CidrBlock }: SubnetRecord, call: Call): string {
  const cidr = parseCidr(CidrBlock)!
  const inSubnet = call.table(networkInterfaces).filter(one => one.SubnetId === SubnetId)
  const taken = new Set(inSubnet.map(({ PrivateIpAddress }) => PrivateIpAddress))
  for (let host = 4; host < sizeOf(cidr) - 1; host++) {
    const address = formatAddress(cidr.first + host)
    if (!taken.has(address)) return address
  }
  throw awsError('InsufficientFreeAddressesInSubnet', `Insufficient Free Addresses in subnet '${SubnetId}'.`)
}

/** @throws AwsError where groups and subnets lie in different VPCs */
export function requireOneVpc(call: Call, subnetIds: readonly string[], groupIds: readonly string[]): void {
  const found = [
    ...subnetIds.map(id => find(call, subnets, id).VpcId),
    ...groupIds.map(id => find(call, securityGroups, id).VpcId),
  ]
  if (new Set(found).size > 1)
    throw invalidValue('You have specified two resources that belong to different networks.')
}
