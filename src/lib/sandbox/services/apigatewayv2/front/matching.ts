export interface Match<Route> {
  readonly route: Route
  /** What the variables of its path stand for. */
  readonly parameters: Readonly<Record<string, string>>
}

interface Keyed {
  readonly key: string
}

/**
 * The best match: a whole path before a variable in it, before one that takes the rest; of the same path its method
 * before ANY; and `$default` for what nothing else matches.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation
 */
export function bestMatch<Route extends Keyed>(
  routes: readonly Route[],
  method: string,
  path: string,
): Match<Route> | undefined {
  const segments = path.split('/').slice(1)
  const found = routes.flatMap(route => {
    const [ofMethod = '', pattern = ''] = route.key.split(' ')
    if (ofMethod !== method && ofMethod !== 'ANY') return []
    const fit = fitOf(pattern.split('/').slice(1), segments)
    return fit ? [{ route, ...fit, ranks: [...fit.ranks, ofMethod === 'ANY' ? 0 : 1] }] : []
  })
  const [best] = found.sort((a, b) => compare(b.ranks, a.ranks))
  if (best) return { route: best.route, parameters: best.parameters }
  const otherwise = routes.find(({ key }) => key === '$default')
  return otherwise && { route: otherwise, parameters: {} }
}

interface Fit {
  readonly parameters: Record<string, string>
  /** Of each part of the path: 3 where it is the same, 2 for a variable, 1 for one that takes the rest. */
  readonly ranks: readonly number[]
}

function fitOf(pattern: readonly string[], path: readonly string[]): Fit | undefined {
  const parameters: Record<string, string> = {}
  const ranks: number[] = []
  for (const [index, part] of pattern.entries()) {
    const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(part) ?? []
    const rest = path.slice(index)
    const value = greedy ? rest.join('/') : (rest[0] ?? '')
    if (name === undefined ? part !== rest[0] : value === '') return undefined
    if (name !== undefined) parameters[name] = decoded(value)
    ranks.push(name === undefined ? 3 : greedy ? 1 : 2)
    if (greedy) return { parameters, ranks }
  }
  return pattern.length === path.length ? { parameters, ranks } : undefined
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
