import { DeployctlError } from '../../errors/index.ts'
import { clusterNameOf } from '../../resources/cluster.ts'
import type { SecurityGroupState } from '../../resources/security-group.ts'
import { networkOf } from '../../resources/service-settings.ts'
import { type SubnetState, subnetIds } from '../../resources/subnet.ts'
import type { TaskDefinitionState } from '../../resources/task-definition.ts'
import { tierOf } from '../../resources/task-subnets.ts'
import type { World } from '../../resources/world.ts'
import type { Context } from '../context.ts'
import { explainStop } from '../live/stop-reasons.ts'
import { type FinishedTask, runOnce } from '../run-task.ts'
import type { TimedSteps } from './timed-steps.ts'

/** Runs the release commands of the services that are about to move, one after the other. */
export async function runReleaseCommands(
  context: Context,
  steps: TimedSteps,
  moving: readonly string[],
  world: World,
): Promise<void> {
  for (const service of moving.filter(name => context.manifest.services[name]!.release)) {
    await steps.step(
      `release command ${service}`,
      () => runReleaseCommand(context, service, world),
      told => told,
    )
  }
}

/**
 * Runs the command that a service wants once before it moves, such as a migration, on its new task definition.
 * @returns its words and its exit code, for the step's line
 * @throws DeployctlError `release.command-failed`, with its last log lines, unless it exits with 0
 */
async function runReleaseCommand(context: Context, service: string, world: World): Promise<string> {
  const { manifest } = context
  const { release, ...wants } = manifest.services[service]!
  const { command, timeout } = release!
  const tier = tierOf(wants, manifest.network)
  const subnets = subnetIds(world.lookup<SubnetState>('subnet'), tier)
  const { groupId } = world.lookup<SecurityGroupState>('security-group').of('tasks')
  const ended = await runOnce(context, {
    cluster: clusterNameOf(manifest),
    service,
    taskDefinition: world.lookup<TaskDefinitionState>('task-definition').of(service).arn,
    command,
    network: networkOf(subnets, groupId, tier === 'public'),
    timeout,
  })
  const words = command.join(' ')
  if (ended.exitCode !== 0) throw failed(context, service, words, ended)
  return `${words} → exit 0`
}

function failed(context: Context, service: string, words: string, ended: FinishedTask): DeployctlError {
  const { environment } = context.scope
  const { plain } = explainStop(ended, { environment, service })
  const exit = ended.exitCode === undefined ? 'did not start' : `exited with ${ended.exitCode}`
  for (const message of ended.logs) {
    const at = new Date(ended.at).toISOString()
    context.emit({ type: 'log.line', service, message, at, task: ended.task })
  }
  return new DeployctlError('release.command-failed', {
    message: `The release command of ${service} (${words}) ${exit}; no service was moved. ${plain}`,
    data: {
      service,
      command: words,
      exitCode: ended.exitCode,
      reason: ended.reason,
      plain,
      logs: ended.logs,
    },
  })
}
