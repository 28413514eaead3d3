import type { Manifest } from '../../manifest/schema/manifest.ts'
import type { Settings } from '../../on-demand/settings.ts'
import { usuallyIgnored } from '../../on-demand/waker/choose.ts'
import type { apiIntegration } from '../api-integration.ts'
import type { apiRoutes } from '../api-routes.ts'
import { clusterNameOf } from '../cluster.ts'
import { databaseIdentifier } from '../database-names.ts'
import { type discoveryService, gatewayName } from '../discovery-service.ts'
import type { httpApi } from '../http-api.ts'
import { ledgerBucketOf } from '../ledger-name.ts'
import { nameOf, type Owner, type Scope } from '../names.ts'
import type { Standing } from '../resource.ts'
import { onDemandSecretName, onDemandServices } from './on-demand-names.ts'
import { serviceRouteKeys, wakerIntegration } from './waker-routes.ts'

/** Seconds; the idler itself may take two minutes, and an HTTP API waits thirty seconds for an answer. */
const longestDrain = 60

/** What of the settings a manifest knows by itself. */
export type OnDemandPlan = Omit<Settings, 'ledger' | 'door'> & {
  readonly service: string
  readonly routes: readonly string[]
  readonly owner: Owner
}

/** Pure. */
export function onDemandPlan(manifest: Manifest): OnDemandPlan | undefined {
  const { onDemand, project, services, schedule } = manifest
  if (!onDemand) return undefined
  const { after, fewerRequestsThan, minimumAwake = after } = onDemand.idle
  const names = onDemandServices(manifest)
  return {
    version: 1,
    title: onDemand.title ?? project,
    cluster: clusterNameOf(manifest),
    ownPrefix: nameOf(manifest, ''),
    services: names.map(name => ({
      name,
      serviceName: nameOf(manifest, name),
      count: Math.max(1, services[name]!.count.min),
      minimum: services[name]!.count.min < services[name]!.count.max ? services[name]!.count.min : undefined,
    })),
    ignore: {
      paths: [...usuallyIgnored.paths, ...onDemand.ignore.paths],
      userAgents: [...usuallyIgnored.userAgents, ...onDemand.ignore.userAgents.map(one => one.toLowerCase())],
    },
    protectWake: onDemand.protect.wake,
    wakesPerMinute: onDemand.protect.wakesPerMinute,
    secret: onDemandSecretName(manifest),
    idle: { after, fewerRequestsThan, minimumAwake },
    drain: Math.min(longestDrain, services[onDemand.service]?.drain ?? longestDrain),
    schedule: schedule
      .filter(entry => entry.services === undefined || entry.services.includes(onDemand.service))
      .map(({ at, timezone, count }) => ({ at, timezone, count })),
    databases: onDemand.databases.map(name => databaseIdentifier(manifest, name)),
    service: onDemand.service,
    routes: serviceRouteKeys(manifest),
    owner: { project, environment: manifest.environment },
  }
}

type Around = {
  readonly httpApi: typeof httpApi
  readonly apiIntegration: typeof apiIntegration
  readonly apiRoutes: typeof apiRoutes
  readonly discoveryService: typeof discoveryService
}

/** The settings as the functions get them; what does not stand yet is empty, and shows as a change. Pure. */
export function onDemandSettings(
  { service, routes, owner: _, ...plan }: OnDemandPlan,
  scope: Scope,
  standing: Standing<Around>,
): Settings {
  const integration = (id: string) => standing.apiIntegration.get(id)?.integrationId ?? ''
  return {
    ...plan,
    ledger: { bucket: ledgerBucketOf(scope), owner: scope.account, environment: scope.environment },
    door: {
      kind: 'http-api',
      apiId: standing.httpApi.get('main')?.apiId ?? '',
      routes,
      service: integration(service),
      waker: integration(wakerIntegration),
      discoveryService: standing.discoveryService.get(gatewayName(service))?.serviceId ?? '',
    },
  }
}
