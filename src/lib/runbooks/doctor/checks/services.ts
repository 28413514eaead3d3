import type { ServiceSnapshot } from '../../live/services.ts'
import { defineCheck, type Finding } from '../check.ts'
import { counted, eventLines } from '../telling.ts'

/** Whether each service has the tasks that it should have. Why a task stopped is `stopped-tasks`' to tell. */
export const services = defineCheck({
  name: 'services',
  title: 'Every service has its tasks',
  area: 'tasks',
  needs: ['live', 'ledger'],
  examine({ live, ledger }, { manifest, scope }) {
    const names = Object.keys(manifest.services)
    if (names.length === 0) return { skipped: 'the manifest has no services' }
    if (ledger.releases.length === 0 && live.size === 0) return { skipped: 'nothing was deployed yet' }
    const findings = names.flatMap(service => {
      const snapshot = live.get(service)
      return snapshot ? shortOf(service, snapshot, scope.environment) : [absent(service, scope.environment)]
    })
    const asleep = names.filter(service => live.get(service)?.desired === 0)
    const sleeping = asleep.length > 0 ? `, ${asleep.length} asleep` : ''
    return { looked: `${counted(names.length, 'service')}${sleeping}`, findings }
  },
})

function absent(service: string, environment: string): Finding {
  return {
    level: 'problem',
    message: `${service} does not stand.`,
    evidence: [],
    next: `deployctl deploy ${environment} ${service}`,
  }
}

function shortOf(service: string, snapshot: ServiceSnapshot, environment: string): Finding[] {
  const { desired, running, pending } = snapshot
  if (running >= desired) return []
  const starting = pending > 0 ? `, ${pending} starting` : ''
  return [
    {
      level: 'problem',
      message: `${service} has ${running} of ${desired} tasks${starting}.`,
      evidence: eventLines(snapshot),
      next: `deployctl status ${environment} --watch`,
    },
  ]
}
