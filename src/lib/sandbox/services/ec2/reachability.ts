import type { Call } from '../../service.ts'
import { contains, parseCidr } from './cidr.ts'
import { type NetworkInterfaceRecord, securityGroupRules } from './tables.ts'

/** Whether an interface may open a TCP connection to what stands behind security groups in its network. */
export function mayConnect(
  call: Call,
  { PrivateIpAddress, Groups = [] }: NetworkInterfaceRecord,
  groupIds: readonly string[],
  port: number,
): boolean {
  const address = parseCidr(`${PrivateIpAddress}/32`)!
  const own = Groups.map(({ GroupId }) => GroupId)
  return call
    .table(securityGroupRules)
    .values()
    .some(rule => {
      const { GroupId, IsEgress, IpProtocol, FromPort = 0, ToPort = 65_535, CidrIpv4 } = rule
      if (IsEgress || !groupIds.includes(GroupId)) return false
      const isForPort = IpProtocol === '-1' || (IpProtocol === 'tcp' && FromPort <= port && port <= ToPort)
      const block = CidrIpv4 === undefined ? undefined : parseCidr(CidrIpv4)
      const isFromHere =
        (block && contains(block, address)) || own.includes(rule.ReferencedGroupInfo?.GroupId)
      return isForPort && isFromHere
    })
}
