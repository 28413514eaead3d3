import { isAurora } from '../../manifest/database-engine.ts'
import { maxConnections } from '../../manifest/max-connections.ts'
import type { Rate } from '../../manifest/schema/alarms.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'
import { nameOf } from '../names.ts'
import {
  type AlarmSpec,
  type AlarmsOf,
  type Calculation,
  fiveMinutes,
  type Subject,
  type Thresholds,
} from './alarm-spec.ts'

type Entry = [string, AlarmSpec]

/** What is wrong with databases and caches before it is wrong with what uses them. */
export const storeAlarms: AlarmsOf = (manifest, thresholds) => {
  const databases = Object.keys(manifest.databases).flatMap(name =>
    databaseAlarms(manifest, name, thresholds),
  )
  const caches = Object.keys(manifest.caches).flatMap(name => cacheAlarms(manifest, name, thresholds))
  return Object.fromEntries([...databases, ...caches])
}

function databaseAlarms(manifest: Manifest, name: string, thresholds: Thresholds): Entry[] {
  const { databaseCpu, databaseConnections: connections } = thresholds
  const subject: Subject = { of: 'database', database: name }
  const measure = { Namespace: 'AWS/RDS', Statistic: 'Average', ...fiveMinutes } as const
  // "Key metrics for Aurora Serverless v2": it is not its CPU that is short, but what it may grow to.
  const grows = isAurora(manifest.databases[name]!.engine)
  const most = connections && mostOf(manifest, name, connections)
  const cpu: AlarmSpec | undefined =
    databaseCpu === undefined
      ? undefined
      : {
          means: `The database ${name} uses more than ${databaseCpu} % of its ${grows ? 'most capacity' : 'CPU'}`,
          subject,
          measure: {
            ...measure,
            MetricName: grows ? 'ACUUtilization' : 'CPUUtilization',
            Threshold: databaseCpu,
          },
        }
  const full: AlarmSpec | undefined =
    most === undefined
      ? undefined
      : {
          means: `The database ${name} has more than ${most} connections`,
          subject,
          measure: { ...measure, MetricName: 'DatabaseConnections', Threshold: most },
        }
  return [
    ...(cpu ? [[`database-${name}-${grows ? 'capacity' : 'cpu'}`, cpu] satisfies Entry] : []),
    ...(full ? [[`database-${name}-connections`, full] satisfies Entry] : []),
  ]
}

function mostOf(
  { databases }: Manifest,
  name: string,
  connections: NonNullable<Thresholds['databaseConnections']>,
): number | undefined {
  if ('count' in connections) return connections.count
  const most = maxConnections(databases[name]!)
  return most === undefined ? undefined : Math.floor((most * connections.percent) / 100)
}

function cacheAlarms(manifest: Manifest, name: string, { cacheEvictions }: Thresholds): Entry[] {
  if (!cacheEvictions) return []
  const { count, period } = cacheEvictions
  const spec: AlarmSpec = {
    means: `The cache ${name} dropped more than ${count} keys in ${period} s for want of memory`,
    subject: { of: 'cache', dimensions: [] },
    measure: evictions(manifest, name, cacheEvictions),
  }
  return [[`cache-${name}-evictions`, spec]]
}

/** ElastiCache counts by node. */
function evictions(manifest: Manifest, name: string, { count, period }: Rate): Calculation {
  const nodes = cacheNodes(manifest, name)
  const terms = nodes.map((node, index) => [
    `node${index + 1}`,
    {
      subject: { of: 'cache', dimensions: cacheDimensions(node) } as const,
      Namespace: 'AWS/ElastiCache',
      MetricName: 'Evictions',
      Stat: 'Sum' as const,
    },
  ])
  const expression = nodes.map((_, index) => `FILL(node${index + 1}, 0)`).join(' + ')
  return {
    Threshold: count,
    Period: period,
    EvaluationPeriods: 1,
    expression,
    terms: Object.fromEntries(terms),
  }
}

/** Ids of the nodes of a replication group, as ElastiCache numbers them. */
export function cacheNodes({ caches, ...owner }: Manifest, name: string): string[] {
  const { existing, nodes = 1 } = caches[name] ?? {}
  const group = existing ?? nameOf(owner, name, 40)
  return Array.from({ length: nodes }, (_, index) => `${group}-${String(index + 1).padStart(3, '0')}`)
}

/** As AWS/ElastiCache has them. */
export function cacheDimensions(node: string) {
  return [{ Name: 'CacheClusterId', Value: node }]
}
