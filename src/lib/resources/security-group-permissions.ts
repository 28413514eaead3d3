import type { IpPermission } from '@aws-sdk/client-ec2'

/** One rule: one protocol, one range of ports, one peer. AWS lists them folded together. */
export interface Permission {
  /** `tcp 8080 sg-0abc`; two rules are the same where their texts are. */
  readonly text: string
  /** What authorises and revokes it. */
  readonly permission: IpPermission
}

/** A rule that opens one TCP port to a CIDR, or to the members of a group. */
export function allowPort(port: number, peer: string): Permission {
  const range = { IpProtocol: 'tcp', FromPort: port, ToPort: port }
  const isGroup = peer.startsWith('sg-')
  return unfold([
    { ...range, ...(isGroup ? { UserIdGroupPairs: [{ GroupId: peer }] } : { IpRanges: [{ CidrIp: peer }] }) },
  ])[0]!
}

/** Everything to everywhere: what AWS gives a new group as its outbound rule. */
export const allowAllOut: Permission = unfold([{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }])[0]!

/** Takes rules as AWS lists them apart into single ones, sorted by text. */
export function unfold(permissions: readonly IpPermission[]): Permission[] {
  return permissions.flatMap(singles).toSorted((a, b) => (a.text < b.text ? -1 : 1))
}

function singles({ IpProtocol, FromPort, ToPort, ...peers }: IpPermission): Permission[] {
  // AWS leaves the ports out where every protocol is meant; moto says -1.
  const range = IpProtocol === '-1' ? { IpProtocol } : { IpProtocol, FromPort, ToPort }
  const single = (peer: string, permission: IpPermission) => ({
    text: [nameOfProtocol(IpProtocol), nameOfPorts(range), peer].filter(Boolean).join(' '),
    permission: { ...range, ...permission },
  })
  const { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [] } = peers
  return [
    ...IpRanges.map(({ CidrIp }) => single(CidrIp!, { IpRanges: [{ CidrIp }] })),
    ...Ipv6Ranges.map(({ CidrIpv6 }) => single(CidrIpv6!, { Ipv6Ranges: [{ CidrIpv6 }] })),
    ...PrefixListIds.map(({ PrefixListId }) => single(PrefixListId!, { PrefixListIds: [{ PrefixListId }] })),
    ...UserIdGroupPairs.map(({ GroupId }) => single(GroupId!, { UserIdGroupPairs: [{ GroupId }] })),
  ]
}

function nameOfProtocol(protocol: string | undefined): string {
  return protocol === '-1' ? 'all' : protocol!
}

function nameOfPorts({ FromPort, ToPort }: IpPermission): string | undefined {
  return FromPort === ToPort ? FromPort?.toString() : `${FromPort}-${ToPort}`
}
