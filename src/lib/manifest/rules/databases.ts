import { dialectOf, isAurora } from '../database-engine.ts'
import { outputKind, outputsIn } from '../outputs.ts'
import type { Path } from '../path.ts'
import type { Finding } from '../problems.ts'
import type { Manifest } from '../schema/manifest.ts'
import { across, type Rule } from './rule.ts'

type Database = Manifest['databases'][string]

const day = 86_400

/** A rule about one database by itself. */
export function eachDatabase(
  check: (database: Database, path: Path, isWritten: (key: string) => boolean) => Finding[],
): Rule {
  return across(['databases'], ({ databases }, { isWritten }) =>
    Object.entries(databases).flatMap(([name, database]) => {
      const path = ['databases', name]
      return check(database, path, key => isWritten([...path, key]))
    }),
  )
}

/** RDS API reference, BackupRetentionPeriod: CreateDBInstance "from 0 to 35" days, CreateDBCluster from 1. */
export const databaseBackups: Rule = eachDatabase(({ engine, backups }, path) => {
  const least = isAurora(engine) ? 1 : 0
  const days = backups / day
  if (Number.isInteger(days) && days >= least && days <= 35) return []
  const message =
    backups === 0
      ? 'Aurora always keeps backups, for a day at least.'
      : 'AWS keeps backups of a database for whole days, 35 at most.'
  return [{ path: [...path, 'backups'], message, remedy: `Write a duration from ${least}d to 35d.` }]
})

const versions = {
  postgres: { pattern: /^\d\d(\.\d+)?$/, example: '16' },
  mysql: { pattern: /^\d\.\d(\.\d+)?$/, example: '8.4' },
  'aurora-postgresql': { pattern: /^\d\d(\.\d+)?$/, example: '16' },
  'aurora-mysql': { pattern: /^8\.\d(\.mysql_aurora(\.\d+){3})?$/, example: '8.0' },
} as const

/** A major version of PostgreSQL is one number, and one of MySQL two. */
export const databaseVersion: Rule = eachDatabase(({ engine, version, existing }, path) => {
  const { pattern, example } = versions[engine]
  if (existing !== undefined || pattern.test(version)) return []
  const message = `There is no version ${version} of ${engine}.`
  return [{ path: [...path, 'version'], message, remedy: `Write \`version: "${example}"\`.` }]
})

/** Names that the engines keep for themselves; RDS refuses them as a master user, a database or a schema. */
const reserved = {
  username: {
    postgres:
      /^(admin|all|authorization|current_user|default|group|none|public|root|session_user|table|user|(rds|pg_).*)$/,
    mysql: /^(all|default|group|mysql.*|none|rds.*|table|user)$/,
  },
  name: {
    postgres: /^(all|default|postgres|rdsadmin|table|template[01]|user)$/,
    mysql: /^(all|default|information_schema|innodb|mysql|performance_schema|sys|table|user)$/,
  },
  schema: {
    postgres: /^(public|information_schema|pg_.*)$/,
    mysql: /^(information_schema|innodb|mysql|performance_schema|sys)$/,
  },
} as const

export const databaseNames: Rule = eachDatabase(({ engine, username, name, schemas }, path) => {
  const dialect = dialectOf(engine)
  const refuse = (what: string, ...at: (string | number)[]): Finding => ({
    path: [...path, ...at],
    message: `\`${what}\` is a name that ${engine} keeps for itself.`,
    remedy: 'Choose another one.',
  })
  return [
    ...(reserved.username[dialect].test(username) ? [refuse(username, 'username')] : []),
    ...(reserved.name[dialect].test(name) ? [refuse(name, 'name')] : []),
    ...schemas.flatMap((schema, index) =>
      reserved.schema[dialect].test(schema) ? [refuse(schema, 'schemas', index)] : [],
    ),
    ...schemas.flatMap((schema, index) => {
      if (schemas.indexOf(schema) === index) return []
      const message = `\`${schema}\` is in the list already.`
      return [{ path: [...path, 'schemas', index], message, remedy: 'Keep one.' }]
    }),
  ]
})

