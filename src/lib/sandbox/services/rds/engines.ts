import { invalidCombination, invalidValue } from './checks.ts'
import type { Engine } from './tables.ts'

/** The newest minor version of each major one, as of November 2026 or thereabouts; older minors count as known. */
const newest: Readonly<Record<Engine, Readonly<Record<string, number>>>> = {
  postgres: { '13': 23, '14': 20, '15': 15, '16': 11, '17': 7, '18': 1 },
  mysql: { '8.0': 44, '8.4': 7 },
}

export const defaultPort: Readonly<Record<Engine, number>> = { postgres: 5432, mysql: 3306 }

/** @throws AwsError InvalidParameterValue for an engine that the sandbox does not know */
export function checkedEngine(engine: string): Engine {
  if (engine === 'postgres' || engine === 'mysql') return engine
  throw invalidValue(`Invalid DB engine: ${engine}`)
}

/** What a version comes to: a major one is its newest minor. @throws AwsError InvalidParameterCombination */
export function exactVersion(engine: Engine, version: string): string {
  const major = majorOf(engine, version)
  const last = newest[engine][major]
  const minor = version === major ? last : Number(version.slice(major.length + 1))
  if (last === undefined || !Number.isInteger(minor) || minor! < 0 || minor! > last)
    throw invalidCombination(`Cannot find version ${version} for ${engine}`)
  return `${major}.${minor}`
}

/** Every version that there is, oldest first. */
export function versionsOf(engine: Engine): string[] {
  return Object.entries(newest[engine]).map(([major, minor]) => `${major}.${minor}`)
}

export function majorOf(engine: Engine, version: string): string {
  const parts = version.split('.')
  return parts.slice(0, engine === 'mysql' ? 2 : 1).join('.')
}

export function familyOf(engine: Engine, version: string): string {
  return `${engine}${majorOf(engine, version)}`
}

/** @throws AwsError InvalidParameterCombination */
export function checkUpgrade(engine: Engine, from: string, to: string, isMajorAllowed: boolean): void {
  const [before, after] = [from, to].map(version => version.split('.').map(Number))
  const difference = before!.map((part, index) => (after![index] ?? 0) - part).find(part => part !== 0) ?? 0
  if (difference < 0) throw invalidCombination(`Cannot upgrade ${engine} from ${from} to ${to}`)
  if (majorOf(engine, from) !== majorOf(engine, to) && !isMajorAllowed) {
    throw invalidCombination(
      'The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.',
    )
  }
}

const classes =
  /^db\.(t3|t4g|m5d?|m6g|m6gd|m6i|m6id|m7g|m7i|m8g|r5b?|r5d|r6g|r6gd|r6i|r6id|r7g|r7i|r8g|x2g)\.(micro|small|medium|large|\d*xlarge)$/

/** @throws AwsError InvalidParameterCombination */
export function checkClass(instanceClass: string, engine: Engine, version: string): void {
  if (classes.test(instanceClass)) return
  throw invalidCombination(
    `RDS does not support creating a DB instance with the following combination: DBInstanceClass=${instanceClass}, Engine=${engine}, EngineVersion=${version}, LicenseModel=${licenseOf(engine)}. For supported combinations of instance class and database engine version, see the documentation.`,
  )
}

export function licenseOf(engine: Engine): string {
  return engine === 'postgres' ? 'postgresql-license' : 'general-public-license'
}

/** Parameters that only a restart puts into force, of those that people set. */
const fixed: Readonly<Record<Engine, ReadonlySet<string>>> = {
  postgres: new Set([
    'autovacuum_max_workers',
    'huge_pages',
    'max_connections',
    'max_locks_per_transaction',
    'max_prepared_transactions',
    'max_replication_slots',
    'max_wal_senders',
    'max_worker_processes',
    'rds.logical_replication',
    'shared_buffers',
    'shared_preload_libraries',
    'track_activity_query_size',
    'wal_buffers',
  ]),
  mysql: new Set([
    'innodb_buffer_pool_instances',
    'innodb_log_file_size',
    'lower_case_table_names',
    'performance_schema',
  ]),
}

/** Parameters that are listed of every group, beside the fixed ones. */
const flexible: Readonly<Record<Engine, readonly string[]>> = {
  postgres: [
    'idle_in_transaction_session_timeout',
    'log_connections',
    'log_min_duration_statement',
    'log_statement',
    'rds.force_ssl',
    'statement_timeout',
    'work_mem',
  ],
  mysql: ['long_query_time', 'max_connections', 'require_secure_transport', 'slow_query_log', 'sql_mode'],
}

export function isFixed(family: string, parameter: string): boolean {
  return fixed[engineOf(family)].has(parameter)
}

export function knownParameters(family: string): string[] {
  const engine = engineOf(family)
  return [...fixed[engine], ...flexible[engine]].toSorted()
}

/** @throws AwsError InvalidParameterValue for a family that no known version has */
export function checkFamily(family: string): void {
  const families = (['postgres', 'mysql'] as const).flatMap(engine =>
    versionsOf(engine).map(version => familyOf(engine, version)),
  )
  if (!families.includes(family))
    throw invalidValue(`ParameterGroupFamily ${family} is not a valid parameter group family`)
}

function engineOf(family: string): Engine {
  return family.startsWith('mysql') ? 'mysql' : 'postgres'
}
