import { randomUUID } from 'node:crypto'
import type { NetworkConfiguration } from '@aws-sdk/client-ecs'
import { DeployctlError } from '../errors/index.ts'
import type { Run } from './resource.ts'

/** A command in a container of its own. */
export interface TaskCommand {
  readonly cluster: string
  /** The service whose container runs the command; or, where it is nobody's, the container. */
  readonly service: string
  /** ARN. */
  readonly taskDefinition: string
  readonly command: readonly string[]
  readonly network: NetworkConfiguration | undefined
}

/**
 * Starts it, never on Spot: a command that is cut off half-way has done half of what it was to do.
 * @returns the task's ARN
 * @throws DeployctlError `run.not-started`
 */
export async function startTask(
  { ports, signal }: Pick<Run, 'ports' | 'signal'>,
  { cluster, service, taskDefinition, command, network }: TaskCommand,
  startedBy: string,
): Promise<string> {
  signal.throwIfAborted()
  // Not cut off by an interruption: without the answer, nobody would know what to stop.
  const { tasks, failures } = await ports.ecs.runTask({
    cluster,
    taskDefinition,
    networkConfiguration: network,
    capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
    overrides: { containerOverrides: [{ name: service, command: [...command] }] },
    startedBy,
    clientToken: randomUUID(),
  })
  const arn = tasks?.[0]?.taskArn
  if (arn) return arn
  const why = failures?.map(({ reason, detail }) => detail ?? reason).join('; ')
  throw new DeployctlError('run.not-started', { message: `ECS started no task for ${service}: ${why}.` })
}
