import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { type Cidr, contains, formatCidr, overlaps, parseCidr, sizeOf } from './cidr.ts'
import { dependencyViolation, describe, find, invalidValue, missingParameter } from './records.ts'
import {
  type Ec2Operations,
  networkInterfaces,
  routeTables,
  type SubnetRecord,
  subnets,
  type VpcRecord,
  vpcs,
} from './tables.ts'
import { tagsFor } from './tags.ts'
import { zonesOf } from './zones.ts'

/** AWS keeps the first four addresses and the last of every subnet to itself. */
const reservedAddresses = 5

export const subnetOperations = {
  CreateSubnet({ VpcId, CidrBlock, AvailabilityZone, AvailabilityZoneId, TagSpecifications }, call) {
    const cidr = checkedCidr(CidrBlock, find(call, vpcs, VpcId), call)
    const zone = zoneFor(AvailabilityZone ?? AvailabilityZoneId, call)
    const SubnetId = call.id('subnet-')
    const subnet = call.table(subnets).put(SubnetId, {
      SubnetId,
      SubnetArn: call.arn(`subnet/${SubnetId}`),
      VpcId,
      OwnerId: call.account,
      CidrBlock: formatCidr(cidr),
      AvailabilityZone: zone.ZoneName,
      AvailabilityZoneId: zone.ZoneId,
      State: 'available',
      DefaultForAz: false,
      MapPublicIpOnLaunch: false,
      AssignIpv6AddressOnCreation: false,
      Ipv6CidrBlockAssociationSet: [],
      Tags: tagsFor('subnet', TagSpecifications),
    })
    return { Subnet: shown(subnet, call) }
  },

  DescribeSubnets({ SubnetIds, Filters, ...paging }, call) {
    const { items, next } = describe(call, subnets, { ids: SubnetIds, filters: Filters, fields, paging })
    return { Subnets: items.map(subnet => shown(subnet, call)), NextToken: next }
  },

  ModifySubnetAttribute({ SubnetId, MapPublicIpOnLaunch, AssignIpv6AddressOnCreation }, call) {
    find(call, subnets, SubnetId)
    call.table(subnets).update(SubnetId, subnet => {
      subnet.MapPublicIpOnLaunch = MapPublicIpOnLaunch?.Value ?? subnet.MapPublicIpOnLaunch
      subnet.AssignIpv6AddressOnCreation =
        AssignIpv6AddressOnCreation?.Value ?? subnet.AssignIpv6AddressOnCreation
    })
    return {}
  },

  DeleteSubnet({ SubnetId }, call) {
    find(call, subnets, SubnetId)
    if (call.table(networkInterfaces).find(one => one.SubnetId === SubnetId)) {
      throw dependencyViolation('subnet', SubnetId)
    }
    for (const { RouteTableId, Associations } of call.table(routeTables).values()) {
      if (!Associations?.some(association => association.SubnetId === SubnetId)) continue
      call.table(routeTables).update(RouteTableId, table => {
        table.Associations = table.Associations?.filter(association => association.SubnetId !== SubnetId)
      })
    }
    call.table(subnets).delete(SubnetId)
    return {}
  },
} satisfies Ec2Operations

const fields = {
  'subnet-id': (subnet: SubnetRecord) => subnet.SubnetId,
  'vpc-id': (subnet: SubnetRecord) => subnet.VpcId,
  'availability-zone': (subnet: SubnetRecord) => subnet.AvailabilityZone,
  'availability-zone-id': (subnet: SubnetRecord) => subnet.AvailabilityZoneId,
  'cidr-block': (subnet: SubnetRecord) => subnet.CidrBlock,
  'default-for-az': (subnet: SubnetRecord) => subnet.DefaultForAz,
  'map-public-ip-on-launch': (subnet: SubnetRecord) => subnet.MapPublicIpOnLaunch,
  'owner-id': (subnet: SubnetRecord) => subnet.OwnerId,
  state: (subnet: SubnetRecord) => subnet.State,
}

function shown(subnet: SubnetRecord, call: Call): SubnetRecord {
  const used = call.table(networkInterfaces).filter(one => one.SubnetId === subnet.SubnetId).length
  const AvailableIpAddressCount = sizeOf(parseCidr(subnet.CidrBlock)!) - reservedAddresses - used
  return { ...subnet, AvailableIpAddressCount }
}

function checkedCidr(text: string | undefined, vpc: VpcRecord, call: Call): Cidr {
  if (text === undefined) throw missingParameter('cidrBlock')
  const cidr = parseCidr(text)
  if (!cidr) {
    throw invalidValue(`Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`)
  }
  if (cidr.bits < 16 || cidr.bits > 28 || !contains(parseCidr(vpc.CidrBlock)!, cidr)) {
    throw awsError('InvalidSubnet.Range', `The CIDR '${text}' is invalid.`)
  }
  const siblings = call.table(subnets).filter(subnet => subnet.VpcId === vpc.VpcId)
  if (siblings.some(subnet => overlaps(parseCidr(subnet.CidrBlock)!, cidr))) {
    throw awsError('InvalidSubnet.Conflict', `The CIDR '${text}' conflicts with another subnet`)
  }
  return cidr
}

function zoneFor(nameOrId: string | undefined, call: Call) {
  const zones = zonesOf(call.region)
  const zone = nameOrId
    ? zones.find(({ ZoneName, ZoneId }) => ZoneName === nameOrId || ZoneId === nameOrId)
    : zones[0]
  if (zone) return zone
  const names = zones.map(({ ZoneName }) => ZoneName).join(', ')
  throw invalidValue(
    `Value (${nameOrId}) for parameter availabilityZone is invalid. ` +
      `Subnets can currently only be created in the following availability zones: ${names}.`,
  )
}
