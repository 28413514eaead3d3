import { contains, parseBlock } from '../../manifest/rules/cidr.ts'
import type { Permission } from '../../resources/security-group-permissions.ts'
import type { Network } from './readers/network.ts'

/** One end of a connection: members of security groups, at addresses within blocks; at unknown ones where there are no blocks. */
export interface End {
  readonly groups: readonly string[]
  readonly cidrs: readonly string[]
}

/** Why a TCP connection does not come about; a line for each group that is in the way. [] means that it does. Pure. */
export function obstacles(from: End, to: End, port: number, { groups }: Network): string[] {
  const rulesOf = (ids: readonly string[], way: 'inbound' | 'outbound') =>
    ids.flatMap(id => groups.get(id)?.[way] ?? [])
  const leaves = admits(rulesOf(from.groups, 'outbound'), port, to)
  const enters = admits(rulesOf(to.groups, 'inbound'), port, from)
  return [
    ...(leaves ? [] : from.groups.map(id => lets(id, 'outbound', groups))),
    ...(enters ? [] : to.groups.map(id => lets(id, 'inbound', groups))),
  ]
}

/** Whether any rule lets a TCP port pass, from or to this end. All members of an end must pass. Pure. */
export function admits(rules: readonly Permission[], port: number, { groups, cidrs }: End): boolean {
  const open = rules.filter(rule => covers(rule, port))
  const namesGroup = open.some(({ permission }) =>
    permission.UserIdGroupPairs?.some(({ GroupId }) => groups.includes(GroupId!)),
  )
  const blocks = open.flatMap(({ permission }) =>
    (permission.IpRanges ?? []).map(({ CidrIp }) => parseBlock(CidrIp!)),
  )
  const within = (cidr: string) => blocks.some(block => contains(block, parseBlock(cidr)))
  return namesGroup || (cidrs.length > 0 ? cidrs : anywhere).every(within)
}

const anywhere = ['0.0.0.0/0']

function covers({ permission: { IpProtocol, FromPort, ToPort } }: Permission, port: number): boolean {
  if (IpProtocol === '-1') return true
  return IpProtocol === 'tcp' && FromPort! <= port && port <= ToPort!
}

function lets(id: string, way: 'inbound' | 'outbound', groups: Network['groups']): string {
  const group = groups.get(id)
  if (!group) return `${id} lies in another network than the tasks`
  const rules = group[way].map(({ text }) => text).join(', ') || 'nothing'
  return `${id} (${group.name}) lets ${way === 'inbound' ? 'in' : 'out'}: ${rules}`
}
