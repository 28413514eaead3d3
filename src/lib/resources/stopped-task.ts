import type { Task } from '@aws-sdk/client-ecs'

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
