import type { SecurityGroup } from '@aws-sdk/client-ec2'
import { type Ports, unlessMissing } from '../aws/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { linkedServices } from './api-targets.ts'
import { ours, withId } from './ec2-tags.ts'
import { entrances, hasIngress } from './ingress.ts'
import { type Change, defineResource, type Standing } from './resource.ts'
import { needsTasksGroup, securityGroup } from './security-group.ts'
import { allowAllOut, allowPort, type Permission, unfold } from './security-group-permissions.ts'
import { type Store, storesOf } from './stores.ts'
import { isSecluded } from './task-subnets.ts'

/** A TCP port that a group opens, to everybody or to another group by its logical id. */
interface OpenPort {
  readonly port: number
  readonly from: 'anywhere' | 'load-balancer' | 'vpc-link' | 'tasks' | Store['group']
}

export interface SecurityGroupRulesSpec {
  readonly inbound: readonly OpenPort[]
}

export interface SecurityGroupRulesState {
  readonly groupId: string
  readonly inbound: readonly Permission[]
  readonly outbound: readonly Permission[]
}

const deps = { securityGroup }
type Deps = typeof deps

/** All rules of one group, as a set: what is missing is opened, and what nobody asked for is closed. */
export const securityGroupRules = defineResource<SecurityGroupRulesSpec, SecurityGroupRulesState, Deps>({
  kind: 'security-group-rules',
  stage: 'bootstrap',
  deps,

  desired: manifest => ({
    ...(hasIngress(manifest) &&
      !manifest.loadBalancer.existing && { 'load-balancer': fromClients(manifest) }),
    ...(needsTasksGroup(manifest) && { tasks: fromIngressAndTasks(manifest) }),
    ...(Object.keys(linkedServices(manifest)).length > 0 && { 'vpc-link': { inbound: [] } }),
    ...(isSecluded(manifest) && { endpoints: { inbound: [{ port: 443, from: 'tasks' }] } }),
    ...Object.fromEntries(storesOf(manifest).map(store => [store.group, fromTasks(store)])),
  }),

  async inspect(scope, ports) {
    const { SecurityGroups = [] } = await ports.ec2.describeSecurityGroups({ Filters: ours(scope) })
    const states = withId(SecurityGroups, scope).map(([id, group]) => [id, stateOf(group)] as const)
    return Object.fromEntries(
      states.filter(([, { inbound, outbound }]) => inbound.length + outbound.length > 0),
    )
  },

  diff: (want, have, deps) => [
    ...difference('inbound', have.inbound, wantedInbound(want, deps)),
    ...difference('outbound', have.outbound, [allowAllOut]),
  ],

  async ensure(want, have, deps, { id, ports }) {
    const { groupId } = deps.securityGroup.of(id)
    const standing = have?.groupId === groupId ? have : await read(groupId, ports)
    const inbound = missingAndExtra(standing.inbound, wantedInbound(want, deps))
    const outbound = missingAndExtra(standing.outbound, [allowAllOut])
    await open(groupId, inbound.missing, outbound.missing, ports)
    await close(groupId, inbound.extra, outbound.extra, ports)
    return { groupId, inbound: wantedInbound(want, deps), outbound: [allowAllOut] }
  },

  // Groups that name one another can only be removed once these rules are gone.
  remove: ({ groupId, inbound, outbound }, { ports }) => close(groupId, inbound, outbound, ports),

  identify: ({ groupId }) => groupId,
})

function fromClients({ domain }: Manifest): SecurityGroupRulesSpec {
  const ports = domain ? [80, 443] : [80]
  return { inbound: ports.map(port => ({ port, from: 'anywhere' })) }
}

function fromIngressAndTasks(manifest: Manifest): SecurityGroupRulesSpec {
  const behind = Object.values(entrances(manifest)).map(({ service }) => service.port)
  const linked = Object.values(linkedServices(manifest)).map(({ port }) => port)
  const all = Object.values(manifest.services).map(({ port }) => port)
  return {
    inbound: [...opened(behind, 'load-balancer'), ...opened(linked, 'vpc-link'), ...opened(all, 'tasks')],
  }
}

function fromTasks({ group, ports, among }: Store): SecurityGroupRulesSpec {
  return { inbound: [...opened(ports, 'tasks'), ...(among ? opened(ports, group) : [])] }
}

function opened(ports: readonly (number | undefined)[], from: OpenPort['from']): OpenPort[] {
  return [...new Set(ports)].filter(port => port !== undefined).map(port => ({ port, from }))
}

/** A group that does not stand yet appears by its logical id, so that a plan can show it. */
function wantedInbound({ inbound }: SecurityGroupRulesSpec, { securityGroup }: Standing<Deps>) {
  const peer = (from: OpenPort['from']) =>
    from === 'anywhere' ? '0.0.0.0/0' : (securityGroup.get(from)?.groupId ?? from)
  return inbound.map(({ port, from }) => allowPort(port, peer(from)))
}

function missingAndExtra(have: readonly Permission[], want: readonly Permission[]) {
  const has = (list: readonly Permission[], { text }: Permission) => list.some(other => other.text === text)
  return { missing: want.filter(rule => !has(have, rule)), extra: have.filter(rule => !has(want, rule)) }
}

function difference(path: string, have: readonly Permission[], want: readonly Permission[]): Change[] {
  const { missing, extra } = missingAndExtra(have, want)
  return [
    ...missing.map(({ text }) => ({ path, from: undefined, to: text })),
    ...extra.map(({ text }) => ({ path, from: text, to: undefined })),
  ]
}

async function open(
  GroupId: string,
  inbound: readonly Permission[],
  outbound: readonly Permission[],
  { ec2 }: Ports,
): Promise<void> {
  const [into, out] = [permissionsOf(inbound), permissionsOf(outbound)]
  if (into.length > 0) await ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: into })
  if (out.length > 0) await ec2.authorizeSecurityGroupEgress({ GroupId, IpPermissions: out })
}

async function close(
  GroupId: string,
  inbound: readonly Permission[],
  outbound: readonly Permission[],
  { ec2 }: Ports,
): Promise<void> {
  const [into, out] = [permissionsOf(inbound), permissionsOf(outbound)]
  if (into.length > 0) await unlessMissing(ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions: into }))
  if (out.length > 0) await unlessMissing(ec2.revokeSecurityGroupEgress({ GroupId, IpPermissions: out }))
}

function permissionsOf(rules: readonly Permission[]) {
  return rules.map(({ permission }) => permission)
}

async function read(groupId: string, { ec2 }: Ports): Promise<SecurityGroupRulesState> {
  const { SecurityGroups } = await ec2.describeSecurityGroups({ GroupIds: [groupId] })
  return stateOf(SecurityGroups![0]!)
}

function stateOf({ GroupId, IpPermissions = [], IpPermissionsEgress = [] }: SecurityGroup) {
  return { groupId: GroupId!, inbound: unfold(IpPermissions), outbound: unfold(IpPermissionsEgress) }
}
