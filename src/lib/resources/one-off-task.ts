import type { Task } from '@aws-sdk/client-ecs'
import { awsReason, until } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { logGroupName } from './log-group.ts'
import { logStreamName } from './log-stream.ts'
import type { Run } from './resource.ts'
import { startTask, type TaskCommand } from './start-task.ts'
import { type StoppedTask, stoppedTask } from './stopped-task.ts'

export interface OneOffTask extends TaskCommand {
  /** Seconds. */
  readonly timeout: number
  /** Name of the log group; the service's own where absent. */
  readonly logGroup?: string
}

export interface FinishedTask extends StoppedTask {
  /** The last lines that it logged. */
  readonly logs: readonly string[]
}

type Surroundings = Pick<Run, 'scope' | 'ports' | 'clock' | 'signal' | 'emit'>

const logLines = 20
const startedBy = 'deployctl'

/**
 * Runs a command once in a container of its own and waits for its end, whatever its exit code. The command of an
 * interrupted run may still go on: it is waited for, and the very same one is not begun again.
 * @throws DeployctlError `run.not-started` where no task could be started; `run.deadline` after `timeout`, and the task is
 *   stopped
 */
export async function runOnce(run: Surroundings, task: OneOffTask): Promise<FinishedTask> {
  const earlier = await underway(run, task)
  if (earlier) {
    run.emit({
      type: 'notice',
      message: `A command of ${task.service} from an earlier run goes on; waiting for it.`,
    })
    const finished = await watched(run, task, earlier.taskArn!)
    if (isSame(earlier, task)) return finished
  }
  return watched(run, task, await startTask(run, task, startedBy))
}

async function watched(run: Surroundings, task: OneOffTask, taskArn: string): Promise<FinishedTask> {
  const { ports, clock, signal } = run
  const { cluster, service, timeout } = task
  const what = `the command of ${service} to end`
  const ended = await until({ clock, signal, what, within: timeout }, () =>
    stopped(run, cluster, taskArn),
  ).catch(async error => {
    // Else it goes on: half a migration is worse than a whole one that nobody watches.
    if (hasPassed(error, signal))
      await ports.ecs.stopTask({ cluster, task: taskArn, reason: 'deployctl: timed out' })
    throw error
  })
  return { ...finished(ended, service), logs: await lastLines(run, task, taskArn) }
}

/** Whether an error says that the task took too long. */
export function hasPassed(error: unknown, signal: AbortSignal): boolean {
  return !signal.aborted && error instanceof DeployctlError && error.code === 'run.deadline'
}

/** A command of this service that an earlier run began: two migrations must not meet. */
async function underway(
  { ports, signal }: Surroundings,
  { cluster, taskDefinition }: OneOffTask,
): Promise<Task | undefined> {
  const { taskArns = [] } = await ports.ecs.listTasks({ cluster, startedBy }, { signal })
  if (taskArns.length === 0) return undefined
  const { tasks = [] } = await ports.ecs.describeTasks({ cluster, tasks: taskArns.slice(0, 100) }, { signal })
  return tasks.find(
    task => familyOf(task.taskDefinitionArn!) === familyOf(taskDefinition) && task.lastStatus !== 'STOPPED',
  )
}

function isSame({ taskDefinitionArn, overrides }: Task, { taskDefinition, command }: OneOffTask): boolean {
  const running = overrides?.containerOverrides?.[0]?.command ?? []
  return taskDefinitionArn === taskDefinition && running.join('\0') === command.join('\0')
}

function familyOf(taskDefinition: string): string {
  return taskDefinition.slice(0, taskDefinition.lastIndexOf(':'))
}

/** An AWS that does not answer for a while ends no command. */
async function stopped({ ports, signal }: Surroundings, cluster: string, taskArn: string) {
  const { tasks } = await ports.ecs.describeTasks({ cluster, tasks: [taskArn] }, { signal }).catch(error => {
    if (awsReason(error) === 'throttled' || awsReason(error) === 'unavailable') return { tasks: [] }
    throw error
  })
  return tasks?.find(({ lastStatus }) => lastStatus === 'STOPPED')
}

/** The exit code is that of the command, not of a container beside it. */
function finished(task: Task, service: string): StoppedTask {
  const container = task.containers?.find(({ name }) => name === service)
  return { ...stoppedTask(task), exitCode: container?.exitCode }
}

async function lastLines(
  { ports, scope }: Surroundings,
  { service, logGroup }: OneOffTask,
  taskArn: string,
): Promise<string[]> {
  const reading = ports.logs.getLogEvents({
    logGroupName: logGroup ?? logGroupName(scope, service),
    logStreamName: logStreamName(service, taskArn.split('/').at(-1)!),
    startFromHead: false,
    limit: logLines,
  })
  // A task that never started has no stream, and says so by its stop reason.
  const { events = [] } = await reading.catch(() => ({ events: [] }))
  return events.map(({ message = '' }) => message.trimEnd())
}
