import { type Dialect, dialectOf } from './engines.ts'
import { engineOfFamily } from './versions.ts'

/** Parameters that only a restart puts into force, of those that people set. */
const fixed: Readonly<Record<Dialect, ReadonlySet<string>>> = {
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
const flexible: Readonly<Record<Dialect, readonly string[]>> = {
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
  return fixed[dialectOf(engineOfFamily(family))].has(parameter)
}

export function knownParameters(family: string): string[] {
  const dialect = dialectOf(engineOfFamily(family))
  return [...fixed[dialect], ...flexible[dialect]].toSorted()
}
