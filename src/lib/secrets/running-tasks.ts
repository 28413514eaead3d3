import { type Ports, pages, unlessMissing } from '../aws/index.ts'

/** When the oldest running task of a service was made; undefined where none runs. */
export async function oldestTask(
  cluster: string,
  serviceName: string,
  { ecs }: Ports,
): Promise<Date | undefined> {
  const input = { cluster, serviceName, desiredStatus: 'RUNNING' as const }
  const tasks = await unlessMissing(pages(ecs.listTasks, input, page => page.taskArns))
  // Both calls take a hundred tasks at once.
  const batches = Array.from({ length: Math.ceil((tasks?.length ?? 0) / 100) }, (_, at) =>
    ecs.describeTasks({ cluster, tasks: tasks!.slice(at * 100, (at + 1) * 100) }),
  )
  const described = (await Promise.all(batches)).flatMap(answer => answer.tasks ?? [])
  const made = described.map(({ createdAt }) => createdAt).filter(date => date !== undefined)
  return made.toSorted((a, b) => a.getTime() - b.getTime())[0]
}
