import type { Manifest, Service } from '../manifest/schema/manifest.ts'
import { hasHttpApi } from './api-targets.ts'

export interface Entrance {
  readonly service: Service
  /** Path patterns that the load balancer sends to it. */
  readonly paths: readonly string[]
}

/**
 * The services behind the load balancer, by name: those with routes. Where no service has routes and only
 * one listens at all, everything goes to that one.
 */
export function entrances({ ingress, services }: Manifest): Readonly<Record<string, Entrance>> {
  if (ingress !== 'load-balancer') return {}
  const listening = Object.entries(services).filter(([, service]) => service.port !== undefined)
  const routed = listening.filter(([, service]) => service.routes.length > 0)
  if (routed.length === 0 && listening.length === 1) {
    const [name, service] = listening[0]!
    return { [name]: { service, paths: ['/*'] } }
  }
  return Object.fromEntries(routed.map(([name, service]) => [name, { service, paths: service.routes }]))
}

/** Whether a load balancer is needed, made by deployctl or not. */
export function hasIngress(manifest: Manifest): boolean {
  return Object.keys(entrances(manifest)).length > 0
}

/** The host name for which deployctl makes HTTPS; undefined where there is none, or the load balancer is somebody else's. */
export function securedDomain(manifest: Manifest): Manifest['domain'] {
  const isOurs = hasIngress(manifest) && !manifest.loadBalancer.existing
  return isOurs || hasHttpApi(manifest) ? manifest.domain : undefined
}
