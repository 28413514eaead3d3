import type { Manifest } from '../../manifest/schema/manifest.ts'
import type { Door } from '../../on-demand/settings.ts'
import { apiIntegration } from '../api-integration.ts'
import { discoveryService, gatewayName } from '../discovery-service.ts'
import { httpApi } from '../http-api.ts'
import { entryListener, listener } from '../listener.ts'
import type { AnyResource, Standing } from '../resource.ts'
import { targetGroup } from '../target-group.ts'
import { turnedRoutes, turnedServices, wakerEntrance } from './waker-entrance.ts'
import { wakerTargetGroup } from './waker-target-group.ts'

/** Where requests to what sleeps come in, by logical ids; the awaited service is the first. */
export type DoorPlan =
  | {
      readonly kind: 'http-api'
      readonly services: readonly string[]
      /** Names of services, by the key of the route. */
      readonly routes: Readonly<Record<string, string>>
    }
  | {
      readonly kind: 'load-balancer'
      readonly services: readonly string[]
      readonly listener: string
      readonly countsConnections: boolean
    }

const made = {
  'http-api': { httpApi, apiIntegration, discoveryService },
  'load-balancer': { listener, targetGroup, wakerTargetGroup },
}

/** What doors are made of. */
export const doorDeps = { ...made['http-api'], ...made['load-balancer'] }

/** The kinds that a door of this sort is made of. */
export function kindsOf({ kind }: DoorPlan): AnyResource[] {
  return Object.values(made[kind])
}

/** Pure. */
export function doorPlan(manifest: Manifest): DoorPlan {
  const services = turnedServices(manifest)
  if (manifest.ingress === 'http-api') return { kind: 'http-api', services, routes: turnedRoutes(manifest) }
  const isOurs = manifest.loadBalancer.existing === undefined
  const countsConnections = manifest.onDemand?.idle.connections ?? isOurs
  return { kind: 'load-balancer', services, listener: entryListener(manifest), countsConnections }
}

/** The door as the functions know it; what does not stand yet is empty, and shows as a change. Pure. */
export function doorOf(plan: DoorPlan, standing: Standing<typeof doorDeps>): Door {
  const { kind, services } = plan
  if (kind === 'load-balancer') {
    return {
      kind,
      listener: standing.listener.get(plan.listener)?.arn ?? '',
      services: services.map(name => standing.targetGroup.get(name)?.arn ?? ''),
      waker: standing.wakerTargetGroup.get(wakerEntrance)?.arn ?? '',
      countsConnections: plan.countsConnections,
    }
  }
  const integration = (id: string) => standing.apiIntegration.get(id)?.integrationId ?? ''
  return {
    kind,
    apiId: standing.httpApi.get('main')?.apiId ?? '',
    routes: Object.fromEntries(Object.entries(plan.routes).map(([key, name]) => [key, integration(name)])),
    waker: integration(wakerEntrance),
    discoveryServices: services.map(
      name => standing.discoveryService.get(gatewayName(name))?.serviceId ?? '',
    ),
  }
}

/** Whether all of it stands. Pure. */
export function isWhole(door: Door): boolean {
  const { kind, waker } = door
  const parts =
    kind === 'http-api' ? [door.apiId, ...door.discoveryServices] : [door.listener, ...door.services]
  return [waker, ...parts].every(part => part !== '')
}
