import type { ServiceSnapshot } from '../../live/services.ts'
import { type About, defineCheck, type Finding } from '../check.ts'
import { counted, eventLines, lasting } from '../telling.ts'

/** Minutes after which a rollout is slow even for one whose tasks drain their connections. */
const slow = 30

/** Whether a rollout failed, or hangs without either outcome. */
export const deployments = defineCheck({
  name: 'deployments',
  title: 'Rollouts come to their end',
  area: 'release',
  needs: ['live'],
  examine({ live }, about) {
    if (live.size === 0) return { skipped: 'no service stands' }
    const findings = [...live].flatMap(([service, snapshot]) => findingsOf(service, snapshot, about))
    return { looked: counted(live.size, 'service'), findings }
  },
})

function findingsOf(service: string, snapshot: ServiceSnapshot, { scope, now }: About): Finding[] {
  const { rollout, rolloutReason, deployedAt, failedTasks } = snapshot
  const evidence = [...(rolloutReason ? [rolloutReason] : []), ...eventLines(snapshot)]
  if (rollout === 'FAILED') {
    const message = `The last rollout of ${service} failed.`
    return [{ level: 'problem', message, evidence, next: `deployctl rollback ${scope.environment}` }]
  }
  const age = now - (deployedAt?.getTime() ?? now)
  if (rollout !== 'IN_PROGRESS' || age < slow * 60_000) return []
  const failed = failedTasks > 0 ? `; ${counted(failedTasks, 'task')} of it failed` : ''
  return [
    {
      level: failedTasks > 0 ? 'problem' : 'warning',
      message: `A rollout of ${service} is under way for ${lasting(age)}${failed}.`,
      evidence,
      next: `deployctl ${failedTasks > 0 ? 'rollback' : 'status'} ${scope.environment}`,
    },
  ]
}
