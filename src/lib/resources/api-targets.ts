import { routeKeys } from '../manifest/route-keys.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'

/** What the HTTP API sends requests to. */
export interface ApiTarget {
  readonly of: 'service' | 'function'
  /** Path patterns, as the manifest has them. */
  readonly paths: readonly string[]
}

/**
 * The services and functions behind the HTTP API, by name: those with routes. Where nothing has routes and only one
 * service listens at all, everything goes to that one. Pure.
 */
export function apiTargets({ ingress, services, functions }: Manifest): Readonly<Record<string, ApiTarget>> {
  if (ingress !== 'http-api') return {}
  const listening = Object.entries(services).filter(([, { port }]) => port !== undefined)
  const targets: [string, ApiTarget][] = [
    ...listening.map(([name, { routes }]): [string, ApiTarget] => [name, { of: 'service', paths: routes }]),
    ...Object.entries(functions).map(([name, { routes }]): [string, ApiTarget] => [
      name,
      { of: 'function', paths: routes },
    ]),
  ]
  const routed = targets.filter(([, { paths }]) => paths.length > 0)
  if (routed.length > 0) return Object.fromEntries(routed)
  const [only, ...others] = listening
  return only && others.length === 0 ? { [only[0]]: { of: 'service', paths: ['/*'] } } : {}
}

export function hasHttpApi(manifest: Manifest): boolean {
  return Object.keys(apiTargets(manifest)).length > 0
}

/** The services that the HTTP API reaches through a VPC link, by name. Pure. */
export function linkedServices(manifest: Manifest): Readonly<Record<string, Manifest['services'][string]>> {
  const behind = apiTargets(manifest)
  return Object.fromEntries(
    Object.entries(manifest.services).filter(([name]) => behind[name]?.of === 'service'),
  )
}

/**
 * Which service or function each route leads to, by the route's key: `ANY /v1/{proxy+}`. What somebody means comes
 * before what only follows: `/v1` of one service before the `/v1/*` of another. Pure.
 */
export function routesByKey(manifest: Manifest): Record<string, string> {
  const patterns = Object.entries(apiTargets(manifest)).flatMap(([name, { paths }]) =>
    paths.map(path => ({ name, keys: routeKeys(path) })),
  )
  const meant = patterns.flatMap(({ name, keys }) => (keys ? [[keys[0], name] as const] : []))
  const implied = patterns.flatMap(({ name, keys }) => (keys?.[1] ? [[keys[1], name] as const] : []))
  return Object.fromEntries([...implied, ...meant])
}
