/** What a part of a path may hold, of what API Gateway takes and a load balancer as well. */
const part = '[A-Za-z0-9_.:~-]+'
const exact = new RegExp(`^/$|^(/${part})+$`)
const below = new RegExp(`^(/${part})*/\\*$`)

/**
 * The routes of an HTTP API that a path pattern comes to, those that it means first: `/v1/*` is `ANY /v1/{proxy+}`, and
 * `ANY /v1` as well. Undefined for what no route can say: a `?`, or a `*` that is not a last part of its own. Pure.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function routeKeys(pattern: string): readonly [meant: string, implied?: string] | undefined {
  if (pattern === '/*') return ['$default']
  if (exact.test(pattern)) return [`ANY ${pattern}`]
  if (!below.test(pattern)) return undefined
  const parent = pattern.slice(0, -2)
  return [`ANY ${parent}/{proxy+}`, `ANY ${parent}`]
}
