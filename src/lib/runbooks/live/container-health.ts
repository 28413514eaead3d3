import type { Ports } from '../../aws/index.ts'
import { pages } from '../../aws/index.ts'
import { inBatches } from './in-batches.ts'

/** How many tasks of a service find themselves well, by the health check of their containers. */
export async function readWellTasks(
  { ecs }: Ports,
  cluster: string,
  serviceName: string,
  signal?: AbortSignal,
): Promise<number> {
  const listing = { cluster, serviceName, desiredStatus: 'RUNNING' as const }
  const arns = await pages(ecs.listTasks, listing, page => page.taskArns)
  // DescribeTasks takes 100 at a time.
  const tasks = await inBatches(arns, 100, async batch => {
    const answer = await ecs.describeTasks({ cluster, tasks: batch }, { signal })
    return answer.tasks
  })
  return tasks.filter(({ healthStatus }) => healthStatus === 'HEALTHY').length
}
