import type { Path } from '../path.ts'
import type { Finding } from '../problems.ts'
import type { Manifest } from '../schema/manifest.ts'
import { type Block, contains, overlap, parseBlock } from './cidr.ts'
import { across, type Rule } from './rule.ts'

/** "VPC CIDR blocks" and "Subnet CIDR blocks": both are from /16 to /28. */
const [widest, narrowest] = [16, 28]

const subnetKinds = ['publicSubnets', 'privateSubnets'] as const

interface Written {
  readonly path: Path
  readonly block: Block
}

export const addressBlocks: Rule = across(['network'], ({ network }) => {
  if (network.existing) return []
  const vpc = { path: ['network', 'cidr'], block: parseBlock(network.cidr) }
  const subnets = subnetKinds.flatMap(kind =>
    (network[kind] ?? []).map((text, index) => ({ path: ['network', kind, index], block: parseBlock(text) })),
  )
  const sizes = [vpc, ...subnets].flatMap(checkBlock)
  if (sizes.length > 0) return sizes
  const inside = subnets.flatMap(subnet => checkInside(subnet, vpc.block))
  return [...inside, ...checkOverlaps(subnets), ...checkRoom(network, vpc)]
})

function checkBlock({ path, block }: Written): Finding[] {
  if (block.prefix < widest || block.prefix > narrowest) {
    const message = `AWS allows blocks from /16 to /28, not /${block.prefix}.`
    return [{ path, message, remedy: 'Write a block such as 10.0.0.0/16.' }]
  }
  if (block.canonical === block.text) return []
  const message = `${block.text} begins inside its block.`
  return [{ path, message, remedy: `Write ${block.canonical}.` }]
}

function checkInside({ path, block }: Written, vpc: Block): Finding[] {
  if (contains(vpc, block)) return []
  const message = `${block.text} is not inside the VPC, ${vpc.text}.`
  return [{ path, message, remedy: 'Write a block inside `network.cidr`.' }]
}

function checkOverlaps(subnets: readonly Written[]): Finding[] {
  return subnets.flatMap(({ path, block }, index) => {
    const other = subnets.slice(0, index).find(earlier => overlap(earlier.block, block))
    if (!other) return []
    return [{ path, message: `${block.text} overlaps ${other.block.text}.`, remedy: 'Write another block.' }]
  })
}

/** Subnets that are cut from the VPC must not come out narrower than AWS allows. */
function checkRoom({ zones, publicSubnets, privateSubnets }: Manifest['network'], vpc: Written): Finding[] {
  if (publicSubnets || privateSubnets || vpc.block.prefix + Math.ceil(Math.log2(2 * zones)) <= narrowest)
    return []
  const message = `${vpc.block.text} is too small for ${2 * zones} subnets of /28 or wider.`
  return [{ path: vpc.path, message, remedy: 'Write a wider block, such as 10.0.0.0/16.' }]
}

export const subnetsPerZone: Rule = across(['network'], ({ network }) =>
  network.existing
    ? []
    : subnetKinds.flatMap(kind => {
        const count = network[kind]?.length ?? network.zones
        if (count === network.zones) return []
        const message = `There are ${count} ${kind} for ${network.zones} zones.`
        return [{ path: ['network', kind], message, remedy: 'Write one block for each zone.' }]
      }),
)

/** An application load balancer lives in two zones at least. */
export const loadBalancerZones: Rule = across(
  ['network', 'ingress', 'loadBalancer'],
  ({ network, ingress, loadBalancer }) => {
    if (ingress !== 'load-balancer' || loadBalancer.existing) return []
    const remedy = 'or `ingress: none` where no requests come in from outside.'
    if (network.existing && network.existing.publicSubnets.length < 2) {
      const path = ['network', 'existing', 'publicSubnets']
      const message = 'A load balancer needs public subnets in two zones.'
      return [{ path, message, remedy: `Write two or more, ${remedy}` }]
    }
    if (network.existing || network.zones >= 2) return []
    const message = 'A load balancer needs two zones.'
    return [{ path: ['network', 'zones'], message, remedy: `Write 2 or more, ${remedy}` }]
  },
)

/** Tasks need a subnet to live in. */
export const existingSubnets: Rule = across(['network'], ({ network: { existing } }, { services }) => {
  if (!existing || Object.keys(services).length === 0) return []
  if (existing.privateSubnets.length + existing.publicSubnets.length > 0) return []
  const message = 'There is no subnet for the tasks.'
  return [{ path: ['network', 'existing'], message, remedy: 'Write `privateSubnets: [subnet-…]`.' }]
})
