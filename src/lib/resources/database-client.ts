import { dialectOf, type Engine } from '../manifest/database-engine.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { databasePort } from './stores.ts'

/** Id of the log group of the tasks that make schemas; its slash keeps it apart from any service's. */
export const schemaLogGroup = 'databases/schemas'

/** Whether a task has to make schemas in a database. */
export function wantsSchemas({ schemas, existing }: Manifest['databases'][string]): boolean {
  return existing === undefined && schemas.length > 0
}

/** Seconds: a cluster of Aurora that has paused for more than a day takes half a minute to resume, or more. */
const connectTimeout = '60'

/** How to reach a database: what a client is told in the clear. */
export interface Address {
  readonly host: string
  readonly username: string
  readonly name: string
}

/** A client of a database's engine, as a container: it says in SQL that each schema is to be there. */
export interface SchemaClient {
  readonly image: string
  readonly entryPoint: readonly string[]
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** The variable that the client takes the password from. */
  readonly passwordVariable: string
}

/** Made of what the schema of the manifest lets through: letters, digits and underscores. Pure. */
export function schemaClient(engine: Engine, address: Address, schemas: readonly string[]): SchemaClient {
  return dialectOf(engine) === 'mysql' ? mysql(address, schemas) : psql(address, schemas)
}

function psql({ host, username, name }: Address, schemas: readonly string[]): SchemaClient {
  return {
    image: 'public.ecr.aws/docker/library/postgres:17-alpine',
    entryPoint: ['psql'],
    command: [
      '--no-psqlrc',
      '--set=ON_ERROR_STOP=1',
      ...schemas.map(schema => `--command=CREATE SCHEMA IF NOT EXISTS "${schema}"`),
    ],
    environment: {
      PGHOST: host,
      PGPORT: String(databasePort('postgres')),
      PGUSER: username,
      PGDATABASE: name,
      PGSSLMODE: 'require',
      PGCONNECT_TIMEOUT: connectTimeout,
    },
    passwordVariable: 'PGPASSWORD',
  }
}

/** In MySQL a schema is a database. */
function mysql({ host, username }: Address, schemas: readonly string[]): SchemaClient {
  return {
    image: 'public.ecr.aws/docker/library/mysql:8.4',
    entryPoint: ['mysql'],
    command: [
      `--host=${host}`,
      `--port=${databasePort('mysql')}`,
      `--user=${username}`,
      '--ssl-mode=REQUIRED',
      `--connect-timeout=${connectTimeout}`,
      `--execute=${schemas.map(schema => `CREATE DATABASE IF NOT EXISTS \`${schema}\`;`).join(' ')}`,
    ],
    environment: {},
    passwordVariable: 'MYSQL_PWD',
  }
}
