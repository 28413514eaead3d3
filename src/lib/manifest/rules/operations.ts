import { cronFindings, timezoneFindings, unknownService } from './clockwork.ts'
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
  schedule.flatMap(({ at, timezone }, index) => [
    ...cronFindings(at, ['schedule', index, 'at']),
    ...timezoneFindings(timezone, ['schedule', index, 'timezone']),
  ]),
)

export const scheduledServices: Rule = across(['schedule', 'services'], ({ schedule, services }) =>
  schedule.flatMap((entry, index) =>
    (entry.services ?? []).flatMap((name, item) =>
      unknownService(name, ['schedule', index, 'services', item], services),
    ),
  ),
)
