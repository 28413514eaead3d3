import type { TargetHealth } from '../../live/target-health.ts'
import { explainTarget } from '../../live/target-reasons.ts'
import { type About, defineCheck, type Finding } from '../check.ts'
import { counted } from '../telling.ts'

/** Whether the load balancer finds the tasks well, and why not. */
export const targets = defineCheck({
  name: 'targets',
  title: 'The load balancer finds the tasks healthy',
  area: 'front',
  needs: ['targets', 'live'],
  examine({ targets, live }, about) {
    if (targets.size === 0) return { skipped: 'no service stands behind a load balancer' }
    const findings = [...targets].flatMap(([service, health]) => {
      if (live.get(service)!.desired === 0) return []
      return [...unhealthy(service, health, about), ...nobody(service, health, about)]
    })
    const healthy = [...targets.values()].reduce((sum, one) => sum + one.healthy, 0)
    return { looked: `${counted(targets.size, 'target group')}, ${healthy} healthy`, findings }
  },
})

function unhealthy(service: string, { waiting }: TargetHealth, { scope, manifest }: About): Finding[] {
  const ill = waiting.filter(
    ({ state }) => state === 'unhealthy' || state === 'unavailable' || state === 'unused',
  )
  const path = manifest.services[service]?.health.path
  return [...Map.groupBy(ill, ({ reason }) => reason)].map(([reason, alike]) => {
    const { plain, next } = explainTarget(reason, { environment: scope.environment, service })
    const of = alike.length === 1 ? 'A task' : counted(alike.length, 'task')
    return {
      level: 'problem',
      message: `${of} of ${service} gets no requests: ${plain}.`,
      evidence: alike.map(
        ({ target, state, reason, description }) =>
          `${target} is ${state} (${[reason, description].filter(Boolean).join(': ')}); asked for ${path}`,
      ),
      next,
    }
  })
}

/** A service whose tasks run, none of which was ever registered, or is any more. */
function nobody(service: string, { healthy, waiting, draining }: TargetHealth, { scope }: About): Finding[] {
  if (healthy + waiting.length + draining > 0) return []
  return [
    {
      level: 'problem',
      message: `No task of ${service} is registered with the load balancer.`,
      evidence: ['The target group is empty.'],
      next: `deployctl status ${scope.environment}`,
    },
  ]
}
