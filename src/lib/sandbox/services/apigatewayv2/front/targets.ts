import { randomInt } from 'node:crypto'
import type { Call } from '../../../service.ts'
import { contains, parseCidr } from '../../ec2/cidr.ts'
import { networkInterfaces, securityGroupRules } from '../../ec2/tables.ts'
import { nameIn } from '../../ecs/lookup.ts'
import { type TaskRecord, tasks } from '../../ecs/tables.ts'
import { discover } from '../../servicediscovery/instances.ts'
import { type IntegrationRecord, type VpcLinkRecord, vpcLinks } from '../tables.ts'
import { passes } from '../vpc-links.ts'

/** Who answers a request that goes through a VPC link. */
export interface Target {
  readonly address: string
  readonly port: number
  /** The task behind the address; undefined where nobody knows of one. */
  readonly task?:
    | { readonly id: string; readonly service: string; readonly taskDefinition: string }
    | undefined
}

/**
 * One of those that Cloud Map names, with the port that its records tell.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
 *
 * @returns why there is none, in its place
 */
export function targetOf(call: Call, { connectionId, uri }: IntegrationRecord): Target | string {
  const link = call.table(vpcLinks).get(connectionId ?? '')
  if (!link || !passes(link, call)) return 'The VPC link is not available'
  const found = discover(call, nameIn(uri)).filter(({ attributes }) => attributes.AWS_INSTANCE_PORT)
  const instance = found[found.length > 0 ? randomInt(found.length) : 0]
  if (!instance) return 'No target endpoints found for integration'
  const { AWS_INSTANCE_IPV4: address = '', AWS_INSTANCE_PORT: port = '' } = instance.attributes
  const task = call.table(tasks).get(instance.id)
  if (!task) return isLoopback(address) ? { address, port: Number(port) } : unreachable
  if (!answers(call, task) || !mayReach(call, link, task, Number(port))) return unreachable
  const service = task.group.replace(/^service:/, '')
  return {
    address,
    port: Number(port),
    task: { id: task.id, service, taskDefinition: nameIn(task.taskDefinition) },
  }
}

const unreachable = 'Network error communicating with endpoint'

/** What somebody registered by hand on this machine is asked for real. */
function isLoopback(address: string): boolean {
  return address.startsWith('127.')
}

/** Whether its program takes requests by now. */
function answers({ now }: Call, { lastStatus, startedAt, fate }: TaskRecord): boolean {
  if (lastStatus !== 'RUNNING' || !startedAt || !fate || fate.upAfter === null) return false
  const seconds = (now - startedAt.getTime()) / 1000
  return seconds >= fate.upAfter && (fate.downAfter === null || seconds < fate.downAfter)
}

/** Whether the security groups let the link's interfaces through to a task's port. */
function mayReach(
  call: Call,
  link: VpcLinkRecord,
  { privateIp, subnetId }: TaskRecord,
  port: number,
): boolean {
  const all = call.table(networkInterfaces).values()
  const own = all.find(one => one.PrivateIpAddress === privateIp && one.SubnetId === subnetId)
  const groups = new Set(own?.Groups?.map(({ GroupId }) => GroupId))
  const from = all.filter(one => link.networkInterfaceIds.includes(one.NetworkInterfaceId))
  return call
    .table(securityGroupRules)
    .filter(rule => !rule.IsEgress && groups.has(rule.GroupId))
    .some(({ IpProtocol, FromPort = 0, ToPort = 65_535, ReferencedGroupInfo, CidrIpv4 }) => {
      const isOpen = IpProtocol === '-1' || (IpProtocol === 'tcp' && FromPort <= port && port <= ToPort)
      const isMember = link.groupIds.includes(ReferencedGroupInfo?.GroupId ?? '')
      const isWithin = CidrIpv4 !== undefined && from.some(one => isIn(CidrIpv4, one.PrivateIpAddress))
      return isOpen && (isMember || isWithin)
    })
}

function isIn(cidr: string, address: string): boolean {
  const [outer, inner] = [parseCidr(cidr), parseCidr(`${address}/32`)]
  return outer !== undefined && inner !== undefined && contains(outer, inner)
}
