import type { MetricDataQuery, Statistic } from '@aws-sdk/client-cloudwatch'
import { cacheDimensions } from '../../../resources/alarms/store-alarms.ts'
import type { CacheState } from '../../../resources/cache-state.ts'
import type { DatabaseState } from '../../../resources/database-instance.ts'
import type { Evidence, Reader } from '../evidence.ts'
import { type Standing, standingOf } from './standing.ts'

/** What CloudWatch measured of the stores lately, by `measureKey`; without an entry where it measured nothing. */
export type Measures = ReadonlyMap<string, number>

interface Question {
  readonly key: string
  readonly namespace: string
  readonly metric: string
  readonly stat: Statistic
  readonly dimensions: readonly { Name: string; Value: string }[]
}

/** Minutes looked back; RDS and ElastiCache measure once a minute. */
const lately = 15
/** GetMetricData takes so many questions in one call. */
const mostAtOnce = 500

/** @param metric CloudWatch's name, such as `FreeStorageSpace` */
export function measureKey(section: 'databases' | 'caches', name: string, metric: string): string {
  return `${section}.${name} ${metric}`
}

export const measures: Reader<'measures'> = async (
  { ports, clock, signal },
  read,
): Promise<Evidence['measures']> => {
  const standing = await read('standing')
  const questions = [...ofDatabases(standing), ...ofCaches(standing)].slice(0, mostAtOnce)
  if (questions.length === 0) return new Map()
  const now = clock.now()
  const { MetricDataResults = [] } = await ports.cloudwatch.getMetricData(
    {
      StartTime: new Date(now - lately * 60_000),
      EndTime: new Date(now),
      MetricDataQueries: questions.map(queryOf),
    },
    { signal },
  )
  const newest = new Map(MetricDataResults.map(({ Id, Values = [] }) => [Id, Values[0]]))
  const found = questions.map(({ key }, index) => [key, newest.get(`q${index}`)] as const)
  return new Map(found.filter((entry): entry is readonly [string, number] => entry[1] !== undefined))
}

function ofDatabases(standing: Standing): Question[] {
  return standingOf<DatabaseState>(standing, 'database').flatMap(([name, { identifier }]) => {
    const about = { namespace: 'AWS/RDS', dimensions: [{ Name: 'DBInstanceIdentifier', Value: identifier }] }
    return [
      {
        ...about,
        key: measureKey('databases', name, 'FreeStorageSpace'),
        metric: 'FreeStorageSpace',
        stat: 'Minimum',
      },
      {
        ...about,
        key: measureKey('databases', name, 'DatabaseConnections'),
        metric: 'DatabaseConnections',
        stat: 'Maximum',
      },
    ]
  })
}

/** ElastiCache measures by node; the first stands for its group. */
function ofCaches(standing: Standing): Question[] {
  return standingOf<CacheState>(standing, 'cache').flatMap(([name, { groupId }]) => {
    const about = { namespace: 'AWS/ElastiCache', dimensions: cacheDimensions(`${groupId}-001`) }
    const metric = 'DatabaseMemoryUsagePercentage'
    return [{ ...about, key: measureKey('caches', name, metric), metric, stat: 'Maximum' }]
  })
}

function queryOf({ namespace, metric, stat, dimensions }: Question, index: number): MetricDataQuery {
  const Metric = { Namespace: namespace, MetricName: metric, Dimensions: [...dimensions] }
  return { Id: `q${index}`, MetricStat: { Metric, Period: 300, Stat: stat } }
}
