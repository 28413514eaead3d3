import type { Dimension } from '@aws-sdk/client-cloudwatch'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { dataOf, knownMetrics } from './data.ts'
import { evaluateFor } from './evaluation.ts'
import { plannedValue } from './planned.ts'
import { toldFrom } from './retention.ts'
import { statistic } from './statistics.ts'
import { type CloudWatchOperations, metrics } from './tables.ts'

export const metricOperations = {
  PutMetricData({ Namespace, MetricData = [] }, call) {
    if (Namespace.startsWith('AWS/')) {
      throw awsError('InvalidParameterValueException', 'The value AWS/ for parameter Namespace is invalid.')
    }
    for (const datum of MetricData) record(Namespace, datum, call)
    return {}
  },

  GetMetricData({ MetricDataQueries, StartTime, EndTime, ScanBy = 'TimestampDescending' }, call) {
    const MetricDataResults = MetricDataQueries.filter(({ ReturnData = true }) => ReturnData).map(query => {
      const points = query.MetricStat ? pointsOf(query.MetricStat, StartTime, EndTime, call) : []
      if (ScanBy === 'TimestampDescending') points.reverse()
      return {
        Id: query.Id,
        Label: query.Label ?? query.MetricStat?.Metric?.MetricName ?? query.Id,
        Timestamps: points.map(([timestamp]) => new Date(timestamp)),
        Values: points.map(([, value]) => value),
        StatusCode: 'Complete' as const,
      }
    })
    return { MetricDataResults, Messages: [] }
  },

  ListMetrics({ Namespace, MetricName, Dimensions = [], NextToken }, call) {
    const found = knownMetrics(call).filter(
      one =>
        (Namespace === undefined || one.namespace === Namespace) &&
        (MetricName === undefined || one.name === MetricName) &&
        Dimensions.every(want =>
          one.dimensions.some(have => have.Name === want.Name && (want.Value ?? have.Value) === have.Value),
        ),
    )
    const { items, next } = page(found, NextToken, 500)
    const Metrics = items.map(one => ({
      Namespace: one.namespace,
      MetricName: one.name,
      Dimensions: one.dimensions,
    }))
    return { Metrics, NextToken: next }
  },
} satisfies CloudWatchOperations

type Datum = NonNullable<
  Parameters<NonNullable<CloudWatchOperations['PutMetricData']>>[0]['MetricData']
>[number]

function record(namespace: string, datum: Datum, call: Call): void {
  const { MetricName: name, Dimensions: dimensions = [], Timestamp = call.date, Unit: unit } = datum
  const { Value, Values = Value === undefined ? [] : [Value], Counts, StatisticValues } = datum
  const all = StatisticValues
    ? [(StatisticValues.Sum ?? 0) / (StatisticValues.SampleCount || 1)]
    : Values.flatMap((value, index) => new Array<number>(Counts?.[index] ?? 1).fill(value))
  for (const value of all) {
    call
      .table(metrics)
      .put(call.id('', 20), { namespace, name, dimensions, timestamp: Timestamp.getTime(), value, unit })
  }
  evaluateFor(call, { namespace, name, dimensions })
}

interface MetricStat {
  readonly Metric?: {
    Namespace?: string | undefined
    MetricName?: string | undefined
    Dimensions?: Dimension[] | undefined
  }
  readonly Period: number
  readonly Stat: string
}

/** One value for each period in which there is data, oldest first. */
function pointsOf(
  { Metric, Period, Stat }: MetricStat,
  from: Date,
  to: Date,
  call: Call,
): [number, number][] {
  const { Namespace = '', MetricName = '', Dimensions = [] } = Metric ?? {}
  const planned = plannedValue(call, Namespace, MetricName)
  if (planned !== undefined) return [[to.getTime() - Period * 1000, planned]]
  const metric = { namespace: Namespace, name: MetricName, dimensions: Dimensions }
  const data = dataOf(call, metric, toldFrom(from.getTime(), Period, call.now), to.getTime())
  const length = Period * 1000
  const periods = Map.groupBy(data, ({ timestamp }) => timestamp - (timestamp % length))
  return [...periods]
    .sort(([a], [b]) => a - b)
    .map(([start, inPeriod]) => [
      start,
      statistic(
        Stat,
        inPeriod.map(({ value }) => value),
      ),
    ])
}
