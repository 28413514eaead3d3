import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2'
import type { Call } from '../../service.ts'
import { formatCidr, parseCidr } from './cidr.ts'
import { find, invalidValue, missingParameter } from './records.ts'
import { type SecurityGroupRuleRecord, securityGroups } from './tables.ts'

/** A rule before it has an identity: protocol, ports and one peer. */
export type RuleShape = Pick<
  SecurityGroupRule,
  | 'IpProtocol'
  | 'FromPort'
  | 'ToPort'
  | 'CidrIpv4'
  | 'CidrIpv6'
  | 'PrefixListId'
  | 'ReferencedGroupInfo'
  | 'Description'
>

/**
 * The single rules that a list of permissions stands for, one for each peer.
 *
 * @throws AwsError for a bad protocol, port range, CIDR, or a referenced group that does not exist
 */
export function rulesOf(permissions: readonly IpPermission[], call: Call): RuleShape[] {
  return permissions.flatMap(permission => {
    const traffic = trafficOf(permission)
    const rules: RuleShape[] = [
      ...(permission.IpRanges ?? []).map(({ CidrIp, Description }) => ({
        CidrIpv4: checkedCidr(CidrIp),
        Description,
      })),
      ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6, Description }) => ({ CidrIpv6, Description })),
      ...(permission.PrefixListIds ?? []).map(({ PrefixListId, Description }) => ({
        PrefixListId,
        Description,
      })),
      ...(permission.UserIdGroupPairs ?? []).map(({ GroupId, UserId, Description }) => {
        if (GroupId === undefined) throw missingParameter('groupId')
        find(call, securityGroups, GroupId)
        return { ReferencedGroupInfo: { GroupId, UserId: UserId ?? call.account }, Description }
      }),
    ]
    if (rules.length === 0) throw missingParameter('ipRanges')
    return rules.map(rule => ({ ...traffic, ...rule }))
  })
}

/** Rules as a group's description lists them: those of the same traffic together. */
export function permissionsOf(rules: readonly SecurityGroupRuleRecord[]): IpPermission[] {
  return [...Map.groupBy(rules, trafficKey).values()].map(alike => ({
    IpProtocol: alike[0]!.IpProtocol,
    ...(alike[0]!.IpProtocol !== '-1' && { FromPort: alike[0]!.FromPort, ToPort: alike[0]!.ToPort }),
    IpRanges: alike
      .filter(rule => rule.CidrIpv4)
      .map(rule => ({ CidrIp: rule.CidrIpv4, Description: rule.Description })),
    Ipv6Ranges: alike
      .filter(rule => rule.CidrIpv6)
      .map(({ CidrIpv6, Description }) => ({ CidrIpv6, Description })),
    PrefixListIds: alike
      .filter(rule => rule.PrefixListId)
      .map(({ PrefixListId, Description }) => ({ PrefixListId, Description })),
    UserIdGroupPairs: alike
      .filter(rule => rule.ReferencedGroupInfo)
      .map(({ ReferencedGroupInfo, Description }) => ({ ...ReferencedGroupInfo, Description })),
  }))
}

/** What makes two rules the same, whatever they are called. */
export function ruleKey(rule: RuleShape): string {
  return `${trafficKey(rule)} ${peerOf(rule)}`
}

/** A rule in the words of AWS's messages. */
export function ruleText(rule: RuleShape): string {
  if (rule.IpProtocol === '-1') return `peer: ${peerOf(rule)}, ALL, ALLOW`
  const protocol = rule.IpProtocol?.toUpperCase()
  return `peer: ${peerOf(rule)}, ${protocol}, from port: ${rule.FromPort}, to port: ${rule.ToPort}, ALLOW`
}

function trafficKey({ IpProtocol, FromPort, ToPort }: RuleShape): string {
  return `${IpProtocol} ${FromPort} ${ToPort}`
}

function peerOf(rule: RuleShape): string {
  return rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId ?? ''
}

const protocolNames: Readonly<Record<string, string>> = {
  '6': 'tcp',
  '17': 'udp',
  '1': 'icmp',
  '58': 'icmpv6',
  all: '-1',
}
const knownProtocol = /^(-1|tcp|udp|icmp|icmpv6|\d{1,3})$/

function trafficOf({ IpProtocol, FromPort, ToPort }: IpPermission) {
  if (IpProtocol === undefined) throw missingParameter('ipProtocol')
  const protocol = protocolNames[IpProtocol.toLowerCase()] ?? IpProtocol.toLowerCase()
  if (!knownProtocol.test(protocol))
    throw invalidValue(`Invalid value '${IpProtocol}' for IP protocol. Unknown protocol.`)
  // All protocols means all ports: whatever the request says about ports is ignored.
  if (protocol === '-1') return { IpProtocol: '-1', FromPort: -1, ToPort: -1 }
  if (protocol === 'tcp' || protocol === 'udp') checkPorts(FromPort, ToPort)
  return { IpProtocol: protocol, FromPort: FromPort ?? -1, ToPort: ToPort ?? -1 }
}

function checkPorts(from: number | undefined, to: number | undefined): void {
  if (from === undefined || to === undefined) {
    throw invalidValue(`Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.`)
  }
  const outside = [from, to].find(port => port < 0 || port > 65_535)
  if (outside !== undefined) throw invalidValue(`TCP/UDP port (${outside}) out of range`)
  if (from > to) throw invalidValue(`Invalid TCP/UDP port range (${from}:${to})`)
}

function checkedCidr(text: string | undefined): string {
  const cidr = parseCidr(text ?? '')
  if (!cidr) throw invalidValue(`CIDR block ${text} is malformed`)
  return formatCidr(cidr)
}
