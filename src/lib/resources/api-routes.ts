import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { apiIntegration } from './api-integration.ts'
import { hasHttpApi, routesByKey } from './api-targets.ts'
import { httpApi } from './http-api.ts'
import { turnedRoutes, wakerEntrance, wakerRoutes, wantsWaker } from './on-demand/waker-entrance.ts'
import { type Change, defineResource, type Standing } from './resource.ts'

export interface ApiRoutesSpec {
  /** Name of the service or function, by route key: `ANY /v1/{proxy+}`. */
  readonly routes: Readonly<Record<string, string>>
  /** Keys of the routes that the waker and the idler turn, to the service and back: both are as wanted. */
  readonly turning: readonly string[]
}

export interface ApiRoute {
  readonly routeId: string
  readonly key: string
  /** Id of the integration. */
  readonly integrationId: string
}

export interface ApiRoutesState {
  readonly apiId: string
  readonly routes: readonly ApiRoute[]
}

const deps = { httpApi, apiIntegration }
type Deps = typeof deps

/**
 * All routes of the HTTP API, as one set: they carry no tags, the API is ours alone, and only together do they mean
 * anything. Their order means nothing: API Gateway takes the best match by itself.
 */
export const apiRoutes = defineResource<ApiRoutesSpec, ApiRoutesState, Deps>({
  kind: 'api-routes',
  stage: 'bootstrap',
  deps,

  desired: (manifest): Record<string, ApiRoutesSpec> =>
    hasHttpApi(manifest) ? { main: { routes: routesOf(manifest), turning: turningOf(manifest) } } : {},

  async inspect(scope, ports): Promise<Record<string, ApiRoutesState>> {
    const { main } = await httpApi.inspect(scope, ports)
    const routes = main ? await read(main.apiId, ports) : []
    return routes.length > 0 ? { main: { apiId: main!.apiId, routes } } : {}
  },

  diff(want, have, deps) {
    const standing = have.routes.map(
      ({ key, integrationId }) => `${key} → ${nameOfTarget(integrationId, deps)}`,
    )
    const wanted = Object.entries(want.routes).map(([key, name]) => {
      const turned = `${key} → ${wakerEntrance}`
      return want.turning.includes(key) && standing.includes(turned) ? turned : `${key} → ${name}`
    })
    return [
      ...wanted.filter(text => !standing.includes(text)).map(to => change(undefined, to)),
      ...standing.filter(text => !wanted.includes(text)).map(from => change(from, undefined)),
    ]
  },

  async ensure({ routes, turning }, _have, deps, { ports }) {
    const { apiId: ApiId } = deps.httpApi.of('main')
    const standing = await read(ApiId, ports)
    // One after another: API Gateway refuses a change while it deploys the one before.
    for (const [key, name] of Object.entries(routes)) {
      const found = standing.find(one => one.key === key)
      // New ones lead to the waker: nothing runs yet.
      const { integrationId } = deps.apiIntegration.of(!found && turning.includes(key) ? wakerEntrance : name)
      if (
        found &&
        turning.includes(key) &&
        found.integrationId === deps.apiIntegration.get(wakerEntrance)?.integrationId
      )
        continue
      const route = { ApiId, RouteKey: key, Target: `integrations/${integrationId}` }
      if (!found) await ports.apiGateway.createRoute(route)
      else if (found.integrationId !== integrationId)
        await ports.apiGateway.updateRoute({ ...route, RouteId: found.routeId })
    }
    await removeAll(
      ApiId,
      standing.filter(({ key }) => !(key in routes)),
      ports,
    )
    return { apiId: ApiId, routes: await read(ApiId, ports) }
  },

  remove: ({ apiId, routes }, { ports }) => removeAll(apiId, routes, ports),

  identify: ({ routes }) => (routes.length === 1 ? '1 route' : `${routes.length} routes`),
})

function routesOf(manifest: Manifest): Record<string, string> {
  const always = wantsWaker(manifest, 'http-api') ? wakerRoutes.map(key => [key, wakerEntrance] as const) : []
  const all = [...Object.entries(routesByKey(manifest)), ...always]
  return Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))))
}

function turningOf(manifest: Manifest): string[] {
  return wantsWaker(manifest, 'http-api') ? Object.keys(turnedRoutes(manifest)) : []
}

/** Logical id of an integration; as it is where nobody knows it. */
function nameOfTarget(integrationId: string, { apiIntegration }: Standing<Deps>): string {
  return apiIntegration.entries().find(([, one]) => one.integrationId === integrationId)?.[0] ?? integrationId
}

function change(from: string | undefined, to: string | undefined): Change {
  return { path: 'route', from, to }
}

async function read(ApiId: string, { apiGateway }: Ports): Promise<ApiRoute[]> {
  const found = await unlessMissing(pages(apiGateway.getRoutes, { ApiId }, page => page.Items))
  return (found ?? []).map(({ RouteId, RouteKey, Target }) => ({
    routeId: RouteId!,
    key: RouteKey!,
    integrationId: Target?.replace('integrations/', '') ?? '',
  }))
}

async function removeAll(ApiId: string, routes: readonly ApiRoute[], { apiGateway }: Ports): Promise<void> {
  for (const { routeId } of routes) await unlessMissing(apiGateway.deleteRoute({ ApiId, RouteId: routeId }))
}
