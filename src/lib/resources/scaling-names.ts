import type { Manifest } from '../manifest/schema/manifest.ts'
import { clusterNameOf } from './cluster.ts'
import { nameOf, type Owner } from './names.ts'

/** How ECS services are addressed in Application Auto Scaling. */
export const ecsScaling = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const

export function scalingResourceId(manifest: Manifest, name: string): string {
  return `service/${clusterNameOf(manifest)}/${nameOf(manifest, name)}`
}

/** The service's logical id in `service/CLUSTER/NAME`; undefined for somebody else's. */
export function serviceIn(resourceId: string, scope: Owner): string | undefined {
  const [, cluster = '', name = ''] = resourceId.split('/')
  const prefix = nameOf(scope, '')
  // The cluster that `prod-eu` has for itself holds nothing of `prod`, though its names begin alike.
  const anothers = cluster.startsWith(prefix) && name.startsWith(`${cluster}-`)
  return name.startsWith(prefix) && !anothers ? name.slice(prefix.length) : undefined
}
