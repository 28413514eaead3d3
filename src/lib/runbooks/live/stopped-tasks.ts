import { type Ports, pages } from '../../aws/index.ts'
import { type StoppedTask, stoppedTask } from '../../resources/stopped-task.ts'
import { inBatches } from './in-batches.ts'

export type { StoppedTask } from '../../resources/stopped-task.ts'

/**
 * Reads the stopped tasks of a cluster that ECS still remembers (about an hour), newest first.
 * @param skip ARNs that need not be described again
 */
export async function readStoppedTasks(
  { ecs }: Ports,
  cluster: string,
  skip: ReadonlySet<string> = new Set(),
  signal?: AbortSignal,
): Promise<{ arns: string[]; tasks: StoppedTask[] }> {
  const list: typeof ecs.listTasks = input => ecs.listTasks(input, { signal })
  const arns = await pages(list, { cluster, desiredStatus: 'STOPPED' as const }, page => page.taskArns)
  const unseen = arns.filter(arn => !skip.has(arn))
  // DescribeTasks takes 100 at a time.
  const described = await inBatches(unseen, 100, async tasks => {
    const answer = await ecs.describeTasks({ cluster, tasks }, { signal })
    return answer.tasks
  })
  // Before that its containers are still ending, and their exit codes are not known.
  const stopped = described.filter(({ lastStatus = '' }) =>
    /^(DEPROVISIONING|STOPPED|DELETED)$/.test(lastStatus),
  )
  return {
    arns: stopped.map(({ taskArn }) => taskArn!),
    tasks: stopped.map(stoppedTask).toSorted((a, b) => b.at - a.at),
  }
}

/** Whether a task stopped because a deployment, autoscaling or a person wanted fewer; nothing to explain. */
export function ordinary({ code, reason }: Pick<StoppedTask, 'code' | 'reason'>): boolean {
  return (
    code === 'UserInitiated' || (code === 'ServiceSchedulerInitiated' && /^Scaling activity/.test(reason))
  )
}
