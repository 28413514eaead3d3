import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { describe, find, missingParameter } from './records.ts'
import { type AddressRecord, addresses, type Ec2Operations } from './tables.ts'
import { tagsFor } from './tags.ts'

export const addressOperations = {
  AllocateAddress({ Domain = 'vpc', TagSpecifications }, call) {
    const AllocationId = call.id('eipalloc-')
    const shape = {
      AllocationId,
      PublicIp: publicIp(call),
      Domain,
      PublicIpv4Pool: 'amazon',
      NetworkBorderGroup: call.region,
    }
    call.table(addresses).put(AllocationId, { ...shape, Tags: tagsFor('elastic-ip', TagSpecifications) })
    return shape
  },

  DescribeAddresses({ AllocationIds, PublicIps, Filters }, call) {
    const question = { ids: AllocationIds, filters: Filters, fields, paging: {} }
    const { items } = describe(call, addresses, question)
    const unknown = PublicIps?.find(ip => !call.table(addresses).find(({ PublicIp }) => PublicIp === ip))
    if (unknown) throw awsError('InvalidAddress.NotFound', `Address '${unknown}' not found.`)
    return { Addresses: items.filter(({ PublicIp }) => PublicIps?.includes(PublicIp) ?? true) }
  },

  ReleaseAddress({ AllocationId }, call) {
    if (AllocationId === undefined) throw missingParameter('allocationId')
    const { AssociationId, PublicIp } = find(call, addresses, AllocationId)
    if (AssociationId) throw awsError('InvalidIPAddress.InUse', `Address ${PublicIp} is in use.`)
    call.table(addresses).delete(AllocationId)
    return {}
  },
} satisfies Ec2Operations

/** A public address for an interface or an allocation. */
export function publicIp(call: Call): string {
  const [a, b, c] = call
    .id('', 6)
    .match(/../g)!
    .map(pair => Number.parseInt(pair, 16))
  return `52.${a}.${b}.${c}`
}

const fields = {
  'allocation-id': (address: AddressRecord) => address.AllocationId,
  'association-id': (address: AddressRecord) => address.AssociationId,
  domain: (address: AddressRecord) => address.Domain,
  'network-interface-id': (address: AddressRecord) => address.NetworkInterfaceId,
  'private-ip-address': (address: AddressRecord) => address.PrivateIpAddress,
  'public-ip': (address: AddressRecord) => address.PublicIp,
}
