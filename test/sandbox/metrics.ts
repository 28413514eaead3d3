import { CloudWatchClient, GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch'
import type { Bench } from './ecs/bench.ts'

type Dimensions = Readonly<Record<string, string>>

interface Window {
  readonly stat?: string
  readonly period?: number
  readonly from?: number
}

/** A metric's points, oldest first: ms since the epoch, and the value. `metric` is `NAMESPACE NAME`. */
export async function pointsOf(
  { config, sandbox }: Pick<Bench, 'config' | 'sandbox'>,
  metric: string,
  dimensions: Dimensions,
  { stat = 'Sum', period = 60, from = sandbox.clock.now() - 3_600_000 }: Window = {},
): Promise<[number, number][]> {
  const [Namespace, MetricName] = metric.split(' ')
  const Metric = { Namespace, MetricName, Dimensions: listed(dimensions) }
  const { MetricDataResults } = await new CloudWatchClient(config).send(
    new GetMetricDataCommand({
      MetricDataQueries: [{ Id: 'one', MetricStat: { Metric, Period: period, Stat: stat } }],
      StartTime: new Date(from),
      EndTime: new Date(sandbox.clock.now() + 1),
      ScanBy: 'TimestampAscending',
    }),
  )
  const { Timestamps = [], Values = [] } = MetricDataResults![0]!
  return Timestamps.map((at, index) => [at.getTime(), Values[index]!])
}

/** Sum of all that there is. */
export async function total(bench: Bench, metric: string, dimensions: Dimensions): Promise<number> {
  return (await pointsOf(bench, metric, dimensions)).reduce((sum, [, value]) => sum + value, 0)
}

/** Dimensions of each metric of a name that CloudWatch lists. */
export async function listedMetrics({ config }: Pick<Bench, 'config'>, metric: string) {
  const [Namespace, MetricName] = metric.split(' ')
  const { Metrics } = await new CloudWatchClient(config).send(
    new ListMetricsCommand({ Namespace, MetricName }),
  )
  return Metrics!.map(({ Dimensions }) =>
    Object.fromEntries(Dimensions!.map(({ Name, Value }) => [Name, Value])),
  )
}

function listed(dimensions: Dimensions) {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
}
