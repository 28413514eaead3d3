import { invalidValue } from './checks.ts'
import { type Dialect, dialectOf, type Engine } from './engines.ts'

const reservedUsernames: Readonly<Record<Dialect, RegExp>> = {
  postgres: /^(admin|rdsadmin|rdsrepladmin|rds_.*|pg_.*|public|user|none)$/i,
  mysql: /^(rdsadmin|rdsrepladmin|mysql\..*)$/i,
}

/** @throws AwsError InvalidParameterValue */
export function checkedUsername(engine: Engine, username: string | undefined): string {
  if (username === undefined)
    throw invalidValue('The parameter MasterUsername must be provided and must not be blank.')
  if (!/^[A-Za-z]\w{0,15}$/.test(username))
    throw invalidValue('The parameter MasterUsername is not a valid identifier.')
  if (reservedUsernames[dialectOf(engine)].test(username))
    throw invalidValue(
      `MasterUsername ${username} cannot be used as it is a reserved word used by the engine`,
    )
  return username
}

/** RDS API reference, CreateDBInstance and CreateDBCluster, MasterUserPassword. */
export function checkPassword(engine: Engine, password: string | undefined): void {
  if (password === undefined)
    throw invalidValue('The parameter MasterUserPassword must be provided and must not be blank.')
  const longest = engine === 'postgres' ? 128 : 41
  if (password.length < 8 || password.length > longest) {
    throw invalidValue(
      `The parameter MasterUserPassword is not a valid password because it is ${password.length < 8 ? 'shorter than 8' : `longer than ${longest}`} characters.`,
    )
  }
  if (!/^[!#-.0-?A-~]+$/.test(password)) {
    throw invalidValue(
      `The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '"', ' ' may be used.`,
    )
  }
}

/** @throws AwsError InvalidParameterValue */
export function checkedDatabaseName(engine: Engine, name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  if (!/^[A-Za-z]\w{0,62}$/.test(name))
    throw invalidValue('DBName must begin with a letter and contain only alphanumeric characters.')
  const taken =
    dialectOf(engine) === 'postgres' ? ['postgres', 'rdsadmin', 'template0', 'template1'] : ['mysql', 'sys']
  if (taken.includes(name.toLowerCase()))
    throw invalidValue(`DBName ${name} cannot be used. It is a reserved word for this engine`)
  return name
}
