import type { Manifest, Service } from '../manifest/schema/manifest.ts'

export type Tier = 'public' | 'private'

/** Where the tasks of a service live: private, except in a network of somebody else's that has no private subnets. */
export function tierOf(service: Pick<Service, 'subnets'>, network: Manifest['network']): Tier {
  const lacksPrivate = network.existing !== undefined && network.existing.privateSubnets.length === 0
  return service.subnets ?? (lacksPrivate ? 'public' : 'private')
}

/** Whether tasks or functions live in private subnets that only VPC endpoints connect to AWS. */
export function isSecluded({ network, services, functions }: Manifest): boolean {
  if (network.existing || network.nat !== 'none') return false
  if (Object.values(functions).some(one => one.network)) return true
  return Object.values(services).some(service => tierOf(service, network) === 'private')
}
