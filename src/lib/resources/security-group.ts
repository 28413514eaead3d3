import { awsReason, type Ports, unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { hasHttpApi, linkedServices } from './api-targets.ts'
import { ec2TagSpecification, ours, withId } from './ec2-tags.ts'
import { hasIngress } from './ingress.ts'
import { nameOf, type Scope } from './names.ts'
import { changed, defineResource } from './resource.ts'
import { storesOf } from './stores.ts'
import { isSecluded } from './task-subnets.ts'
import { vpc } from './vpc.ts'

export interface SecurityGroupSpec {
  /** Shown in AWS's console. */
  readonly description: string
  /** ARN of a load balancer that somebody else made: its own group is used. */
  readonly ofLoadBalancer?: string | undefined
}

export interface SecurityGroupState {
  readonly groupId: string
  readonly vpcId: string
}

/** A group without its rules: those name other groups, and so come once all groups stand. */
export const securityGroup = defineResource<SecurityGroupSpec, SecurityGroupState, { vpc: typeof vpc }>({
  kind: 'security-group',
  stage: 'bootstrap',
  deps: { vpc },

  desired: manifest => ({
    ...(hasIngress(manifest) && { 'load-balancer': forLoadBalancer(manifest) }),
    ...(needsTasksGroup(manifest) && { tasks: { description: 'Tasks of the services' } }),
    ...(Object.keys(linkedServices(manifest)).length > 0 && {
      'vpc-link': { description: 'The VPC link of the HTTP API' },
    }),
    ...(isSecluded(manifest) && { endpoints: { description: 'VPC endpoints' } }),
    ...Object.fromEntries(storesOf(manifest).map(({ group, description }) => [group, { description }])),
  }),

  inspect: find,

  adopt: async ({ ofLoadBalancer }, ports) => (ofLoadBalancer ? groupOf(ofLoadBalancer, ports) : undefined),

  diff: (_want, have, { vpc }) => changed('vpc', have.vpcId, vpc.get('main')?.vpcId, true),

  async ensure({ description }, have, deps, run) {
    if (have) return have
    const { vpcId } = deps.vpc.of('main')
    const creation = run.ports.ec2.createSecurityGroup({
      GroupName: nameOf(run.scope, run.id),
      Description: description,
      VpcId: vpcId,
      TagSpecifications: ec2TagSpecification('security-group', run),
    })
    // Where the first answer was lost, the SDK's second try finds the group there.
    const made = await creation.catch(async error => {
      const standing = (await find(run.scope, run.ports))[run.id]
      if (awsReason(error) !== 'exists' || !standing) throw error
      return { GroupId: standing.groupId }
    })
    return { groupId: made.GroupId!, vpcId }
  },

  async remove({ groupId }, { ports }) {
    await unlessMissing(ports.ec2.deleteSecurityGroup({ GroupId: groupId }))
  },

  identify: ({ groupId }) => groupId,
})

async function find(scope: Scope, { ec2 }: Ports): Promise<Record<string, SecurityGroupState>> {
  const { SecurityGroups = [] } = await ec2.describeSecurityGroups({ Filters: ours(scope) })
  return Object.fromEntries(
    withId(SecurityGroups, scope).map(([id, { GroupId, VpcId }]) => [
      id,
      { groupId: GroupId!, vpcId: VpcId! },
    ]),
  )
}

/**
 * DNS records are noted on this group, so that an HTTP API of functions alone needs it for its domain; and stores open
 * themselves to it, also where only functions and one-off tasks are in it.
 */
export function needsTasksGroup(manifest: Manifest): boolean {
  const isNoted = hasHttpApi(manifest) && manifest.domain !== undefined
  const isEntered = Object.values(manifest.functions).some(({ network }) => network)
  return Object.keys(manifest.services).length > 0 || isEntered || isNoted || storesOf(manifest).length > 0
}

function forLoadBalancer({ loadBalancer }: Manifest): SecurityGroupSpec {
  return { description: 'The load balancer', ofLoadBalancer: loadBalancer.existing }
}

async function groupOf(arn: string, { elb }: Ports): Promise<SecurityGroupState> {
  const answer = await unlessMissing(elb.describeLoadBalancers({ LoadBalancerArns: [arn] }))
  const { SecurityGroups = [], VpcId } = answer?.LoadBalancers?.[0] ?? {}
  if (!SecurityGroups[0]) {
    throw new DeployctlError('preflight.existing-missing', {
      message: `loadBalancer.existing names ${arn}, which is not in this account and region, or has no security group.`,
    })
  }
  return { groupId: SecurityGroups[0], vpcId: VpcId! }
}