/** An identifier has no two hyphens in a row (RDS API reference, CreateDBInstance, DBInstanceIdentifier). */
export const databaseIdentifier: Rule = across(
  ['databases', 'project'],
  ({ databases, project }, { environment }) =>
    Object.entries(databases).flatMap(([name, { existing }]) => {
      const identifier = `${project}-${environment}-${name}`
      if (existing !== undefined || !identifier.includes('--')) return []
      const message = `RDS takes no two hyphens in a row, as in \`${identifier}\`.`
      return [{ path: ['databases', name], message, remedy: 'Choose another name.' }]
    }),
)

/** RDS wants subnets in two zones, also of a database that lives in one (CreateDBSubnetGroup). */
export const databaseZones: Rule = across(['databases', 'network'], ({ databases, network }) => {
  const own = Object.entries(databases).find(([, { existing }]) => existing === undefined)
  const { existing, zones } = network
  const subnets = existing && (existing.privateSubnets.length || existing.publicSubnets.length)
  if (!own || (subnets ?? zones) >= 2) return []
  const message = 'A database needs subnets in two zones.'
  return existing
    ? [{ path: ['network', 'existing'], message, remedy: 'Write two `privateSubnets` or more.' }]
    : [{ path: ['network', 'zones'], message, remedy: 'Write 2 or more.' }]
})

/** What says how an instance is to be made says nothing of one that stands. */
const keysOfOwn = [
  'version',
  'class',
  'storage',
  'capacity',
  'readers',
  'multiZone',
  'backups',
  'proxy',
  'username',
  'schemas',
  'parameters',
  'deletionProtection',
]

export const existingDatabase: Rule = eachDatabase(({ existing }, path, isWritten) => {
  if (existing === undefined) return []
  return keysOfOwn.filter(isWritten).map(key => ({
    path: [...path, key],
    message: `\`${existing}\` is somebody else's: \`${key}\` would have to change it.`,
    remedy: 'Remove it; in an overlay, with null.',
  }))
})

/** Outputs that this very database does not have. */
export const databaseOutputs: Rule = across(['databases'], ({ databases }, { services, sections }) =>
  [...variablesOf('services', services), ...variablesOf('functions', sections.functions ?? {})].flatMap(
    ({ path, text }) =>
      outputsIn(text).flatMap(({ section, name, property }) => {
        const found = section === 'databases' ? databases[name] : undefined
        const refusal = found && refusedOutput(name, property, found)
        return refusal ? [{ path, ...refusal }] : []
      }),
  ),
)

function variablesOf(section: string, things: Readonly<Record<string, object>>) {
  return Object.entries(things).flatMap(([name, thing]) =>
    ['env', 'secrets'].flatMap(list => {
      const variables: Readonly<Record<string, string>> = Object(thing)[list] ?? {}
      return Object.entries(variables).map(([key, text]) => ({ path: [section, name, list, key], text }))
    }),
  )
}

function refusedOutput(name: string, property: string, database: Database) {
  const { existing, schemas, proxy, engine } = database
  const kind = property === 'secretArn' ? 'secret' : outputKind({ section: 'databases', name, property })
  if (existing !== undefined && kind === 'secret')
    return {
      message: `deployctl does not know the password of \`${existing}\`, which somebody else made.`,
      remedy: 'Declare a secret, put the URL into it, and name that.',
    }
  const [part, schema] = property.split('.')
  if (part !== 'schemas' || !schema) return undefined
  if (!schemas.includes(schema))
    return {
      message: `\`databases.${name}\` has no schema \`${schema}\`.`,
      remedy: `Add it to \`databases.${name}.schemas\`.`,
    }
  if (proxy && dialectOf(engine) === 'postgres')
    return {
      message: 'RDS Proxy refuses connections that choose a schema by an option in their URL.',
      remedy: `Use \`\${databases.${name}.url}\`, and name the schema in the application.`,
    }
  return undefined
}
