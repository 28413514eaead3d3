import { Cron } from 'croner'
import { suggest } from '../nearest-name.ts'
import type { Path } from '../path.ts'
import type { Finding } from '../problems.ts'
import type { Manifest } from '../schema/manifest.ts'

/** What is wrong with a cron line, if anything. */
export function cronFindings(line: string, path: Path): Finding[] {
  const fields = line.trim().split(/\s+/)
  const remedy = 'Write minute, hour, day of month, month and day of week, such as `0 21 * * *`.'
  if (fields.length !== 5) return [{ path, message: `This has ${fields.length} fields, not 5.`, remedy }]
  try {
    new Cron(line, { paused: true })
  } catch {
    return [{ path, message: 'This is no cron expression.', remedy }]
  }
  if (fields[2] === '*' || fields[4] === '*') return []
  const message = 'AWS takes a day of the month or a day of the week, not both.'
  return [{ path, message, remedy: 'Write `*` for one of them, and an entry each if both are meant.' }]
}

/** What is wrong with the name of a time zone, if anything. */
export function timezoneFindings(name: string, path: Path): Finding[] {
  if (isTimezone(name)) return []
  const message = `There is no time zone \`${name}\`.`
  return [{ path, message, remedy: 'Write a name such as Europe/London or UTC.' }]
}

/** A service that is named and not there. */
export function unknownService(name: string, path: Path, services: Manifest['services']): Finding[] {
  if (Object.hasOwn(services, name)) return []
  return [{ path, message: `There is no service \`${name}\`.`, remedy: suggest(name, Object.keys(services)) }]
}

function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
