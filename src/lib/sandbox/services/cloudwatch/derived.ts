import type { Call } from '../../service.ts'
import { usageMetrics } from '../ecs/usage-metrics.ts'
import { connectionMetrics } from '../elb/connection-metrics.ts'
import { capacityMetrics } from '../rds/clusters/capacity-metrics.ts'
import { identityOf } from './statistics.ts'
import type { MetricRecord } from './tables.ts'

/** What makes a metric. */
export type Metric = Pick<MetricRecord, 'namespace' | 'name' | 'dimensions'>

export type Datum = Pick<MetricRecord, 'timestamp' | 'value'>

/** Metrics that follow from what a service remembers anyway, so that nobody has to write them down. */
export interface DerivedMetrics {
  readonly namespace: string
  /** Those that there is anything to tell of, by any chance. */
  known(call: Call): Metric[]
  /** Data from a moment until before another, none later than now. */
  data(call: Call, metric: Metric, from: number, to: number): Datum[]
}

const sources: readonly DerivedMetrics[] = [capacityMetrics, connectionMetrics, usageMetrics]

export function derivedMetrics(call: Call): Metric[] {
  return sources.flatMap(source => source.known(call))
}

export function derivedData(call: Call, metric: Metric, from: number, to: number): Datum[] {
  const identity = identityOf(metric)
  return sources
    .filter(({ namespace }) => namespace === metric.namespace)
    .filter(source => source.known(call).some(known => identityOf(known) === identity))
    .flatMap(source => source.data(call, metric, from, to))
}
