import { bySpecificity, overlap } from './path-pattern.ts'

/** One rule of a listener: these paths go to this service. */
export interface PathRule {
  readonly service: string
  readonly paths: readonly string[]
}

/**
 * Makes rules of the paths of every service, first match wins, in an order in which the more specific path wins:
 * `/v1/realtime/*` before `/v1/*`. A path joins an earlier rule of its service where that changes nothing.
 * @param valuesPerRule how many paths one rule may hold
 */
export function orderRules(
  routes: Readonly<Record<string, readonly string[]>>,
  valuesPerRule: number,
): PathRule[] {
  const rules: { service: string; paths: string[] }[] = []
  for (const { service, path } of mostSpecificFirst(routes)) {
    const last = rules.findLastIndex(rule => rule.service === service)
    const fits = last >= 0 && rules[last]!.paths.length < valuesPerRule
    const overtakes = rules.slice(last + 1).some(rule => rule.paths.some(other => overlap(path, other)))
    if (fits && !overtakes) rules[last]!.paths.push(path)
    else rules.push({ service, paths: [path] })
  }
  return rules
}

function mostSpecificFirst(routes: Readonly<Record<string, readonly string[]>>) {
  return Object.entries(routes)
    .flatMap(([service, paths]) => paths.map(path => ({ service, path })))
    .toSorted((a, b) => bySpecificity(a.path, b.path) || (a.service < b.service ? -1 : 1))
}
