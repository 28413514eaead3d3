import type { Call } from '../../service.ts'
import { type Datum, derivedData, derivedMetrics, type Metric } from './derived.ts'
import { identityOf } from './statistics.ts'
import { metrics } from './tables.ts'

/** What is known of a metric from a moment until before another: what was told, and what follows from records. */
export function dataOf(call: Call, metric: Metric, from: number, to: number): Datum[] {
  const identity = identityOf(metric)
  const told = call
    .table(metrics)
    .filter(one => one.timestamp >= from && one.timestamp < to && identityOf(one) === identity)
  return [...told, ...derivedData(call, metric, from, to)]
}

/** Each metric once. */
export function knownMetrics(call: Call): Metric[] {
  const all: Metric[] = [...call.table(metrics).values(), ...derivedMetrics(call)]
  return [...new Map(all.map(one => [identityOf(one), one])).values()]
}
