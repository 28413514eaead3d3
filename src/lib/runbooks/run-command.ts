import type { Service, Task } from '@aws-sdk/client-ecs'
import { unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { clusterNameOf } from '../resources/cluster.ts'
import { startTask } from '../resources/start-task.ts'
import { stoppedTask } from '../resources/stopped-task.ts'
import type { Context } from './context.ts'
import { logFollower } from './live/log-follower.ts'
import { chosenServices, ecsServiceName } from './live/standing.ts'
import { explainStop } from './live/stop-reasons.ts'

export interface RunOptions {
  readonly service: string
  /** As words. */
  readonly command: readonly string[]
  /** Return once it is started. */
  readonly detach: boolean
}

/** Where and as what a command would run. */
export interface RunPreview {
  readonly service: string
  readonly command: readonly string[]
  /** ARN of the revision that the service runs. */
  readonly taskDefinition: string
}

export interface RunResult extends RunPreview {
  /** The last part of its ARN. */
  readonly task: string
  /** The command's own; undefined where it was left running. */
  readonly exitCode?: number
  /** What it logged; its newest lines where it logged very many. */
  readonly logs: readonly string[]
}

/** Not that of release commands, for which a deploy waits. */
const startedBy = 'deployctl-run'
/** Seconds between two looks at a task and its log. */
const pause = 2

/** What `runCommand` would run. Reads only. @throws DeployctlError `release.not-deployed` */
export async function previewRun(
  context: Context,
  { service, command }: Pick<RunOptions, 'service' | 'command'>,
): Promise<RunPreview> {
  const { taskDefinition } = await deployed(context, service)
  return { service, command, taskDefinition: taskDefinition! }
}

/**
 * Runs a command once, in a task like those of a service, with its image, variables, secrets and network, and follows
 * its log to its end. Interrupted, it stops the task: nobody would see its end.
 * @throws DeployctlError `release.not-deployed`, `run.not-started`
 */
export async function runCommand(context: Context, options: RunOptions): Promise<RunResult> {
  const { service, command, detach } = options
  const found = await deployed(context, service)
  const arn = await startTask(
    context,
    {
      cluster: clusterNameOf(context.manifest),
      service,
      taskDefinition: found.taskDefinition!,
      command,
      network: found.networkConfiguration,
    },
    startedBy,
  )
  const task = arn.split('/').at(-1)!
  const about = { service, command, taskDefinition: found.taskDefinition!, task }
  if (detach) return { ...about, logs: [] }
  try {
    return { ...about, ...(await followed(context, service, arn)) }
  } catch (error) {
    if (interrupted(error)) await stop(context, arn)
    throw error
  }
}

async function deployed({ manifest, scope, ports, signal }: Context, service: string): Promise<Service> {
  chosenServices(manifest, [service])
  const cluster = clusterNameOf(manifest)
  const services = [ecsServiceName(scope, service)]
  const answer = await unlessMissing(ports.ecs.describeServices({ cluster, services }, { signal }))
  const found = answer?.services?.find(({ status }) => status === 'ACTIVE')
  if (found) return found
  throw new DeployctlError('release.not-deployed', { message: `${service} was not deployed yet.` })
}

async function followed(
  context: Context,
  service: string,
  arn: string,
): Promise<Pick<RunResult, 'exitCode' | 'logs'>> {
  const { clock, signal } = context
  const follower = logFollower(context, service, arn.split('/').at(-1)!)
  for (;;) {
    const task = await describe(context, arn)
    await follower.tell()
    if (task?.lastStatus === 'STOPPED') {
      // CloudWatch takes a moment to show the last lines.
      await clock.sleep(pause * 1000, signal)
      await follower.tell()
      return { exitCode: exitCodeOf(context, service, task), logs: follower.lines() }
    }
    await clock.sleep(pause * 1000, signal)
  }
}

/** AWS may not show a task for a moment after it was started. */
async function describe({ manifest, ports, signal }: Context, arn: string): Promise<Task | undefined> {
  const { tasks } = await ports.ecs.describeTasks(
    { cluster: clusterNameOf(manifest), tasks: [arn] },
    { signal },
  )
  return tasks?.[0]
}

/** @throws DeployctlError `run.not-started` where the command itself never ran */
function exitCodeOf({ scope }: Context, service: string, task: Task): number {
  const container = task.containers?.find(({ name }) => name === service)
  if (container?.exitCode !== undefined) return container.exitCode
  const told = stoppedTask(task)
  const { plain, next } = explainStop(told, { environment: scope.environment, service })
  throw new DeployctlError('run.not-started', {
    message: `The task stopped before the command ran. ${plain} (${told.reason})`,
    hint: next,
    data: { task: told.task, reason: told.reason },
  })
}

function interrupted(error: unknown): boolean {
  return error instanceof DeployctlError && error.code === 'run.interrupted'
}

/** Without the signal: that is what was aborted. */
async function stop({ manifest, ports, emit }: Context, task: string): Promise<void> {
  await ports.ecs.stopTask({ cluster: clusterNameOf(manifest), task, reason: 'deployctl: interrupted' })
  emit({ type: 'notice', message: 'The command was stopped.' })
}
