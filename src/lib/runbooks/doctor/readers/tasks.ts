import type { Task } from '@aws-sdk/client-ecs'
import { pages, unlessMissing } from '../../../aws/index.ts'
import { clusterNameOf } from '../../../resources/cluster.ts'
import { inBatches } from '../../live/in-batches.ts'
import type { Reader } from '../evidence.ts'

/** A task that should run. */
export interface TaskReading {
  /** The last part of its ARN. */
  readonly task: string
  /** ECS's name of its service; empty for a one-off. */
  readonly serviceName: string
  /** ECS's own word: `PENDING`, `RUNNING`. */
  readonly status: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** Its private address, once it has one. */
  readonly address: string | undefined
}

export const tasks: Reader<'tasks'> = async ({ manifest, ports: { ecs }, signal }) => {
  const cluster = clusterNameOf(manifest)
  const list: typeof ecs.listTasks = input => ecs.listTasks(input, { signal })
  const listing = pages(list, { cluster, desiredStatus: 'RUNNING' as const }, page => page.taskArns)
  const arns = (await unlessMissing(listing)) ?? []
  // DescribeTasks takes 100 at a time.
  const described = await inBatches(arns, 100, async batch => {
    const answer = await ecs.describeTasks({ cluster, tasks: batch }, { signal })
    return answer.tasks
  })
  return described.map(taskReading)
}

function taskReading({ taskArn, group, lastStatus, createdAt, attachments = [] }: Task): TaskReading {
  const details = attachments.flatMap(attachment => attachment.details ?? [])
  return {
    task: taskArn!.split('/').at(-1)!,
    serviceName: group?.startsWith('service:') ? group.slice('service:'.length) : '',
    status: lastStatus ?? '',
    createdAt: createdAt?.getTime() ?? 0,
    address: details.find(({ name }) => name === 'privateIPv4Address')?.value,
  }
}
