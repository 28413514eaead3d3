import { DeployctlError } from '../errors/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { isSecluded, type Tier } from './task-subnets.ts'

interface Place {
  readonly tier: Tier
  /** Index among the zones that the account may use, in the order of their names. */
  readonly zone: number
}
export interface NewSubnet extends Place {
  readonly cidr: string
}
export interface ExistingSubnet extends Place {
  /** Id of a subnet that somebody else made. */
  readonly existing: string
}

/** The smallest subnet that AWS makes is a /28 (Amazon VPC user guide, "Subnet sizing"). */
const longestPrefix = 28

/** The letter of a zone in logical ids: `public-a` lies in the first zone, whatever AWS calls it. */
export function zoneLetter(zone: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + zone)
}

/** Every subnet that the manifest wants, by logical id. */
export function planSubnets(manifest: Manifest): Record<string, NewSubnet | ExistingSubnet> {
  const { network } = manifest
  if (network.existing) {
    const { publicSubnets, privateSubnets } = network.existing
    return { ...adopted('public', publicSubnets), ...adopted('private', privateSubnets) }
  }
  const publicBlocks = network.publicSubnets ?? cut(network.cidr, network.zones, 'public')
  return { ...made('public', publicBlocks), ...made('private', privateBlocks(manifest)) }
}

/** A network without NAT has private subnets only where they are asked for. */
function privateBlocks(manifest: Manifest): readonly string[] {
  const { cidr, nat, privateSubnets, zones } = manifest.network
  if (privateSubnets) return privateSubnets
  return nat === 'none' && !isSecluded(manifest) ? [] : cut(cidr, zones, 'private')
}

/**
 * Cuts sixteenths of a block, one a zone: public ones from its beginning, private ones from its middle.
 * A small block is cut into fewer parts.
 */
function cut(cidr: string, zones: number, tier: Tier): string[] {
  const { address, prefix } = parse(cidr)
  const bits = Math.min(4, longestPrefix - prefix)
  const half = bits < 1 ? 0 : 2 ** (bits - 1)
  if (zones > half) {
    throw new DeployctlError('manifest.invalid', {
      message: `network.cidr ${cidr} is too small for public and private subnets in ${zones} zones.`,
      hint: 'Write a larger block such as 10.0.0.0/16.',
    })
  }
  const size = 2 ** (32 - prefix - bits)
  const first = tier === 'public' ? 0 : half
  return Array.from({ length: zones }, (_, zone) => format(address + (first + zone) * size, prefix + bits))
}

function parse(cidr: string): { address: number; prefix: number } {
  const [dotted = '', prefix = ''] = cidr.split('/')
  return { address: dotted.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0), prefix: +prefix }
}

function format(address: number, prefix: number): string {
  const bytes = [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256)
  return `${bytes.join('.')}/${prefix}`
}

function made(tier: Tier, blocks: readonly string[]): Record<string, NewSubnet> {
  return Object.fromEntries(blocks.map((cidr, zone) => [subnetId(tier, zone), { tier, zone, cidr }]))
}

function adopted(tier: Tier, ids: readonly string[]): Record<string, ExistingSubnet> {
  return Object.fromEntries(ids.map((existing, zone) => [subnetId(tier, zone), { tier, zone, existing }]))
}

function subnetId(tier: Tier, zone: number): string {
  return `${tier}-${zoneLetter(zone)}`
}
