/** Milliseconds. */
export const minute = 60_000

/** Sums by the beginning of their minute, in milliseconds since the epoch; a minute without any may be missing. */
export type PerMinute = ReadonlyMap<number, number>

/** Minutes before now that CloudWatch may not have heard of yet. */
const latest = 2
/** Minutes through which a connection lasts that is no passing request. */
const lasting = 5
/** Milliseconds that have to be looked at. */
export const longestLook = (latest + lasting + 1) * minute

/**
 * Connections that are open now, by a load balancer's ActiveConnectionCount. It counts every connection, each once to
 * the client and once to the target, and of passing ones there are always some: robots, and browsers that keep theirs
 * for a minute. So those count that every one of the last minutes has seen, and those of the last minutes at all if a
 * service was asked for something meanwhile, which may have opened one that lasts.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html. Pure.
 */
export function openConnections(connections: PerMinute, requests: PerMinute, now: number): number {
  const current = Math.floor(now / minute) * minute
  const minutes = (from: number, to: number) =>
    Array.from({ length: from - to }, (_, index) => current - (from - index) * minute)
  const seen = minutes(latest + lasting, latest).map(at => connections.get(at) ?? 0)
  const recent = [...minutes(latest + lasting, 0), current]
  const wasAsked = recent.some(at => (requests.get(at) ?? 0) > 0)
  const lastly = wasAsked ? [...minutes(latest, 0), current].map(at => connections.get(at) ?? 0) : []
  return Math.ceil(Math.max(Math.min(...seen), ...lastly) / 2)
}
