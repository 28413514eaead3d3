import { defineCheck } from '../check.ts'
import { lasting } from '../telling.ts'

/** Whether an alarm rings. */
export const alarms = defineCheck({
  name: 'alarms',
  title: 'No alarm rings',
  area: 'account',
  needs: ['alarms'],
  examine({ alarms }, { scope, now }) {
    const findings = alarms.map(({ name, reason, since }) => ({
      level: 'problem' as const,
      message: `The alarm ${name} is in ALARM${since ? ` for ${lasting(now - Date.parse(since))}` : ''}.`,
      evidence: [reason],
      next: `deployctl logs ${scope.environment}`,
    }))
    return { looked: 'the alarms of this environment', findings }
  },
})
