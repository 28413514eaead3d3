import { type Ports, unlessMissing, until } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { ec2TagSpecification, ours, withId } from './ec2-tags.ts'
import { changed, defineResource, type Lookup } from './resource.ts'
import { type ExistingSubnet, type NewSubnet, planSubnets } from './subnet-plan.ts'
import type { Tier } from './task-subnets.ts'
import { vpc } from './vpc.ts'

export interface SubnetState {
  readonly subnetId: string
  readonly cidr: string
  /** AWS's name of the availability zone: `us-east-1a`. */
  readonly zone: string
}

export const subnet = defineResource<NewSubnet | ExistingSubnet, SubnetState, { vpc: typeof vpc }>({
  kind: 'subnet',
  stage: 'bootstrap',
  deps: { vpc },

  desired: planSubnets,

  async inspect(scope, ports) {
    const { Subnets = [] } = await ports.ec2.describeSubnets({ Filters: ours(scope) })
    return Object.fromEntries(
      withId(Subnets, scope).map(([id, { SubnetId, CidrBlock, AvailabilityZone }]) => [
        id,
        { subnetId: SubnetId!, cidr: CidrBlock!, zone: AvailabilityZone! },
      ]),
    )
  },

  async adopt(want, ports) {
    if (!('existing' in want)) return undefined
    const found = await describe(want.existing, ports)
    if (!found) {
      throw new DeployctlError('preflight.existing-missing', {
        message: `network.existing names ${want.existing}, which is not in this account and region.`,
      })
    }
    return { subnetId: want.existing, cidr: found.CidrBlock!, zone: found.AvailabilityZone! }
  },

  // The zone is left as it is: AWS may add zones that sort before it.
  diff: (want, have) => ('cidr' in want ? changed('cidr', have.cidr, want.cidr, true) : []),

  async ensure(want, have, deps, run) {
    if (have || !('cidr' in want)) return have!
    const zone = await zoneName(want.zone, run.ports)
    const { Subnet } = await run.ports.ec2.createSubnet({
      VpcId: deps.vpc.of('main').vpcId,
      CidrBlock: want.cidr,
      AvailabilityZone: zone,
      TagSpecifications: ec2TagSpecification('subnet', run),
    })
    const subnetId = Subnet!.SubnetId!
    await until({ ...run, what: `subnet ${subnetId} to be available`, within: 60 }, async () => {
      const found = await describe(subnetId, run.ports)
      return found?.State === 'available' ? true : undefined
    })
    return { subnetId, cidr: want.cidr, zone }
  },

  async remove({ subnetId }, { ports }) {
    await unlessMissing(ports.ec2.deleteSubnet({ SubnetId: subnetId }))
  },

  identify: ({ subnetId }) => subnetId,
})

/** AWS's ids of the subnets of one tier, in the order of their zones. */
export function subnetIds(subnets: Lookup<SubnetState>, tier: Tier): string[] {
  return subnets
    .entries()
    .filter(([id]) => id.startsWith(`${tier}-`))
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([, { subnetId }]) => subnetId)
}

/** Where data stores live: the private subnets, or the public ones in a network that has no other. AWS's ids, sorted. */
export function storeSubnetIds(subnets: Lookup<SubnetState>): string[] {
  const inner = subnetIds(subnets, 'private')
  return (inner.length > 0 ? inner : subnetIds(subnets, 'public')).toSorted()
}

async function describe(subnetId: string, ports: Ports) {
  const Filters = [{ Name: 'subnet-id', Values: [subnetId] }]
  const { Subnets = [] } = await ports.ec2.describeSubnets({ Filters })
  return Subnets[0]
}

async function zoneName(index: number, ports: Ports): Promise<string> {
  const { AvailabilityZones = [] } = await ports.ec2.describeAvailabilityZones({
    Filters: [
      { Name: 'state', Values: ['available'] },
      { Name: 'opt-in-status', Values: ['opt-in-not-required'] },
    ],
  })
  const names = AvailabilityZones.map(({ ZoneName }) => ZoneName!).toSorted()
  const name = names[index]
  if (!name) {
    throw new DeployctlError('preflight.too-few-zones', {
      message: `network.zones asks for ${index + 1} availability zones or more; this region has ${names.length}: ${names.join(', ')}.`,
    })
  }
  return name
}
