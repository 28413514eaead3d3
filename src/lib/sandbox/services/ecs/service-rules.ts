import type { DeploymentConfiguration, LoadBalancer, ServiceRegistry } from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { targetGroups } from '../elb/tables.ts'
import { isInUse } from '../elb/targets.ts'
import { registries } from '../servicediscovery/tables.ts'
import { nameIn } from './lookup.ts'
import type { TaskDefinitionRecord } from './tables.ts'

function refuse(message: string): never {
  throw awsError('InvalidParameterException', message)
}

/** @throws AwsError InvalidParameterException where a target group cannot be had, or no container has the port */
export function checkLoadBalancers(
  call: Call,
  definition: TaskDefinitionRecord,
  loadBalancers: readonly LoadBalancer[],
): void {
  for (const { targetGroupArn, containerName, containerPort } of loadBalancers) {
    const group = call.table(targetGroups).get(targetGroupArn ?? '')
    if (!group)
      refuse(
        `Unable to assume role and validate the specified targetGroupArn. Please verify that the ECS service role being passed has the proper permissions.`,
      )
    if (!isInUse(call, group.TargetGroupArn)) {
      refuse(
        `The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`,
      )
    }
    if (group.TargetType !== 'ip') {
      refuse(
        `The provided target group ${targetGroupArn} has target type ${group.TargetType}, which is incompatible with the awsvpc network mode specified in the task definition.`,
      )
    }
    const container = definition.containerDefinitions?.find(({ name }) => name === containerName)
    if (!container) refuse(`The container ${containerName} does not exist in the task definition.`)
    if (!container.portMappings?.some(mapping => mapping.containerPort === containerPort)) {
      refuse(`The container ${containerName} did not have a container port ${containerPort} defined.`)
    }
  }
}

/**
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html
 *
 * @throws AwsError InvalidParameterException where Cloud Map does not know it, or where it records a port and none is given
 */
export function checkRegistries(
  call: Call,
  definition: TaskDefinitionRecord,
  given: readonly ServiceRegistry[],
): void {
  if (given.length > 1) refuse('Multiple service registries for each service are not supported.')
  for (const { registryArn = '', containerName, containerPort, port } of given) {
    const registry = call.table(registries).get(nameIn(registryArn))
    if (!registry) refuse(`The service registry ${registryArn} was not found.`)
    const wantsPort = registry.dns?.DnsRecords?.some(({ Type }) => Type === 'SRV') ?? false
    if (wantsPort && port === undefined && containerPort === undefined)
      refuse(
        'When using SRV records, specify either a containerName and containerPort combination or a port.',
      )
    if (containerPort === undefined) continue
    const container = definition.containerDefinitions?.find(({ name }) => name === containerName)
    if (!container?.portMappings?.some(mapping => mapping.containerPort === containerPort))
      refuse(`The container ${containerName} did not have a container port ${containerPort} defined.`)
  }
}

/** What holds where nothing is said. */
const usual = {
  maximumPercent: 200,
  minimumHealthyPercent: 100,
  deploymentCircuitBreaker: { enable: false, rollback: false },
  strategy: 'ROLLING',
  bakeTimeInMinutes: 0,
} as const satisfies DeploymentConfiguration

/**
 * A deployment configuration after a change; what is not mentioned stays.
 *
 * @throws AwsError InvalidParameterException, and NotImplemented for strategies other than ROLLING
 */
export function checkedConfiguration(
  change: DeploymentConfiguration = {},
  before: DeploymentConfiguration = usual,
): DeploymentConfiguration {
  const configuration = { ...before, ...change }
  const { strategy, maximumPercent = 200, minimumHealthyPercent = 100, earlySuccessCriteria } = configuration
  if (strategy !== 'ROLLING')
    throw awsError('NotImplemented', `The sandbox does not implement ${strategy} deployments.`, 501)
  if (maximumPercent < 100 || maximumPercent > 200_000) refuse('maximumPercent must be at least 100.')
  if (minimumHealthyPercent < 0 || minimumHealthyPercent > 100)
    refuse('minimumHealthyPercent must be from 0 to 100.')
  if (maximumPercent === 100 && minimumHealthyPercent === 100) {
    refuse('Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.')
  }
  if (earlySuccessCriteria?.enable && (earlySuccessCriteria.healthyPercent ?? -1) < minimumHealthyPercent) {
    refuse('healthyPercent must be greater than or equal to minimumHealthyPercent.')
  }
  return configuration
}

/** @throws AwsError InvalidParameterException */
export function checkServiceName(name: string): void {
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) refuse('Service name contains invalid characters.')
}

/** @throws AwsError InvalidParameterException */
export function checkGracePeriod(seconds: number | undefined, loadBalancers: readonly LoadBalancer[]): void {
  if (seconds !== undefined && seconds > 0 && loadBalancers.length === 0) {
    refuse('Health check grace period is only valid for services configured to use load balancers')
  }
}
