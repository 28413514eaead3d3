import type { MetricInfo } from '@aws-sdk/client-service-quotas'
import type { Ports } from '../../../aws/index.ts'
import type { Service } from '../../../manifest/schema/manifest.ts'

export type Market = 'onDemand' | 'spot'

/** vCPUs that so many tasks of a service take on a market. Pure. */
export function vcpusOf(
  { cpu, capacity }: Pick<Service, 'cpu' | 'capacity'>,
  tasks: number,
  market: Market,
): number {
  return (tasksOn(capacity, tasks, market) * cpu) / 1024
}

/** As ECS places tasks: each provider's base first, the rest by weight. */
function tasksOn(capacity: Service['capacity'], tasks: number, market: Market): number {
  const { [market]: own, [market === 'spot' ? 'onDemand' : 'spot']: other } = capacity
  if (!own) return 0
  if (!other) return tasks
  const base = Math.min(tasks, own.base)
  const rest = Math.max(0, tasks - own.base - other.base)
  return base + Math.ceil((rest * own.weight) / Math.max(1, own.weight + other.weight))
}

/** Minutes that a usage metric may lag behind. */
const lag = 20

/** What CloudWatch says that the account uses; undefined where it has not said anything lately. */
export async function readUsage(
  { MetricNamespace, MetricName, MetricDimensions = {}, MetricStatisticRecommendation }: MetricInfo,
  now: number,
  { cloudwatch }: Ports,
): Promise<number | undefined> {
  const Dimensions = Object.entries(MetricDimensions).map(([Name, Value]) => ({ Name, Value }))
  const { MetricDataResults = [] } = await cloudwatch.getMetricData({
    StartTime: new Date(now - lag * 60_000),
    EndTime: new Date(now),
    MetricDataQueries: [
      {
        Id: 'usage',
        MetricStat: {
          Metric: { Namespace: MetricNamespace, MetricName, Dimensions },
          Period: 300,
          Stat: MetricStatisticRecommendation ?? 'Maximum',
        },
      },
    ],
  })
  const values = MetricDataResults.flatMap(({ Values = [] }) => Values)
  return values.length > 0 ? Math.max(...values) : undefined
}
