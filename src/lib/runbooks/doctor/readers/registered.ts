import { pages } from '../../../aws/index.ts'
import type { DiscoveryServiceState } from '../../../resources/discovery-service.ts'
import type { Reader } from '../evidence.ts'
import { standingOf } from './standing.ts'

/** A task by which Cloud Map answers for a service, or one that was. */
export interface Registration {
  readonly service: string
  /** Cloud Map's id of its own service. */
  readonly registry: string
  readonly instance: string
  readonly address: string
}

export const registered: Reader<'registered'> = async ({ ports, signal }, read) => {
  const registries = standingOf<DiscoveryServiceState>(await read('standing'), 'discovery-service')
  const { serviceDiscovery } = ports
  const list: typeof serviceDiscovery.listInstances = input =>
    serviceDiscovery.listInstances(input, { signal })
  const found = await Promise.all(
    registries.map(async ([name, { serviceId }]) => {
      const instances = await pages(list, { ServiceId: serviceId }, page => page.Instances)
      return instances.map(({ Id, Attributes = {} }) => ({
        service: serviceNamed(name),
        registry: serviceId,
        instance: Id!,
        address: Attributes.AWS_INSTANCE_IPV4 ?? '',
      }))
    }),
  )
  return found.flat()
}

/** Those that an API Gateway asks for have the spelling of SRV records: `_api._tcp`. */
function serviceNamed(name: string): string {
  return name.replace(/^_(.+)\._tcp$/, '$1')
}
