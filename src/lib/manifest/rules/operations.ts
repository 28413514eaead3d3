import { Cron } from 'croner'
import { suggest } from '../nearest-name.ts'
import type { Finding } from '../problems.ts'
import type { Manifest } from '../schema/manifest.ts'
import { across, type Rule } from './rule.ts'

/** Days that CloudWatch Logs keeps events (PutRetentionPolicy). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

const day = 86_400

export const logRetention: Rule = across(['logs'], ({ logs }) => {
  if (retentionDays.includes(logs.retention / day)) return []
  const days = retentionDays.map(days => `${days}d`).join(', ')
  const message = 'CloudWatch does not keep logs for this long.'
  return [{ path: ['logs', 'retention'], message, remedy: `Write one of ${days}.` }]
})

export const schedules: Rule = across(['schedule'], ({ schedule }) =>
  schedule.flatMap(({ at, timezone }, index) => {
    const findings: Finding[] = []
    const path = ['schedule', index]
    const cron = cronProblem(at)
    if (cron) findings.push({ path: [...path, 'at'], ...cron })
    if (!isTimezone(timezone)) {
      const message = `There is no time zone \`${timezone}\`.`
      findings.push({
        path: [...path, 'timezone'],
        message,
        remedy: 'Write a name such as Europe/London or UTC.',
      })
    }
    return findings
  }),
)

export const scheduledServices: Rule = across(['schedule', 'services'], ({ schedule, services }) =>
  schedule.flatMap((entry, index) =>
    (entry.services ?? []).flatMap((name, item) => unknownService(name, index, item, services)),
  ),
)

function unknownService(
  name: string,
  index: number,
  item: number,
  services: Manifest['services'],
): Finding[] {
  if (Object.hasOwn(services, name)) return []
  const path = ['schedule', index, 'services', item]
  return [{ path, message: `There is no service \`${name}\`.`, remedy: suggest(name, Object.keys(services)) }]
}

function cronProblem(at: string): Pick<Finding, 'message' | 'remedy'> | undefined {
  const fields = at.trim().split(/\s+/)
  const remedy = 'Write minute, hour, day of month, month and day of week, such as `0 21 * * *`.'
  if (fields.length !== 5) return { message: `This has ${fields.length} fields, not 5.`, remedy }
  try {
    new Cron(at, { paused: true })
  } catch {
    return { message: 'This is no cron expression.', remedy }
  }
  if (fields[2] === '*' || fields[4] === '*') return undefined
  const message = 'AWS takes a day of the month or a day of the week, not both.'
  return { message, remedy: 'Write `*` for one of them, and an entry each if both are meant.' }
}

function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
