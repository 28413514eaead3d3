import { invalidCombination, invalidValue } from './checks.ts'
import { dialectOf, type Engine } from './engines.ts'

/** The newest minor version of each major one, as of November 2026 or thereabouts; older minors count as known. */
const newest: Readonly<Record<Engine, Readonly<Record<string, string>>>> = {
  postgres: { '13': '23', '14': '20', '15': '15', '16': '11', '17': '7', '18': '1' },
  mysql: { '8.0': '44', '8.4': '7' },
  'aurora-postgresql': { '13': '23', '14': '23', '15': '18', '16': '14', '17': '10', '18': '4' },
  'aurora-mysql': { '8.0': 'mysql_aurora.3.12.0', '8.4': 'mysql_aurora.8.4.8' },
}

/** The major version of who names none. */
export const usual: Readonly<Record<Engine, string>> = {
  postgres: '17',
  mysql: '8.4',
  'aurora-postgresql': '17',
  'aurora-mysql': '8.0',
}

/** What a version comes to: a major one is its newest minor. @throws AwsError InvalidParameterCombination */
export function exactVersion(engine: Engine, version: string): string {
  const major = majorOf(engine, version)
  const last = newest[engine][major]
  const minor = version === major ? last : version.slice(major.length + 1)
  const isKnown = last && minor && shapeOf(minor) === shapeOf(last) && compare(minor, last) <= 0
  if (!isKnown) throw invalidCombination(`Cannot find version ${version} for ${engine}`)
  return `${major}.${minor}`
}

export function majorOf(engine: Engine, version: string): string {
  const parts = version.split('.')
  return parts.slice(0, dialectOf(engine) === 'mysql' ? 2 : 1).join('.')
}

export function familyOf(engine: Engine, version: string): string {
  return `${engine}${majorOf(engine, version)}`
}

/** The engine of a family of parameter groups. @throws AwsError InvalidParameterValue if no known version has it */
export function engineOfFamily(family: string): Engine {
  for (const [engine, majors] of Object.entries(newest) as [Engine, object][])
    if (Object.keys(majors).some(major => `${engine}${major}` === family)) return engine
  throw invalidValue(`ParameterGroupFamily ${family} is not a valid parameter group family`)
}

/** @throws AwsError InvalidParameterCombination */
export function checkUpgrade(engine: Engine, from: string, to: string, isMajorAllowed: boolean): void {
  if (compare(to, from) < 0) throw invalidCombination(`Cannot upgrade ${engine} from ${from} to ${to}`)
  if (majorOf(engine, from) !== majorOf(engine, to) && !isMajorAllowed) {
    throw invalidCombination(
      'The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.',
    )
  }
}

/**
 * The first versions whose instances pause by themselves; each one of a later major version does.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.how-it-works.html
 */
const firstToPause: Readonly<Record<string, string>> = {
  'aurora-postgresql13': '13.15',
  'aurora-postgresql14': '14.12',
  'aurora-postgresql15': '15.7',
  'aurora-postgresql16': '16.3',
  'aurora-postgresql17': '17.4',
  'aurora-mysql8.0': '8.0.mysql_aurora.3.08.0',
}

/** Whether a version of Aurora takes a minimum capacity of nothing. */
export function canPause(engine: Engine, version: string): boolean {
  return compare(version, firstToPause[familyOf(engine, version)] ?? version) >= 0
}

function shapeOf(version: string): string {
  return version.replaceAll(/\d+/g, '#')
}

function compare(one: string, other: string): number {
  const [a, b] = [one, other].map(version => (version.match(/\d+/g) ?? []).map(Number))
  return a!.map((part, index) => part - (b![index] ?? 0)).find(part => part !== 0) ?? 0
}
