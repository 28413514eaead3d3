import { nameOf } from '../../../resources/names.ts'
import type { ServiceSnapshot } from '../../live/services.ts'
import type { StoppedTask } from '../../live/stopped-tasks.ts'
import { type About, defineCheck, type Finding } from '../check.ts'
import { counted, lasting } from '../telling.ts'
import { isSpot } from './stopped-tasks.ts'

/** Minutes for which an event of ECS is news. */
const recent = 60
const refused = /capacity is unavailable|unable to place a task|RESOURCE:/i

/** Whether AWS has machines for the tasks: Spot taken back, or none to be had. */
export const capacity = defineCheck({
  name: 'capacity',
  title: 'AWS has machines for the tasks',
  area: 'tasks',
  needs: ['live', 'stopped'],
  examine({ live, stopped }, about) {
    if (live.size === 0) return { skipped: 'no service stands' }
    const findings = [...live].flatMap(([service, snapshot]) => [
      ...unplaced(service, snapshot, about),
      ...takenBack(service, snapshot, stopped, about),
    ])
    return { looked: `${counted(live.size, 'service')}, the last hour`, findings }
  },
})

function unplaced(service: string, { events, desired, running }: ServiceSnapshot, about: About): Finding[] {
  const news = events.find(({ at, message }) => about.now - at < recent * 60_000 && refused.test(message))
  if (!news) return []
  const missing = running < desired
  return [
    {
      level: missing ? 'problem' : 'warning',
      message: `ECS could not place a task of ${service}.`,
      evidence: [`${lasting(about.now - news.at)} ago: ${news.message}`],
      next: widen(service, about),
    },
  ]
}

function takenBack(
  service: string,
  { desired, running }: ServiceSnapshot,
  stopped: readonly StoppedTask[],
  about: About,
): Finding[] {
  const serviceName = nameOf(about.scope, service)
  const taken = stopped.filter(task => task.serviceName === serviceName && isSpot(task))
  if (taken.length === 0) return []
  return [
    {
      level: running < desired ? 'problem' : 'warning',
      message: `AWS took back the Spot capacity of ${counted(taken.length, 'task')} of ${service}.`,
      evidence: [`task ${taken[0]!.task}, ${lasting(about.now - taken[0]!.at)} ago: ${taken[0]!.reason}`],
      next: running < desired ? widen(service, about) : `deployctl status ${about.scope.environment}`,
    },
  ]
}

function widen(service: string, { scope }: About): string {
  return `set services.${service}.capacity to a mix with onDemand, then deployctl deploy ${scope.environment} ${service}`
}
