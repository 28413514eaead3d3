import { DeployctlError } from '../../errors/index.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'
import { clusterNameOf } from '../../resources/cluster.ts'
import { nameOf, type Scope } from '../../resources/names.ts'
import type { Context } from '../context.ts'
import { readServices, type ServiceSnapshot } from './services.ts'

/**
 * The services that a command names, or all of them.
 * @throws DeployctlError `release.unknown-service`
 */
export function chosenServices({ services }: Manifest, named: readonly string[]): string[] {
  const unknown = named.filter(name => !(name in services))
  if (unknown.length > 0) {
    const known = Object.keys(services).join(', ')
    throw new DeployctlError('release.unknown-service', {
      message: `The manifest has no service ${unknown.join(', ')}; it has ${known}.`,
    })
  }
  return named.length > 0 ? [...named] : Object.keys(services)
}

/** ECS's name of a service. */
export function ecsServiceName(scope: Scope, service: string): string {
  return nameOf(scope, service)
}

/** What stands of some services, by the manifest's names, in one round of calls. */
export async function readLive(
  { manifest, scope, ports, signal }: Context,
  services: readonly string[],
): Promise<Map<string, ServiceSnapshot>> {
  const names = services.map(service => ecsServiceName(scope, service))
  const found = await readServices(ports, clusterNameOf(manifest), names, signal)
  const standing = services.flatMap(service => {
    const snapshot = found.get(ecsServiceName(scope, service))
    return snapshot ? [[service, snapshot] as const] : []
  })
  return new Map(standing)
}
