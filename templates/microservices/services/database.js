import pg from 'pg'

/** Connections to the service's own database, or to the one that all share. */
export function openDatabase(variable, schema) {
  const connectionString = process.env[variable] ?? process.env.DATABASE_URL
  const pool = new pg.Pool({ connectionString, max: Number(process.env.DATABASE_POOL_MAX ?? 50) })
  return {
    query: (text, values) => pool.query(text, values),
    /** Rejects while the database is out of reach. */
    ready: () => pool.query('SELECT 1'),
    table: name => `${schema}.${name}`,
  }
}
