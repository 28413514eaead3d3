import { dimensionsOfDatabase } from '../../../resources/alarm-settings.ts'
import { cacheDimensions } from '../../../resources/alarms/store-alarms.ts'
import type { CacheState } from '../../../resources/cache-state.ts'
import type { DatabaseState } from '../../../resources/database-state.ts'
import { askMeasures, type Question } from '../ask-measures.ts'
import type { Reader } from '../evidence.ts'
import { type Standing, standingOf } from './standing.ts'

/** What CloudWatch measured of the stores lately, by `measureKey`; without an entry where it measured nothing. */
export type Measures = ReadonlyMap<string, number>

/** @param metric CloudWatch's name, such as `FreeStorageSpace` */
export function measureKey(section: 'databases' | 'caches', name: string, metric: string): string {
  return `${section}.${name} ${metric}`
}

export const measures: Reader<'measures'> = async (context, read) => {
  const standing = await read('standing')
  const answers = await askMeasures(context, [...ofDatabases(standing), ...ofCaches(standing)])
  return new Map([...answers].map(([key, [newest]]) => [key, newest!]))
}

function ofDatabases(standing: Standing): Question[] {
  return standingOf<DatabaseState>(standing, 'database').flatMap(([name, state]) => {
    const about = { namespace: 'AWS/RDS', dimensions: dimensionsOfDatabase(state) }
    const room = state.form === 'cluster' ? 'ACUUtilization' : 'FreeStorageSpace'
    return [
      {
        ...about,
        key: measureKey('databases', name, room),
        metric: room,
        stat: state.form === 'cluster' ? 'Maximum' : 'Minimum',
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
