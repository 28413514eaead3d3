import type { ServiceConnectConfiguration, ServiceConnectService } from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { instancesOf, servicesIn } from '../servicediscovery/lookup.ts'
import { createRegistry, deleteRegistry } from '../servicediscovery/services.ts'
import { type NamespaceRecord, namespaces, type RegistryRecord } from '../servicediscovery/tables.ts'
import { findTaskDefinition } from './lookup.ts'
import { connectEndpoints, type TaskDefinitionRecord } from './tables.ts'

function refuse(message: string): never {
  throw awsError('InvalidParameterException', message)
}

/**
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts.html
 *
 * @throws AwsError InvalidParameterException where the namespace, or a port's name, is not there
 */
export function checkConnect(
  call: Call,
  definition: TaskDefinitionRecord,
  configuration: ServiceConnectConfiguration | undefined,
): void {
  if (!configuration?.enabled) return
  if (!namespaceOf(call, configuration))
    refuse(`Service Connect namespace ${configuration.namespace} was not found.`)
  for (const { portName, clientAliases = [] } of configuration.services ?? []) {
    if (portNamed(call, definition.arn, portName) === undefined)
      refuse(`portName(s): ${portName} must refer to a named PortMapping in the Task Definition.`)
    if (clientAliases.length !== 1) refuse('A Service Connect service needs exactly one client alias.')
  }
}

/** Makes what others find a service by; it stays while tasks of the service are registered in it. */
export function makeEndpoints(
  call: Call,
  serviceArn: string,
  configuration: ServiceConnectConfiguration | undefined,
): void {
  const namespace = configuration?.enabled ? namespaceOf(call, configuration) : undefined
  if (!namespace) return
  for (const { discoveryName, portName } of configuration?.services ?? []) {
    const name = discoveryName ?? portName!
    const standing = servicesIn(call, namespace.id).find(one => one.name === name)
    if (standing && call.table(connectEndpoints).get(standing.id) !== serviceArn)
      refuse(`The Cloud Map service ${name} in namespace ${namespace.name} is already in use.`)
    if (standing) continue
    const tags = [{ Key: 'AmazonECSManaged', Value: 'true' }]
    const made = createRegistry(call.as({ service: 'servicediscovery' }), { name, namespace, tags })
    call.table(connectEndpoints).put(made.id, serviceArn)
  }
}

/** Removes the endpoints that a service no longer has, once no task is registered in them. */
export function tidyEndpoints(
  call: Call,
  serviceArn: string,
  configuration: ServiceConnectConfiguration | undefined,
): void {
  const services = configuration?.enabled ? (configuration.services ?? []) : []
  const wanted = new Set(services.map(service => endpointOf(call, configuration!, service)?.id))
  const own = call
    .table(connectEndpoints)
    .entries()
    .filter(([id, owner]) => owner === serviceArn && !wanted.has(id))
  for (const [id] of own) {
    if (instancesOf(call, id).length > 0) continue
    deleteRegistry(call, id)
    call.table(connectEndpoints).delete(id)
  }
}

/** What Cloud Map has of one service of a configuration. */
export function endpointOf(
  call: Call,
  configuration: ServiceConnectConfiguration,
  { discoveryName, portName }: ServiceConnectService,
): RegistryRecord | undefined {
  const namespace = namespaceOf(call, configuration)
  return namespace && servicesIn(call, namespace.id).find(({ name }) => name === (discoveryName ?? portName))
}

export function portNamed(
  call: Call,
  taskDefinition: string,
  portName: string | undefined,
): number | undefined {
  const containers = findTaskDefinition(call, taskDefinition)?.containerDefinitions ?? []
  const mappings = containers.flatMap(({ portMappings = [] }) => portMappings)
  return mappings.find(({ name }) => name !== undefined && name === portName)?.containerPort
}

/** By name or ARN. */
function namespaceOf(
  call: Call,
  { namespace: wanted }: ServiceConnectConfiguration,
): NamespaceRecord | undefined {
  return call.table(namespaces).find(({ arn, name }) => arn === wanted || name === wanted)
}
