import { dialectOf, isAurora } from './database-engine.ts'
import type { Manifest } from './schema/manifest.ts'

type Database = Manifest['databases'][string]

const MiB = 1024 * 1024

/** Bytes of memory for each connection, by engine ("Quotas and constraints for Amazon RDS", max_connections). */
const bytesPerConnection = { postgres: 9_531_392, mysql: 12_582_880 } as const
const mostConnections = { postgres: 5000, mysql: 16_000 } as const

/** GiB of a `large`, by the first letter of the family; every larger size has a multiple of it. */
const large: Readonly<Record<string, number>> = { t: 8, m: 8, r: 16 }
const smaller: Readonly<Record<string, number>> = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1 }

/**
 * How many connections a database takes; undefined where its class is not known. RDS calculates with what the
 * system leaves of the memory: about 256 MiB and 2.5 % less, which comes to the numbers that instances report.
 */
export function maxConnections(database: Database): number | undefined {
  const { engine, class: size, parameters, existing } = database
  if (existing) return undefined
  const set = Number(parameters.max_connections)
  if (Number.isInteger(set) && set > 0) return set
  if (isAurora(engine)) return connectionsOfAurora(database)
  const dialect = dialectOf(engine)
  const memory = memoryOf(size)
  if (memory === undefined) return undefined
  const usable = memory * 0.975 - 256
  return Math.min(mostConnections[dialect], Math.floor((usable * MiB) / bytesPerConnection[dialect]))
}

/** Aurora MySQL's connections by the most ACUs ("Maximum connections for Aurora Serverless v2"), the largest first. */
const auroraMysql = [
  [192, 6000],
  [128, 5000],
  [64, 4000],
  [32, 3000],
  [16, 2000],
  [8, 1000],
  [4, 135],
  [1, 90],
] as const

/**
 * By the most ACUs, whatever it has at the moment. Aurora PostgreSQL's table is a straight line; with less than one ACU
 * at least it takes 2000 at the most.
 */
function connectionsOfAurora({ engine, capacity: { min = 0, max } = { max: 2 } }: Database): number {
  if (dialectOf(engine) === 'mysql') return auroraMysql.find(([acus]) => max >= acus)?.[1] ?? 90
  return Math.min(min < 1 ? 2000 : mostConnections.postgres, Math.floor(211.4 * max - 22))
}

/** MiB of a class such as `db.t4g.micro`; undefined where it is of no common family. */
function memoryOf(size: string): number | undefined {
  const [, family = '', name = ''] = size.split('.')
  const base = /^[tmr]\d/.test(family) ? large[family[0]!] : undefined
  const times = /^(\d*)xlarge$/.exec(name)
  const multiple = times ? 2 * Number(times[1] || 1) : smaller[name]
  return base === undefined || multiple === undefined ? undefined : base * multiple * 1024
}
