import type { RolloutOutcome } from '../../events/index.ts'
import { logGroupName } from '../../resources/log-group.ts'
import { logStreamName } from '../../resources/log-stream.ts'
import type { Context } from '../context.ts'
import { readServices, type ServiceEvent, type ServiceSnapshot } from '../live/services.ts'
import { explainStop } from '../live/stop-reasons.ts'
import { readStoppedTasks, type StoppedTask } from '../live/stopped-tasks.ts'
import { failedIn } from './details.ts'
import type { RolloutResult } from './follow.ts'

/** What happened to one service whose rollout failed, for people. */
export interface ServiceStory {
  readonly service: string
  readonly outcome: RolloutOutcome
  /** ECS's own words, oldest first. */
  readonly said: readonly string[]
  readonly stopped?: {
    readonly task: string
    readonly code: string
    readonly reason: string
    readonly plain: string
  }
  /** The last lines that its tasks logged. */
  readonly logs: readonly string[]
  /** ARN of the task definition that serves now, and how many of its tasks run. */
  readonly serves: { readonly taskDefinition: string; readonly running: number } | undefined
  /** What to type next. */
  readonly next: string
}

const logLines = 10
const eventLines = 5

/** Gathers the stories of failed rollouts. Reads only; what cannot be read is left out, for the failure itself must be told. */
export async function tellStories(
  context: Context,
  cluster: string,
  failed: readonly RolloutResult[],
): Promise<ServiceStory[]> {
  const names = failed.map(({ rollout }) => rollout.serviceName)
  const [services, { tasks }] = await Promise.all([
    readServices(context.ports, cluster, names).catch(() => new Map<string, ServiceSnapshot>()),
    readStoppedTasks(context.ports, cluster).catch(() => ({ tasks: [] })),
  ])
  return Promise.all(
    failed.map(async result => {
      const service = services.get(result.rollout.serviceName)
      const stopped = telling(tasks.filter(task => failedIn(result.rollout, task)))
      const logs = await lastLines(context, result, stopped).catch(() => [])
      return storyOf(context, result, { service, stopped, logs })
    }),
  )
}

interface Findings {
  readonly service: ServiceSnapshot | undefined
  readonly stopped: StoppedTask | undefined
  readonly logs: readonly string[]
}

function storyOf({ scope }: Context, result: RolloutResult, findings: Findings): ServiceStory {
  const { rollout, outcome, detail, createdAt } = result
  const { service, stopped, logs } = findings
  const events = (service?.events ?? []).filter(({ at }) => at >= createdAt)
  const said = [...new Set([...messages(events), ...(detail ? [detail] : [])])]
  const explained =
    stopped && explainStop(stopped, { environment: scope.environment, service: rollout.service })
  return {
    service: rollout.service,
    outcome,
    said,
    ...(stopped && {
      stopped: {
        task: stopped.task,
        code: stopped.code,
        reason: stopped.reason,
        plain: explained!.plain,
      },
    }),
    logs,
    serves: service && { taskDefinition: service.taskDefinition, running: service.running },
    next: explained?.next ?? `deployctl logs ${scope.environment} ${rollout.service}`,
  }
}

/** Of several failed tasks the first tells most: later ones may fail only because the rollout is being undone. */
function telling(tasks: readonly StoppedTask[]): StoppedTask | undefined {
  return tasks.toSorted((a, b) => a.at - b.at)[0]
}

function messages(events: readonly ServiceEvent[]): string[] {
  const complaints = events.filter(({ message }) =>
    /unable|unhealthy|failed|error|rolling back/i.test(message),
  )
  return (complaints.length > 0 ? complaints : events)
    .slice(0, eventLines)
    .toReversed()
    .map(({ message }) => message)
}

/** The end of what a stopped task logged; of the whole rollout where no task got so far. */
async function lastLines(
  { ports, scope }: Context,
  { rollout: { service }, createdAt }: RolloutResult,
  stopped: StoppedTask | undefined,
): Promise<string[]> {
  const group = { logGroupName: logGroupName(scope, service) }
  const { events = [] } = stopped
    ? await ports.logs.getLogEvents({
        ...group,
        logStreamName: logStreamName(service, stopped.task),
        startFromHead: false,
        limit: logLines,
      })
    : await ports.logs.filterLogEvents({ ...group, startTime: createdAt, limit: 1000 })
  return events.slice(-logLines).map(({ message = '' }) => message.trimEnd())
}
