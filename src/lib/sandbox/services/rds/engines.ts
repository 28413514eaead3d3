import { invalidCombination, invalidValue } from './checks.ts'

const engines = ['postgres', 'mysql', 'aurora-postgresql', 'aurora-mysql'] as const

export type Engine = (typeof engines)[number]

/** What speaks to clients, whatever keeps the data. */
export type Dialect = 'postgres' | 'mysql'

/** @throws AwsError InvalidParameterValue for an engine that the sandbox does not know */
export function checkedEngine(engine: string): Engine {
  const known = engines.find(one => one === engine)
  if (!known) throw invalidValue(`Invalid DB engine: ${engine}`)
  return known
}

/** Whether its storage belongs to a cluster, and instances only compute. */
export function isAurora(engine: Engine): boolean {
  return engine.startsWith('aurora-')
}

export function dialectOf(engine: Engine): Dialect {
  return engine.endsWith('mysql') ? 'mysql' : 'postgres'
}

export function defaultPort(engine: Engine): number {
  return dialectOf(engine) === 'mysql' ? 3306 : 5432
}

export function licenseOf(engine: Engine): string {
  return engine === 'postgres' || engine === 'aurora-postgresql'
    ? 'postgresql-license'
    : 'general-public-license'
}

export const serverlessClass = 'db.serverless'

const classes =
  /^db\.(t3|t4g|m5d?|m6g|m6gd|m6i|m6id|m7g|m7i|m8g|r5b?|r5d|r6g|r6gd|r6i|r6id|r7g|r7i|r8g|x2g)\.(micro|small|medium|large|\d*xlarge)$/

const auroraClasses =
  /^db\.(serverless|t3\.(medium|large)|t4g\.(medium|large)|(r5|r6g|r6i|r7g|r7i|r8g|x2g)\.(large|\d*xlarge))$/

/** @throws AwsError InvalidParameterCombination */
export function checkClass(instanceClass: string, engine: Engine, version: string): void {
  if ((isAurora(engine) ? auroraClasses : classes).test(instanceClass)) return
  throw invalidCombination(
    `RDS does not support creating a DB instance with the following combination: DBInstanceClass=${instanceClass}, Engine=${engine}, EngineVersion=${version}, LicenseModel=${licenseOf(engine)}. For supported combinations of instance class and database engine version, see the documentation.`,
  )
}
