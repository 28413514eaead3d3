import type { Call } from '../../service.ts'
import { deregister, register } from '../servicediscovery/instances.ts'
import { type RegistryRecord, registries } from '../servicediscovery/tables.ts'
import { endpointOf, portNamed } from './connect-endpoints.ts'
import { nameIn } from './lookup.ts'
import { serviceRevisions, type TaskRecord } from './tables.ts'

interface Registration {
  readonly registry: RegistryRecord
  readonly port: number | undefined
}

/** Where Cloud Map is told of a service's tasks: its registry, and its endpoints of Service Connect. */
export function registrationsOf(call: Call, task: TaskRecord): Registration[] {
  const revision = call.table(serviceRevisions).get(task.revisionArn ?? '')
  const registered = (revision?.serviceRegistries ?? []).map(({ registryArn = '', containerPort, port }) => ({
    registry: call.table(registries).get(nameIn(registryArn)),
    port: containerPort ?? port,
  }))
  const connected = (revision?.serviceConnectConfiguration?.services ?? []).map(service => ({
    registry: endpointOf(call, revision!.serviceConnectConfiguration!, service),
    port: portNamed(call, task.taskDefinition, service.portName),
  }))
  return [...registered, ...connected].filter((one): one is Registration => one.registry !== undefined)
}

/**
 * Tells Cloud Map of a task that is about to run.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
 */
export function joinRegistries(call: Call, task: TaskRecord): void {
  for (const { registry, port } of registrationsOf(call, task)) {
    register(call, registry, task.id, {
      AWS_INIT_HEALTH_STATUS: registry.custom ? 'UNHEALTHY' : 'HEALTHY',
      AWS_INSTANCE_IPV4: task.privateIp,
      ...(port !== undefined && { AWS_INSTANCE_PORT: String(port) }),
      AVAILABILITY_ZONE: task.zone,
      REGION: call.region,
      ECS_CLUSTER_NAME: task.cluster,
      ECS_SERVICE_NAME: task.group.replace(/^service:/, ''),
      ECS_TASK_DEFINITION_FAMILY: nameIn(task.taskDefinition).replace(/:\d+$/, ''),
    })
  }
}

/** Takes a task out again, as the first thing on its way down. */
export function leaveRegistries(call: Call, task: TaskRecord): void {
  for (const { registry } of registrationsOf(call, task)) deregister(call, registry, task.id)
}
