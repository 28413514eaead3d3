import { cache } from '../manifest/schema/cache.ts'
import { database } from '../manifest/schema/database.ts'
import type { Manifest, Service } from '../manifest/schema/manifest.ts'
import { service as serviceSchema } from '../manifest/schema/service.ts'
import type { CacheState } from '../resources/cache-state.ts'
import type { ClusterState } from '../resources/cluster.ts'
import type { DatabaseState } from '../resources/database-state.ts'
import type { NatGatewayState } from '../resources/nat-gateway.ts'
import type { ServiceState } from '../resources/service-lookup.ts'
import type { TaskDefinitionState } from '../resources/task-definition.ts'
import type { World } from '../resources/world.ts'

/**
 * The manifest that would come to what stands, as far as money is concerned: sizes and counts as AWS has them, and
 * nothing that is not there yet. What AWS cannot tell, such as assumed routes, is the manifest's. Pure.
 */
export function standingManifest(manifest: Manifest, world: World): Manifest {
  const standing = (kind: string) => world.of(kind)
  const keep = <Thing>(things: Record<string, Thing>, kind: string) =>
    Object.fromEntries(Object.entries(things).filter(([id]) => standing(kind).has(id)))
  const hasDoor = standing('load-balancer').size + standing('http-api').size > 0
  return {
    ...manifest,
    network: networkOf(manifest, world),
    ingress: hasDoor ? manifest.ingress : 'none',
    domain: hasDoor ? manifest.domain : undefined,
    cluster: { ...manifest.cluster, containerInsights: insightsOf(world) },
    services: servicesOf(manifest, world),
    databases: databasesOf(manifest, world),
    caches: cachesOf(manifest, world),
    buckets: withCdn(keep(manifest.buckets, 'bucket'), world),
    filesystems: keep(manifest.filesystems, 'file-system'),
    tables: keep(manifest.tables, 'table'),
    userPools: keep(manifest.userPools, 'user-pool'),
    functions: keep(manifest.functions, 'function'),
    jobs: keep(manifest.jobs, 'schedule'),
    secrets: keep(manifest.secrets, 'secret'),
    alarms: standing('alarm').size > 0 ? manifest.alarms : undefined,
    dashboard: standing('dashboard').size > 0,
    onDemand: standing('on-demand-function').size > 0 ? manifest.onDemand : undefined,
  }
}

function statesOf<State>(world: World, kind: string): [string, State][] {
  return [...world.of(kind)]
    .filter(([, { external }]) => !external)
    .map(([id, { state }]) => [id, state as State])
}

function networkOf({ network }: Manifest, world: World): Manifest['network'] {
  const gateways = statesOf<NatGatewayState>(world, 'nat-gateway').filter(([, { gatewayId }]) => gatewayId)
  const nat = gateways.length === 0 ? 'none' : gateways.length === 1 ? 'single' : 'per-zone'
  // As many zones as gateways, for that is what `per-zone` is priced by.
  const zones =
    gateways.length > 1 ? { zones: gateways.length, publicSubnets: undefined, privateSubnets: undefined } : {}
  return { ...network, nat, ...zones }
}

function insightsOf(world: World): boolean {
  return statesOf<ClusterState>(world, 'cluster').some(([, { containerInsights }]) => containerInsights)
}

/** Services that do not run keep their place, for the load balancer stands for their sake. */
function servicesOf(manifest: Manifest, world: World): Manifest['services'] {
  const live = new Map(statesOf<ServiceState>(world, 'service'))
  const sizes = new Map(statesOf<TaskDefinitionState>(world, 'task-definition'))
  const names = new Set([...Object.keys(manifest.services), ...live.keys()])
  return Object.fromEntries(
    [...names].map(name => {
      const wanted = manifest.services[name] ?? serviceSchema.parse({ image: name })
      const { build, ...rest } = wanted
      const size = sizes.get(name)
      return [
        name,
        {
          ...rest,
          ...(world.of('repository').has(name) && build ? { build } : {}),
          ...(size ? { cpu: Number(size.cpu), memory: Number(size.memory) } : {}),
          ...runningOf(wanted, live.get(name)),
        },
      ]
    }),
  )
}

function runningOf(
  { count }: Service,
  live: ServiceState | undefined,
): Pick<Service, 'count'> & Partial<Service> {
  const tasks = live?.desiredCount ?? 0
  const counted = { ...count, min: tasks, max: tasks }
  // In private subnets it would need endpoints, though nothing of it is there.
  if (!live) return { count: counted, subnets: 'public' }
  const strategy = live.settings.capacityProviderStrategy
  const share = (provider: string) => {
    const found = strategy.find(({ capacityProvider }) => capacityProvider === provider)
    return found && { base: found.base ?? 0, weight: found.weight ?? 0 }
  }
  const { assignPublicIp } = live.settings.networkConfiguration.awsvpcConfiguration ?? {}
  return {
    count: counted,
    capacity: { onDemand: share('FARGATE'), spot: share('FARGATE_SPOT') },
    subnets: assignPublicIp === 'ENABLED' ? 'public' : 'private',
  }
}

function databasesOf(manifest: Manifest, world: World): Manifest['databases'] {
  const states = statesOf<DatabaseState>(world, 'database')
  const own = states.map(([id, state]) => [
    id,
    {
      ...(manifest.databases[id] ?? database.parse({ engine: state.engine })),
      ...sizeOf(state),
      proxy: world.of('database-proxy').has(id),
    },
  ])
  return Object.fromEntries(own)
}

function sizeOf(state: DatabaseState): Partial<Manifest['databases'][string]> {
  if (state.form === 'instance') {
    const { class: size, storage, multiZone } = state
    return { class: size, storage, multiZone }
  }
  const { capacity, members } = state
  return { ...(capacity && { capacity }), readers: Math.max(0, members.length - 1) }
}

function withCdn(buckets: Manifest['buckets'], world: World): Manifest['buckets'] {
  return Object.fromEntries(
    Object.entries(buckets).map(([id, { cdn, ...bucket }]) => [
      id,
      { ...bucket, cdn: world.of('distribution').has(id) && cdn },
    ]),
  )
}

function cachesOf(manifest: Manifest, world: World): Manifest['caches'] {
  const states = statesOf<CacheState>(world, 'cache')
  const own = states.map(([id, { class: size, nodes, engine }]) => [
    id,
    { ...(manifest.caches[id] ?? cache.parse({ engine })), class: size, nodes },
  ])
  return Object.fromEntries(own)
}
