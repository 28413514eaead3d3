const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How long data of a period are kept, by seconds ("Metrics retention" of CloudWatch's concepts). */
const kept = [
  { below: 60, for: 3 * hour },
  { below: 300, for: 15 * day },
  { below: 3600, for: 63 * day },
  { below: Number.POSITIVE_INFINITY, for: 455 * day },
]

/**
 * From when on data of a period are told, where those since `from` are asked for: the beginning is rounded down.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 *
 * @param period s; the others are virtual ms since the epoch
 */
export function toldFrom(from: number, period: number, now: number): number {
  const age = now - from
  const step = age <= 15 * day ? minute : age <= 63 * day ? 5 * minute : hour
  const oldest = now - kept.find(({ below }) => period < below)!.for
  return Math.max(from - (from % step), oldest)
}
