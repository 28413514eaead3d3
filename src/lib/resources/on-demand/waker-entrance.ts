import type { Manifest } from '../../manifest/schema/manifest.ts'
import { wakerPaths } from '../../manifest/waker-paths.ts'
import { apiTargets, routesByKey } from '../api-targets.ts'
import { entrances } from '../ingress.ts'
import { onDemandPrefix, onDemandServices } from './on-demand-names.ts'

/** Logical id of what leads to the waker: an integration of the HTTP API, or a target group of the load balancer. */
export const wakerEntrance = `${onDemandPrefix}waker`

/** The waker's own paths, as an HTTP API's routes. */
export const wakerRoutes = wakerPaths.map(path => `ANY ${path}`)

/** Whether requests come by this way to services that sleep. Pure. */
export function wantsWaker(manifest: Manifest, by: 'http-api' | 'load-balancer'): boolean {
  return manifest.ingress === by && turnedServices(manifest).length > 0
}

/** The services whose requests go to the waker while they sleep; the one that users wait for first. Pure. */
export function turnedServices(manifest: Manifest): string[] {
  const behind = manifest.ingress === 'http-api' ? apiTargets(manifest) : entrances(manifest)
  return onDemandServices(manifest).filter(name => name in behind)
}

/** The service that each route of an HTTP API leads to while it is awake, by the route's key. Pure. */
export function turnedRoutes(manifest: Manifest): Record<string, string> {
  const turned = turnedServices(manifest)
  const routes = Object.entries(routesByKey(manifest))
  return Object.fromEntries(
    routes.filter(([key, name]) => turned.includes(name) && !wakerRoutes.includes(key)),
  )
}
