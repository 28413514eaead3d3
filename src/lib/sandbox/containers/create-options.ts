import type { ContainerCreateOptions } from 'dockerode'
import type { Pace } from './pace.ts'
import type { ContainerSpec, TaskSpec } from './task-spec.ts'
import { mountSettings } from './volumes.ts'

/** What marks a container as the sandbox's own, with the id of its state. */
export const stateLabel = 'deployctl.sandbox'
const taskLabel = 'deployctl.sandbox.task'

/**
 * The body of `POST /containers/create`.
 *
 * @param network what the first container of the task is in, and the others share with it, as under awsvpc
 */
export function createOptions(
  task: TaskSpec,
  spec: ContainerSpec,
  { stateId, pace, network }: { stateId: string; pace: Pace; network: { name: string } | { of: string } },
): ContainerCreateOptions {
  const memory = spec.memory * 2 ** 20
  const ports = 'name' in network ? task.ports.map(port => `${port}/tcp`) : []
  return {
    Image: spec.image,
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    Labels: { [stateLabel]: stateId, [taskLabel]: task.arn },
    ExposedPorts: Object.fromEntries(ports.map(port => [port, {}])),
    HostConfig: {
      // As much swap as memory is none at all.
      Memory: memory,
      MemorySwap: memory,
      PortBindings: Object.fromEntries(ports.map(port => [port, [{ HostIp: '127.0.0.1', HostPort: '' }]])),
      Mounts: mountSettings(spec.volumes, { [stateLabel]: stateId }, stateId),
      NetworkMode: 'name' in network ? network.name : `container:${network.of}`,
    },
    ...('name' in network && {
      NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: [...task.names] } } },
    }),
    ...(spec.command && { Cmd: [...spec.command] }),
    ...(spec.entryPoint && { Entrypoint: [...spec.entryPoint] }),
    ...(spec.workingDirectory && { WorkingDir: spec.workingDirectory }),
    ...(spec.user && { User: spec.user }),
    ...healthCheckOf(spec, pace),
  }
}

/** ECS looks at no health check but the task definition's, so the image's own is switched off. */
function healthCheckOf({ healthCheck }: ContainerSpec, pace: Pace): Partial<ContainerCreateOptions> {
  if (!healthCheck) return { Healthcheck: { Test: ['NONE'] } }
  const { command, interval, timeout, retries, startPeriod } = healthCheck
  const nanoseconds = (seconds: number, atLeastMs: number) =>
    Math.round(pace.realMs(seconds * 1000, atLeastMs) * 1_000_000)
  return {
    Healthcheck: {
      Test: [...command],
      Interval: nanoseconds(interval, 200),
      Timeout: nanoseconds(timeout, 1000),
      Retries: retries,
      StartPeriod: startPeriod === 0 ? 0 : nanoseconds(startPeriod, 200),
    },
  }
}
