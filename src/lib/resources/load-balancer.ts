import type { LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2'
import { type Ports, unlessMissing, until } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { elbNameLimit, ourIds } from './elb-tags.ts'
import { failedOnAws } from './failed-on-aws.ts'
import { hasIngress } from './ingress.ts'
import { internetGateway } from './internet-gateway.ts'
import { nameOf, tagList } from './names.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'
import { securityGroup } from './security-group.ts'
import { subnet, subnetIds } from './subnet.ts'

export interface LoadBalancerSpec {
  /** Seconds. */
  readonly idleTimeout: number
  readonly deletionProtection: boolean
  /** ARN of one that somebody else made. */
  readonly existing?: string | undefined
}

export interface LoadBalancerState {
  readonly arn: string
  readonly name: string
  readonly dnsName: string
  /** Hosted zone of `dnsName`, for alias records. */
  readonly hostedZone: string
  /** AWS's word: `provisioning`, `active`, `failed`. */
  readonly status: string
  readonly subnets: readonly string[]
  readonly securityGroups: readonly string[]
  readonly idleTimeout: number
  readonly deletionProtection: boolean
}

const deps = { subnet, securityGroup, internetGateway }
type Deps = typeof deps

export const loadBalancer = defineResource<LoadBalancerSpec, LoadBalancerState, Deps>({
  kind: 'load-balancer',
  stage: 'bootstrap',
  deps,

  refusal: ({ name, deletionProtection }) =>
    deletionProtection
      ? new DeployctlError('load-balancer.protected', {
          message: `Load balancer ${name} cannot be deleted: its deletion protection is on. Nothing was removed.`,
        })
      : undefined,

  desired: manifest => (hasIngress(manifest) ? { main: manifest.loadBalancer } : {}),

  async inspect(scope, ports): Promise<Record<string, LoadBalancerState>> {
    const found = await describe({ Names: [nameOf(scope, 'main', elbNameLimit)] }, ports)
    if (!found) return {}
    const ids = await ourIds([found.LoadBalancerArn!], scope, ports)
    return ids.size > 0 ? { main: await read(found, ports) } : {}
  },

  async adopt({ existing }, ports) {
    if (!existing) return undefined
    const found = await describe({ LoadBalancerArns: [existing] }, ports)
    if (found) return read(found, ports)
    throw new DeployctlError('preflight.existing-missing', {
      message: `loadBalancer.existing names ${existing}, which is not in this account and region.`,
    })
  },

  diff: (want, have, deps) => [
    ...changed('status', have.status, 'active'),
    ...changed('subnets', have.subnets, subnetIds(deps.subnet, 'public').toSorted()),
    ...changed('securityGroups', have.securityGroups, groupIds(deps)),
    ...changed('idleTimeout', have.idleTimeout, want.idleTimeout),
    ...changed('deletionProtection', have.deletionProtection, want.deletionProtection),
  ],

  async ensure(want, have, deps, run) {
    const { elb } = run.ports
    const Subnets = subnetIds(deps.subnet, 'public')
    const SecurityGroups = groupIds(deps)
    const LoadBalancerArn = have?.arn ?? (await create(Subnets, SecurityGroups, run))
    await elb.modifyLoadBalancerAttributes({
      LoadBalancerArn,
      Attributes: [
        { Key: 'idle_timeout.timeout_seconds', Value: String(want.idleTimeout) },
        { Key: 'deletion_protection.enabled', Value: String(want.deletionProtection) },
      ],
    })
    if (have && changed('subnets', have.subnets, Subnets.toSorted()).length > 0) {
      await elb.setSubnets({ LoadBalancerArn, Subnets })
    }
    if (have && changed('securityGroups', have.securityGroups, SecurityGroups).length > 0) {
      await elb.setSecurityGroups({ LoadBalancerArn, SecurityGroups })
    }
    return untilActive(LoadBalancerArn, run)
  },

  async remove({ arn, name }, run) {
    await unlessMissing(run.ports.elb.deleteLoadBalancer({ LoadBalancerArn: arn }))
    await until({ ...run, what: `load balancer ${name} to be deleted`, within: 600 }, async () =>
      (await describe({ LoadBalancerArns: [arn] }, run.ports)) ? undefined : true,
    )
  },

  identify: ({ name }) => name,
})

function groupIds({ securityGroup }: Standing<Deps>): string[] {
  const group = securityGroup.get('load-balancer')
  return group ? [group.groupId] : []
}

async function create(
  Subnets: string[],
  SecurityGroups: string[],
  { scope, id, ports }: Run,
): Promise<string> {
  const { LoadBalancers } = await ports.elb.createLoadBalancer({
    Name: nameOf(scope, id, elbNameLimit),
    Type: 'application',
    Scheme: 'internet-facing',
    Subnets,
    SecurityGroups,
    Tags: tagList(scope, id),
  })
  return LoadBalancers![0]!.LoadBalancerArn!
}

async function untilActive(arn: string, run: Run): Promise<LoadBalancerState> {
  run.waiting('for the load balancer to be active; two to three minutes')
  return until({ ...run, what: `load balancer ${arn} to be active`, within: 900 }, async () => {
    const found = await describe({ LoadBalancerArns: [arn] }, run.ports)
    if (found?.State?.Code === 'failed') throw failedOnAws(`Load balancer ${arn}`, found.State.Reason)
    return found?.State?.Code === 'active' ? read(found, run.ports) : undefined
  })
}

async function describe(which: { Names: string[] } | { LoadBalancerArns: string[] }, { elb }: Ports) {
  const answer = await unlessMissing(elb.describeLoadBalancers(which))
  return answer?.LoadBalancers?.[0]
}

async function read(found: LoadBalancer, { elb }: Ports): Promise<LoadBalancerState> {
  const { Attributes = [] } = await elb.describeLoadBalancerAttributes({
    LoadBalancerArn: found.LoadBalancerArn!,
  })
  const attribute = (key: string) => Attributes.find(({ Key }) => Key === key)?.Value
  return {
    arn: found.LoadBalancerArn!,
    name: found.LoadBalancerName!,
    dnsName: found.DNSName!,
    hostedZone: found.CanonicalHostedZoneId!,
    status: found.State!.Code!,
    subnets: (found.AvailabilityZones ?? []).map(({ SubnetId }) => SubnetId!).toSorted(),
    securityGroups: found.SecurityGroups ?? [],
    idleTimeout: Number(attribute('idle_timeout.timeout_seconds')),
    deletionProtection: attribute('deletion_protection.enabled') === 'true',
  }
}
