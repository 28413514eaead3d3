import type { Manifest } from '../../manifest/schema/manifest.ts'
import { tierOf } from '../../resources/task-subnets.ts'
import type { Option } from './option.ts'

export const singleNat: Option = {
  id: 'single-nat',
  title: 'One NAT gateway for all zones',
  tradeOff: 'when its zone fails, no task reaches the internet',
  goal: 'nat',
  propose: manifest =>
    hasNat(manifest) && manifest.network.nat === 'per-zone'
      ? { manifest: withNat(manifest, 'single'), write: ['network.nat: single'] }
      : undefined,
}

export const endpoints: Option = {
  id: 'vpc-endpoints',
  title: 'VPC endpoints instead of NAT',
  tradeOff: 'tasks reach AWS, and nothing else on the internet',
  goal: 'nat',
  // What comes from another registry could not be pulled.
  propose: manifest =>
    hasNat(manifest) && Object.values(manifest.services).every(({ build }) => build)
      ? { manifest: withNat(manifest, 'none'), write: ['network.nat: none'] }
      : undefined,
}

export const publicSubnets: Option = {
  id: 'public-subnets',
  title: 'Public subnets instead of NAT',
  tradeOff: 'tasks have public addresses, which only their security groups close',
  goal: 'nat',
  propose: manifest => {
    if (!hasNat(manifest)) return undefined
    const moving = Object.entries(manifest.services).filter(
      ([, service]) => tierOf(service, manifest.network) === 'private',
    )
    const moved = moving.map(([name, service]) => [name, { ...service, subnets: 'public' as const }])
    const services = { ...manifest.services, ...Object.fromEntries(moved) }
    return {
      manifest: { ...withNat(manifest, 'none'), services },
      write: ['network.nat: none', ...moving.map(([name]) => `services.${name}.subnets: public`)],
    }
  },
}

function hasNat({ network }: Manifest): boolean {
  return !network.existing && network.nat !== 'none'
}

function withNat(manifest: Manifest, nat: 'single' | 'none'): Manifest {
  return { ...manifest, network: { ...manifest.network, nat } }
}
