import { until } from '../../aws/index.ts'
import { apiIntegration } from '../../resources/api-integration.ts'
import { type ApiRoute, apiRoutes } from '../../resources/api-routes.ts'
import { discoveryService, gatewayName } from '../../resources/discovery-service.ts'
import { serviceRouteKeys, wakerIntegration } from '../../resources/on-demand/waker-routes.ts'
import type { Context } from '../context.ts'

export type Leads = 'service' | 'waker'

interface Door {
  readonly apiId: string
  /** Those that are turned. */
  readonly routes: readonly ApiRoute[]
  readonly service: string | undefined
  readonly waker: string | undefined
}

/** Where the front door leads; undefined where it does not stand yet. */
export async function whereDoorLeads(context: Context): Promise<Leads | undefined> {
  const door = await readDoor(context)
  if (!door || door.routes.length === 0) return undefined
  return door.routes.every(({ integrationId }) => integrationId === door.service) ? 'service' : 'waker'
}

/** Leads visitors to the service or to the waker; nothing where they are led there already. */
export async function turnDoor(context: Context, to: Leads): Promise<void> {
  const door = await readDoor(context)
  const target = door?.[to]
  if (!door || target === undefined) return
  const others = door.routes.filter(({ integrationId }) => integrationId !== target)
  for (const { routeId: RouteId } of others)
    await context.ports.apiGateway.updateRoute({
      ApiId: door.apiId,
      RouteId,
      Target: `integrations/${target}`,
    })
}

/** Seconds; Cloud Map learns of a task as soon as it runs. */
const patience = 5 * 60

/** Waits until the gateway would find the service's tasks: only then is there somebody to lead visitors to. */
export async function untilFound(context: Context): Promise<void> {
  const { manifest, scope, ports, clock, signal } = context
  const name = gatewayName(manifest.onDemand!.service)
  const what = `${manifest.onDemand!.service} to be found by the HTTP API`
  await until({ clock, signal, what, within: patience }, async () => {
    const registry = (await discoveryService.inspect(scope, ports))[name]
    // A registry that does not stand is for bootstrap to make; nothing would ever be found in it.
    return registry === undefined || registry.instances > 0 ? true : undefined
  })
}

async function readDoor({ manifest, scope, ports }: Context): Promise<Door | undefined> {
  const keys = serviceRouteKeys(manifest)
  const [{ main }, integrations] = await Promise.all([
    apiRoutes.inspect(scope, ports),
    apiIntegration.inspect(scope, ports),
  ])
  if (!main) return undefined
  return {
    apiId: main.apiId,
    routes: main.routes.filter(({ key }) => keys.includes(key)),
    service: integrations[manifest.onDemand!.service]?.integrationId,
    waker: integrations[wakerIntegration]?.integrationId,
  }
}
