import { nameOf } from '../../../resources/names.ts'
import { explainStop } from '../../live/stop-reasons.ts'
import type { StoppedTask } from '../../live/stopped-tasks.ts'
import { type About, defineCheck, type Finding } from '../check.ts'
import { counted, lasting } from '../telling.ts'

/** Whether tasks stopped that nobody wanted to stop, and why. */
export const stoppedTasks = defineCheck({
  name: 'stopped-tasks',
  title: 'No task stopped by itself',
  area: 'tasks',
  needs: ['live', 'stopped'],
  examine({ live, stopped }, about) {
    if (live.size === 0) return { skipped: 'no service stands' }
    const findings = [...live].flatMap(([service, { desired, running }]) => {
      const serviceName = nameOf(about.scope, service)
      const own = stopped.filter(task => task.serviceName === serviceName && !isSpot(task))
      // Where all tasks run again it is over, and may come back.
      const level = running < desired ? 'problem' : 'warning'
      return explained(service, own, about).map(finding => ({ ...finding, level }) as const)
    })
    return { looked: `${counted(live.size, 'service')}, the last hour`, findings }
  },
})

/** AWS takes Spot capacity back as it likes; `capacity` tells of it. */
export function isSpot({ code, reason }: Pick<StoppedTask, 'code' | 'reason'>): boolean {
  return code === 'SpotInterruption' || /spot task was interrupted/i.test(reason)
}

/** One finding for each explanation, however many tasks it explains. */
function explained(
  service: string,
  tasks: readonly StoppedTask[],
  { scope, now }: About,
): Omit<Finding, 'level'>[] {
  const { environment } = scope
  const explain = (task: StoppedTask) => explainStop(task, { environment, service })
  const alike = Map.groupBy(tasks, task => explain(task).plain)
  return [...alike].map(([plain, [newest, ...others]]) => ({
    message: `${counted(others.length + 1, 'task')} of ${service} stopped: ${plain}`,
    evidence: [
      `task ${newest!.task}, ${lasting(now - newest!.at)} ago: ${[newest!.code, newest!.reason].filter(Boolean).join(': ')}`,
    ],
    next: explain(newest!).next,
  }))
}
