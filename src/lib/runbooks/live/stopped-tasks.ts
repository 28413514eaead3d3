import type { Task } from '@aws-sdk/client-ecs'
import { type Ports, pages } from '../../aws/index.ts'
import { inBatches } from './in-batches.ts'

/** A task that ended, and what ECS says about why. */
export interface StoppedTask {
  /** The last part of its ARN. */
  readonly task: string
  readonly serviceName: string
  readonly taskDefinition: string
  /** Such as `EssentialContainerExited`; AWS adds new ones. */
  readonly code: string
  readonly reason: string
  readonly exitCode?: number | undefined
  /** Milliseconds since the epoch. */
  readonly at: number
}

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

export function stoppedTask(task: Task): StoppedTask {
  const failed = task.containers?.find(({ exitCode, reason }) => reason || exitCode) ?? task.containers?.[0]
  const reasons = [task.stoppedReason, failed?.reason].filter(Boolean)
  return {
    task: task.taskArn!.split('/').at(-1)!,
    serviceName: task.group?.replace(/^service:/, '') ?? '',
    taskDefinition: task.taskDefinitionArn ?? '',
    code: task.stopCode ?? '',
    reason: [...new Set(reasons)].join('; '),
    exitCode: failed?.exitCode,
    at: (task.stoppedAt ?? task.stoppingAt)?.getTime() ?? 0,
  }
}

/** Whether a task stopped because a deployment, autoscaling or a person wanted fewer; nothing to explain. */
export function ordinary({ code, reason }: Pick<StoppedTask, 'code' | 'reason'>): boolean {
  return (
    code === 'UserInitiated' || (code === 'ServiceSchedulerInitiated' && /^Scaling activity/.test(reason))
  )
}
