import { nameOf } from '../../../resources/names.ts'
import { defineCheck } from '../check.ts'
import { counted, lasting } from '../telling.ts'

/** Minutes; Fargate takes one or two, and longer for a large image. */
const patience = 5
const starting = new Set(['PROVISIONING', 'PENDING', 'ACTIVATING'])

/** Whether tasks hang on their way up. */
export const pendingTasks = defineCheck({
  name: 'pending-tasks',
  title: 'Tasks that start come up',
  area: 'tasks',
  needs: ['tasks'],
  examine({ tasks }, { scope, now, manifest }) {
    if (tasks.length === 0) return { skipped: 'no task is wanted' }
    const services = new Map(Object.keys(manifest.services).map(name => [nameOf(scope, name), name]))
    const late = tasks.filter(
      ({ status, createdAt }) => starting.has(status) && now - createdAt > patience * 60_000,
    )
    const findings = late.map(({ task, status, createdAt, serviceName }) => ({
      level: 'problem' as const,
      message: `A task of ${services.get(serviceName) ?? 'a one-off command'} is ${status} for ${lasting(now - createdAt)}.`,
      evidence: [
        `task ${task}`,
        'It waits for its network interface, its image or its secrets: see the checks of the network, the images and the values.',
      ],
      next: `deployctl status ${scope.environment} --watch`,
    }))
    return { looked: counted(tasks.length, 'task'), findings }
  },
})
