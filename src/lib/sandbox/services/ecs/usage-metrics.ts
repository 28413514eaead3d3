import type { Call } from '../../service.ts'
import type { Datum, DerivedMetrics, Metric } from '../cloudwatch/derived.ts'
import { minutesIn } from '../cloudwatch/minutes.ts'
import { type TaskRecord, tasks } from './tables.ts'

const namespace = 'AWS/ECS'

/** What a task with nothing to do takes of its size, in percent: nobody measures more here. */
const idleUse: Readonly<Record<string, number>> = { CPUUtilization: 1, MemoryUtilization: 10 }

/**
 * A sample a minute of each task of a service that runs, as ECS tells them: how many there are is how many ran.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html
 */
export const usageMetrics: DerivedMetrics = {
  namespace,

  known(call) {
    const owners = new Map(
      ownedTasks(call).flatMap(task =>
        dimensionsOf(task).map(dimensions => [JSON.stringify(dimensions), dimensions]),
      ),
    )
    return [...owners.values()].flatMap(dimensions =>
      Object.keys(idleUse).map(name => ({ namespace, name, dimensions })),
    )
  },

  data(call, { name, dimensions }, from, to) {
    const value = idleUse[name] ?? 0
    const of = (wanted: string) => dimensions.find(({ Name }) => Name === wanted)?.Value
    const [cluster, service] = [of('ClusterName'), of('ServiceName')]
    return ownedTasks(call)
      .filter(task => task.cluster === cluster && (service ?? serviceOf(task)) === serviceOf(task))
      .flatMap(task => samplesOf(call, task, from, to).map((timestamp): Datum => ({ timestamp, value })))
  },
}

/** Those of services, as far as they have run. */
function ownedTasks(call: Call): TaskRecord[] {
  return call
    .table(tasks)
    .filter(({ serviceKey, startedAt }) => serviceKey !== undefined && startedAt !== undefined)
}

function dimensionsOf(task: TaskRecord): Metric['dimensions'][] {
  const cluster = { Name: 'ClusterName', Value: task.cluster }
  return [[cluster], [cluster, { Name: 'ServiceName', Value: serviceOf(task) }]]
}

function serviceOf({ group }: TaskRecord): string {
  return group.replace(/^service:/, '')
}

function samplesOf(
  call: Call,
  { startedAt, executionStoppedAt }: TaskRecord,
  from: number,
  to: number,
): number[] {
  const end = executionStoppedAt?.getTime() ?? call.now + 1
  return minutesIn(Math.max(from, startedAt!.getTime()), Math.min(to, end))
}
