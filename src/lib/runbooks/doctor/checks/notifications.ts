import type { TopicState } from '../../../resources/topic.ts'
import { defineCheck } from '../check.ts'
import { standingOf } from '../readers/standing.ts'

/** Whether those who should hear of an alarm will. */
export const notifications = defineCheck({
  name: 'notifications',
  title: 'Alarms reach somebody',
  area: 'account',
  needs: ['standing'],
  examine({ standing }, { manifest, scope }) {
    const wanted = manifest.alarms?.notify ?? []
    if (wanted.length === 0) return { skipped: 'the manifest tells nobody of alarms' }
    const topics = standingOf<TopicState>(standing, 'topic')
    if (topics.length === 0) return { skipped: 'no topic stands' }
    const pending = topics.flatMap(([, topic]) => topic.pending)
    const findings = pending.map(email => ({
      level: 'warning' as const,
      message: `${email} has not confirmed, and hears of no alarm.`,
      evidence: ['AWS sent a mail with a link, and forgets the address after three days.'],
      next: `click the link in that mail; for another one: deployctl bootstrap ${scope.environment}`,
    }))
    return { looked: `${wanted.length} to tell`, findings }
  },
})
