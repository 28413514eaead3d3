import { type Dialect, dialectOf, type Engine } from '../manifest/database-engine.ts'

/** Where a database answers, and what there is in it. */
export interface Place {
  readonly engine: Engine
  readonly host: string
  readonly port: number
  readonly name: string
  readonly username: string
  readonly schemas: readonly string[]
  /** Whether it is a proxy that answers. */
  readonly proxied: boolean
}

/** What tasks may ask of a database by `${databases.NAME.KEY}` as secrets, beside the credentials. Pure. */
export function connectionValues(place: Place, password: string): Record<string, string> {
  const { engine, host, port, name, schemas, proxied } = place
  const dialect = dialectOf(engine)
  const url = (database: string, options = '') => urlOf(dialect, place, password, database, options)
  const schemaUrl = (schema: string) =>
    dialect === 'mysql' ? url(schema) : url(name, `&options=-csearch_path%3D${schema}`)
  // RDS Proxy answers "currently doesn't support command-line options" to a schema that is chosen in the URL.
  const reachable = proxied && dialect === 'postgres' ? [] : schemas
  return {
    url: url(name),
    host,
    port: String(port),
    name,
    ...Object.fromEntries(reachable.map(schema => [`schemas.${schema}.url`, schemaUrl(schema)])),
  }
}

/** RDS for PostgreSQL refuses connections in the clear (`rds.force_ssl`); MySQL's clients have no word for it in common. */
function urlOf(
  dialect: Dialect,
  { host, port, username }: Place,
  password: string,
  database: string,
  options: string,
): string {
  const scheme = dialect === 'mysql' ? 'mysql' : 'postgresql'
  const query = dialect === 'mysql' ? '' : `?sslmode=require${options}`
  return `${scheme}://${username}:${encodeURIComponent(password)}@${host}:${port}/${database}${query}`
}
