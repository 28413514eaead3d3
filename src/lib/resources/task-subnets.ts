import type { Manifest, Service } from '../manifest/schema/manifest.ts'

export type Tier = 'public' | 'private'

/** Where the tasks of a service live: private, except in a network whose private subnets have no way out. */
export function tierOf(service: Pick<Service, 'subnets'>, network: Manifest['network']): Tier {
  return service.subnets ?? (hasWayOut(network) ? 'private' : 'public')
}

/** Whether tasks live in private subnets that only VPC endpoints connect to AWS. */
export function isSecluded({ network, services }: Manifest): boolean {
  if (network.existing || network.nat !== 'none') return false
  return Object.values(services).some(service => tierOf(service, network) === 'private')
}

function hasWayOut({ existing, nat }: Manifest['network']): boolean {
  return existing ? existing.privateSubnets.length > 0 : nat !== 'none'
}
