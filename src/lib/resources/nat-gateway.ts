import type { Address, NatGateway } from '@aws-sdk/client-ec2'
import { pages, unlessMissing, until } from '../aws/index.ts'
import { ec2TagSpecification, ours, withId } from './ec2-tags.ts'
import { failedOnAws } from './failed-on-aws.ts'
import { internetGateway } from './internet-gateway.ts'
import { changed, defineResource, type Run } from './resource.ts'
import { subnet } from './subnet.ts'
import { zoneLetter } from './subnet-plan.ts'

export interface NatGatewaySpec {
  /** Logical id of the public subnet that it stands in. */
  readonly subnet: string
}

/** A gateway with its elastic IP address. After a crash one may stand without the other. */
export interface NatGatewayState {
  readonly gatewayId?: string | undefined
  /** AWS's word: `pending`, `available`, `deleting`, `failed`. */
  readonly status?: string | undefined
  readonly subnetId?: string | undefined
  readonly allocationId?: string | undefined
  readonly address?: string | undefined
}

const deps = { subnet, internetGateway }
type Deps = typeof deps

export const natGateway = defineResource<NatGatewaySpec, NatGatewayState, Deps>({
  kind: 'nat-gateway',
  stage: 'bootstrap',
  deps,

  desired({ network }) {
    if (network.existing || network.nat === 'none') return {}
    const count = network.nat === 'single' ? 1 : (network.privateSubnets?.length ?? network.zones)
    const letters = Array.from({ length: count }, (_, zone) => zoneLetter(zone))
    return Object.fromEntries(letters.map(letter => [letter, { subnet: `public-${letter}` }]))
  },

  async inspect(scope, { ec2 }) {
    const [gateways, { Addresses = [] }] = await Promise.all([
      pages(ec2.describeNatGateways, { Filter: ours(scope) }, page => page.NatGateways),
      ec2.describeAddresses({ Filters: ours(scope) }),
    ])
    // A gateway that failed or is on its way out stays listed for an hour, beside the one that took its place.
    const standing = gateways
      .filter(({ State }) => State !== 'deleted')
      .toSorted((a, b) => Number(isUsable(a.State)) - Number(isUsable(b.State)))
    const gatewayOf = new Map(withId(standing, scope))
    const addressOf = new Map(withId(Addresses, scope))
    const ids = [...gatewayOf.keys(), ...addressOf.keys()]
    return Object.fromEntries(ids.map(id => [id, stateOf(gatewayOf.get(id), addressOf.get(id))]))
  },

  diff: (want, have, { subnet }) => [
    ...changed('status', have.status ?? 'absent', 'available'),
    ...(isUsable(have.status)
      ? changed('subnet', have.subnetId, subnet.get(want.subnet)?.subnetId, true)
      : []),
  ],

  async ensure(want, have, { subnet }, run) {
    const { subnetId } = subnet.of(want.subnet)
    const { allocationId, address } = have?.allocationId ? have : await allocate(run)
    if (have?.gatewayId && !isUsable(have.status)) await removeGateway(have.gatewayId, run)
    const standing = isUsable(have?.status) ? have?.gatewayId : undefined
    const gatewayId = standing ?? (await create(subnetId, allocationId!, run))
    run.waiting(`for ${gatewayId} to be available; about two minutes`)
    await until({ ...run, what: `NAT gateway ${gatewayId} to be available`, within: 600 }, async () => {
      const found = await describe(gatewayId, run)
      if (found?.State === 'failed') throw failedOnAws(`NAT gateway ${gatewayId}`, found.FailureMessage)
      return found?.State === 'available' ? true : undefined
    })
    return { gatewayId, status: 'available', subnetId, allocationId, address }
  },

  async remove({ gatewayId, allocationId }, run) {
    if (gatewayId) await removeGateway(gatewayId, run)
    if (allocationId) await unlessMissing(run.ports.ec2.releaseAddress({ AllocationId: allocationId }))
  },

  identify: ({ gatewayId, allocationId }) => gatewayId ?? allocationId!,
})

function isUsable(status: string | undefined): boolean {
  return status === 'available' || status === 'pending'
}

function stateOf(gateway: NatGateway | undefined, address: Address | undefined): NatGatewayState {
  return {
    gatewayId: gateway?.NatGatewayId,
    status: gateway?.State,
    subnetId: gateway?.SubnetId,
    allocationId: address?.AllocationId,
    address: address?.PublicIp,
  }
}

async function allocate(run: Run): Promise<Pick<NatGatewayState, 'allocationId' | 'address'>> {
  const { AllocationId, PublicIp } = await run.ports.ec2.allocateAddress({
    Domain: 'vpc',
    TagSpecifications: ec2TagSpecification('elastic-ip', run),
  })
  return { allocationId: AllocationId, address: PublicIp }
}

async function create(subnetId: string, allocationId: string, run: Run): Promise<string> {
  const answer = await run.ports.ec2.createNatGateway({
    SubnetId: subnetId,
    AllocationId: allocationId,
    TagSpecifications: ec2TagSpecification('natgateway', run),
  })
  return answer.NatGateway!.NatGatewayId!
}

/** The address stays taken until the gateway is deleted, which lasts about a minute. */
async function removeGateway(gatewayId: string, run: Run): Promise<void> {
  await unlessMissing(run.ports.ec2.deleteNatGateway({ NatGatewayId: gatewayId }))
  await until({ ...run, what: `NAT gateway ${gatewayId} to be deleted`, within: 600 }, async () => {
    const found = await describe(gatewayId, run)
    return !found || found.State === 'deleted' ? true : undefined
  })
}

async function describe(gatewayId: string, { ports }: Run): Promise<NatGateway | undefined> {
  const answer = await unlessMissing(ports.ec2.describeNatGateways({ NatGatewayIds: [gatewayId] }))
  return answer?.NatGateways?.[0]
}
