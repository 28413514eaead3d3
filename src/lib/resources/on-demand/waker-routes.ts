import { routeKeys } from '../../manifest/route-keys.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'
import { apiTargets, hasHttpApi } from '../api-targets.ts'
import { onDemandPrefix } from './on-demand-names.ts'

/** Logical id of the integration with the waker. */
export const wakerIntegration = `${onDemandPrefix}waker`

/** What is always the waker's. */
export const wakerRoutes = ['ANY /shutdown', 'ANY /status', 'ANY /wake'] as const

/** Whether requests come by an HTTP API to a service that sleeps. Pure. */
export function wantsWaker(manifest: Manifest): boolean {
  return manifest.onDemand !== undefined && hasHttpApi(manifest)
}

/** The route keys that lead to the awaited service while it is awake, and to the waker while it is not. Pure. */
export function serviceRouteKeys(manifest: Manifest): string[] {
  const { onDemand } = manifest
  if (!onDemand) return []
  const paths = apiTargets(manifest)[onDemand.service]?.paths ?? []
  return paths.flatMap(path => routeKeys(path)?.filter(key => key !== undefined) ?? []).toSorted()
}
