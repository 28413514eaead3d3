import type { Vpc } from '@aws-sdk/client-ec2'
import { type Ports, unlessMissing, until } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { ec2TagSpecification, ours, withId } from './ec2-tags.ts'
import { changed, defineResource, type Run } from './resource.ts'

export interface VpcSpec {
  readonly cidr: string
  /** Id of a VPC that somebody else made. */
  readonly existing?: string | undefined
}

export interface VpcState {
  readonly vpcId: string
  readonly cidr: string
  readonly dnsHostnames: boolean
}

export const vpc = defineResource<VpcSpec, VpcState>({
  kind: 'vpc',
  stage: 'bootstrap',
  deps: {},

  desired: ({ network }: Manifest) => ({ main: { cidr: network.cidr, existing: network.existing?.vpc } }),

  async inspect(scope, ports) {
    const { Vpcs = [] } = await ports.ec2.describeVpcs({ Filters: ours(scope) })
    const found = await Promise.all(
      withId(Vpcs, scope).map(async ([id, one]) => [id, await read(one, ports)] as const),
    )
    return Object.fromEntries(found)
  },

  async adopt({ existing }, ports) {
    if (!existing) return undefined
    const { Vpcs = [] } = await ports.ec2.describeVpcs({ Filters: [{ Name: 'vpc-id', Values: [existing] }] })
    if (!Vpcs[0]) {
      throw new DeployctlError('preflight.existing-missing', {
        message: `network.existing.vpc names ${existing}, which is not in this account and region.`,
      })
    }
    return read(Vpcs[0], ports)
  },

  diff: (want, have) => [
    ...changed('cidr', have.cidr, want.cidr, true),
    ...changed('dnsHostnames', have.dnsHostnames, true),
  ],

  async ensure(want, have, _deps, run) {
    const vpcId = have?.vpcId ?? (await create(want, run))
    // Interface endpoints and Cloud Map answer by name only where this is on; AWS leaves it off.
    await run.ports.ec2.modifyVpcAttribute({ VpcId: vpcId, EnableDnsHostnames: { Value: true } })
    return { vpcId, cidr: want.cidr, dnsHostnames: true }
  },

  async remove({ vpcId }, { ports }) {
    await unlessMissing(ports.ec2.deleteVpc({ VpcId: vpcId }))
  },

  identify: ({ vpcId }) => vpcId,
})

async function create({ cidr }: VpcSpec, run: Run): Promise<string> {
  const { Vpc: made } = await run.ports.ec2.createVpc({
    CidrBlock: cidr,
    TagSpecifications: ec2TagSpecification('vpc', run),
  })
  const vpcId = made!.VpcId!
  await until({ ...run, what: `VPC ${vpcId} to be available`, within: 60 }, async () => {
    const { Vpcs = [] } = await run.ports.ec2.describeVpcs({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] })
    return Vpcs[0]?.State === 'available' ? true : undefined
  })
  return vpcId
}

async function read({ VpcId, CidrBlock }: Vpc, ports: Ports): Promise<VpcState> {
  const answer = await ports.ec2.describeVpcAttribute({ VpcId: VpcId!, Attribute: 'enableDnsHostnames' })
  return { vpcId: VpcId!, cidr: CidrBlock!, dnsHostnames: answer.EnableDnsHostnames?.Value ?? false }
}
