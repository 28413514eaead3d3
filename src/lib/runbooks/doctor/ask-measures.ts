import type { MetricDataQuery, Statistic } from '@aws-sdk/client-cloudwatch'
import type { Context } from '../context.ts'

/** A metric to ask for. */
export interface Question {
  /** What the answer is known by. */
  readonly key: string
  readonly namespace: string
  readonly metric: string
  readonly stat: Statistic
  readonly dimensions: readonly { Name: string; Value: string }[]
}

/** Minutes looked back. */
export const measuredWithin = 15
/** GetMetricData takes so many questions in one call. */
const mostAtOnce = 500

/** What CloudWatch measured lately, newest first, by key; without an entry where it measured nothing. One call. */
export async function askMeasures(
  { ports, clock, signal }: Pick<Context, 'ports' | 'clock' | 'signal'>,
  questions: readonly Question[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const asked = questions.slice(0, mostAtOnce)
  if (asked.length === 0) return new Map()
  const now = clock.now()
  const { MetricDataResults = [] } = await ports.cloudwatch.getMetricData(
    {
      StartTime: new Date(now - measuredWithin * 60_000),
      EndTime: new Date(now),
      MetricDataQueries: asked.map(queryOf),
      ScanBy: 'TimestampDescending',
    },
    { signal },
  )
  const byId = new Map(MetricDataResults.map(({ Id, Values = [] }) => [Id, Values]))
  const answered = asked.map(({ key }, index) => [key, byId.get(`q${index}`) ?? []] as const)
  return new Map(answered.filter(([, values]) => values.length > 0))
}

function queryOf({ namespace, metric, stat, dimensions }: Question, index: number): MetricDataQuery {
  const Metric = { Namespace: namespace, MetricName: metric, Dimensions: [...dimensions] }
  return { Id: `q${index}`, MetricStat: { Metric, Period: 300, Stat: stat } }
}
